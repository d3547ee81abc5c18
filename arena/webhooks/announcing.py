"""What happened, as messages that wait to be sent."""

import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from arena.models import BrieflyKept, HookEvent, Webhook, WebhookDelivery

# How long a process takes what it knows of webhooks to be right: ticks and submissions of an arena
# without any ask for nothing more.
KNOWN_SECONDS = 30.0


def _read() -> Sequence[tuple[int, frozenset[str]]]:
    rows = Webhook.objects.standing().order_by("id").values_list("id", "events")
    return [(number, frozenset(events)) for number, events in rows]


# Webhooks by id, with the events they listen to.
listening = BrieflyKept(_read, seconds=KNOWN_SECONDS)


def announce(event: HookEvent, data: Mapping[str, Any], *, now: datetime, key: str = "") -> None:
    """Tell the webhooks that listen to it; call it in the transaction of what happened.

    Args:
        event: what happened.
        data: what is said of it, as JSON has it; nothing that must stay secret.
        now: when.
        key: what is told once alone; telling a webhook of it again does nothing.
    """
    hooks = [number for number, events in listening.current() if event in events]
    if hooks:
        write(hooks, event, data, now=now, key=key)


def write(
    hooks: Sequence[int],
    event: HookEvent,
    data: Mapping[str, Any],
    *,
    now: datetime,
    key: str = "",
) -> None:
    """Write the message to each of these webhooks."""
    told = {"type": event.value, "timestamp": now.astimezone(UTC).isoformat(), "data": data}
    body = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    rows = [
        WebhookDelivery(
            webhook_id=hook,
            message=f"msg_{secrets.token_hex(16)}",
            event=event,
            key=key,
            body=body,
            created_at=now,
            next_at=now,
        )
        for hook in hooks
    ]
    WebhookDelivery.objects.bulk_create(rows, ignore_conflicts=bool(key))
