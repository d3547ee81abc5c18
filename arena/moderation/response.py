"""Taking a response out of new matches, and putting it back."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext

from arena import audit
from arena.errors import NothingToDo
from arena.models import Ending, Match, PoolVersion, Response, Withdrawal
from arena.moderation.reason import stated
from arena.roles import Right, require

_VISIBLE = "visible"
_WITHDRAWN = "withdrawn"


@transaction.atomic
def withdraw_response(
    *, response: Response, reason: str, actor: User | None, now: datetime
) -> Withdrawal:
    """Show the response in no match any more: open ones that show it end. Its votes stay.

    Raises:
        NotPermitted: the actor's role does not allow it.
        ReasonMissing: the reason is empty.
        NothingToDo: it is withdrawn already.
    """
    require(actor, Right.JUDGE_RESPONSES)
    return take_out(response=response, reason=stated(reason), actor=actor, now=now)


def take_out(*, response: Response, reason: str, actor: User | None, now: datetime) -> Withdrawal:
    """What `withdraw_response` does, as a part of an action that asked who may do it."""
    withdrawal, is_new = Withdrawal.objects.get_or_create(
        response=response, defaults={"reason": reason}
    )
    if not is_new:
        raise NothingToDo(gettext("This response is withdrawn already."))
    showing = Match.objects.open().filter(Q(left=response) | Q(right=response))
    showing.filter(expires_at__gt=now).update(ending=Ending.WITHDRAWAL, ended_at=now)
    _record(response, "withdraw", _VISIBLE, _WITHDRAWN, actor=actor, reason=reason, now=now)
    return withdrawal


@transaction.atomic
def restore_response(*, response: Response, reason: str, actor: User | None, now: datetime) -> None:
    """Let a withdrawn response be shown in matches again.

    Raises:
        NotPermitted: the actor's role does not allow it.
        ReasonMissing: the reason is empty.
        NothingToDo: it is not withdrawn.
    """
    require(actor, Right.JUDGE_RESPONSES)
    reason = stated(reason)
    deleted, _ = Withdrawal.objects.filter(response=response).delete()
    if not deleted:
        raise NothingToDo(gettext("This response is not withdrawn."))
    _record(response, "restore", _WITHDRAWN, _VISIBLE, actor=actor, reason=reason, now=now)


def _record(
    response: Response,
    action: str,
    before: str,
    after: str,
    *,
    actor: User | None,
    reason: str,
    now: datetime,
) -> None:
    PoolVersion.objects.advance()
    audit.record(
        actor=actor,
        action=action,
        subject=response,
        before=before,
        after=after,
        reason=reason,
        now=now,
    )
