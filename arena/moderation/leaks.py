"""Deciding whether a response gives away who wrote it."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext

from arena import audit
from arena.errors import NothingToDo
from arena.models import Leak, PoolVersion, ReviewState, Withdrawal
from arena.moderation.reason import stated
from arena.moderation.response import take_out
from arena.roles import Right, require


@transaction.atomic
def clear_leak(*, leak: Leak, reason: str, actor: User | None, now: datetime) -> None:
    """Let the response into matches: it tells nobody who wrote it.

    Raises:
        NotPermitted: the actor's role does not allow it.
        ReasonMissing: the reason is empty.
        NothingToDo: it is decided already.
    """
    _decide(leak, ReviewState.DISMISSED, reason, actor, now)
    PoolVersion.objects.advance()


@transaction.atomic
def confirm_leak(*, leak: Leak, reason: str, actor: User | None, now: datetime) -> None:
    """Withdraw the response, which can be restored like any other.

    Raises:
        NotPermitted: the actor's role does not allow it.
        ReasonMissing: the reason is empty.
        NothingToDo: it is decided already.
    """
    _decide(leak, ReviewState.UPHELD, reason, actor, now)
    if not Withdrawal.objects.filter(response=leak.response_id).exists():
        take_out(response=leak.response, reason=stated(reason), actor=actor, now=now)


def _decide(leak: Leak, state: ReviewState, reason: str, actor: User | None, now: datetime) -> None:
    require(actor, Right.JUDGE_RESPONSES)
    reason = stated(reason)
    mine = Leak.objects.open().filter(pk=leak.pk)
    if not mine.update(state=state, decided_by=actor, decided_at=now, decision=reason):
        raise NothingToDo(gettext("This was decided already."))
    audit.record(
        actor=actor,
        action="decide leak",
        subject=leak.response,
        before=ReviewState.OPEN.value,
        after=state.value,
        reason=reason,
        now=now,
    )
