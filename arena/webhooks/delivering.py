"""Send what waits: first the longest waiting message of each webhook, several webhooks at a time.

A webhook that fails is left alone until the next round, so that none waits for another.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from django.conf import settings

from arena.models import DeliveryState, Webhook, WebhookDelivery
from arena.webhooks.sending import Attempt, send
from arena.webhooks.signing import sign

logger = logging.getLogger(__name__)

# Until the next attempt after each that failed; after the last, about a day later, it is given up.
DELAYS = tuple(timedelta(minutes=each) for each in (1, 5, 15, 30, 60, 120, 240, 480, 480))
AT_ONCE = 8
_LOOKED_AT = 200


def deliver_due(*, clock: Callable[[], datetime], is_enough: Callable[[], bool]) -> int:
    """Send what is due; returns how many were delivered. Call it in one process at a time."""
    WebhookDelivery.objects.superseded().delete()
    failed: set[int] = set()
    delivered = 0
    while not is_enough():
        batch = _first_of_each(failed, clock())
        if not batch:
            break
        for delivery, attempt in _send_all(batch, clock()):
            _note(delivery, attempt, clock())
            if attempt.is_delivered:
                delivered += 1
            else:
                failed.add(delivery.webhook_id)
    return delivered


def forget_deliveries(*, now: datetime) -> int:
    """Delete what ended so many days ago as the settings say."""
    old = WebhookDelivery.objects.exclude(state=DeliveryState.WAITING)
    before = now - timedelta(days=settings.WEBHOOK_DAYS)
    return old.filter(created_at__lt=before).delete()[0]


def given_up() -> int:
    """How many webhooks have messages that were given up and are still in the log."""
    hooks = Webhook.objects.standing().filter(deliveries__state=DeliveryState.GIVEN_UP)
    return hooks.order_by().distinct().count()


def _first_of_each(failed: set[int], now: datetime) -> Sequence[WebhookDelivery]:
    due = WebhookDelivery.objects.due(now).exclude(webhook__in=failed).select_related("webhook")
    first: dict[int, WebhookDelivery] = {}
    for delivery in due[:_LOOKED_AT]:
        first.setdefault(delivery.webhook_id, delivery)
    return list(first.values())[:AT_ONCE]


def _send_all(
    batch: Sequence[WebhookDelivery], now: datetime
) -> Iterator[tuple[WebhookDelivery, Attempt]]:
    """Each takes at most `sending.TOTAL_SECONDS` and what resolving its name takes."""
    for delivery in batch:  # a worker that stops meanwhile tries again later
        delivery.attempts += 1
        delivery.tried_at = now
        delivery.next_at = now + DELAYS[min(delivery.attempts, len(DELAYS)) - 1]
        delivery.save(update_fields=["attempts", "tried_at", "next_at"])
    with ThreadPoolExecutor(max_workers=len(batch)) as threads:
        yield from zip(
            batch, threads.map(_attempt, batch, [int(now.timestamp())] * len(batch)), strict=True
        )


def _attempt(delivery: WebhookDelivery, timestamp: int) -> Attempt:
    """Asks the database nothing, for it runs in a thread of its own."""
    hook = delivery.webhook
    signature = sign(hook, message=delivery.message, timestamp=timestamp, body=delivery.body)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Podium",
        "webhook-id": delivery.message,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature,
    }
    return send(hook.address, delivery.body, headers)


def _note(delivery: WebhookDelivery, attempt: Attempt, now: datetime) -> None:
    delivery.status, delivery.answer, delivery.error = (
        *(attempt.status, attempt.answer, attempt.error),
    )
    if attempt.is_delivered:
        delivery.state, delivery.next_at = DeliveryState.DELIVERED, None
    elif delivery.attempts > len(DELAYS):
        delivery.state, delivery.next_at = DeliveryState.GIVEN_UP, None
        logger.warning("webhook %s: %s was given up", delivery.webhook_id, delivery.message)
    else:
        delivery.next_at = now + DELAYS[delivery.attempts - 1]
    delivery.save(update_fields=["status", "answer", "error", "state", "next_at"])
