"""What the staff does with webhooks."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext

from arena import audit
from arena.errors import NothingToDo
from arena.models import DeliveryState, HookEvent, Webhook, WebhookDelivery
from arena.roles import Right, require
from arena.webhooks import announcing
from arena.webhooks.destinations import find_destination
from arena.webhooks.signing import new_seed


def add_webhook(
    *, address: str, events: Sequence[HookEvent], actor: User | None, now: datetime
) -> Webhook:
    """Tell this address of these events from now on.

    Raises:
        NotPermitted: the actor's role does not allow it.
        WebhookAddressRefused: nothing may be sent there.
    """
    require(actor, Right.MANAGE_WEBHOOKS)
    find_destination(address)
    with transaction.atomic():
        hook = Webhook.objects.create(
            address=address,
            events=sorted(map(str, events)),
            seed=new_seed(),
            added_by=actor,
            added_at=now,
        )
        after = ", ".join(hook.events)
        audit.record(actor=actor, action="add webhook", subject=hook, now=now, after=after)
    announcing.listening.forget()
    return hook


@transaction.atomic
def remove_webhook(*, hook: Webhook, actor: User | None, now: datetime) -> None:
    """Send it nothing more. Removing it again does nothing.

    Raises:
        NotPermitted: the actor's role does not allow it.
    """
    require(actor, Right.MANAGE_WEBHOOKS)
    if Webhook.objects.standing().filter(pk=hook.pk).update(removed_at=now):
        audit.record(actor=actor, action="remove webhook", subject=hook, now=now)
    announcing.listening.forget()


@transaction.atomic
def send_test(*, hook: Webhook, actor: User | None, now: datetime) -> None:
    """Send it a message that says nothing.

    Raises:
        NotPermitted: the actor's role does not allow it.
        NothingToDo: it was removed.
    """
    require(actor, Right.MANAGE_WEBHOOKS)
    if hook.removed_at is not None:
        raise NothingToDo(gettext("This webhook was removed."))
    announcing.write([hook.pk], HookEvent.TEST, {}, now=now)
    audit.record(actor=actor, action="test webhook", subject=hook, now=now)


@transaction.atomic
def resend(*, delivery: WebhookDelivery, actor: User | None, now: datetime) -> None:
    """Send a message again, under the same id, with all its attempts.

    Raises:
        NotPermitted: the actor's role does not allow it.
        NothingToDo: its webhook was removed.
    """
    require(actor, Right.MANAGE_WEBHOOKS)
    if delivery.webhook.removed_at is not None:
        raise NothingToDo(gettext("This webhook was removed."))
    WebhookDelivery.objects.filter(pk=delivery.pk).update(
        state=DeliveryState.WAITING, attempts=0, next_at=now
    )
    audit.record(actor=actor, action="resend to webhook", subject=delivery, now=now)
