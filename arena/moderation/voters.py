"""Blocking a voter, who is not told, and letting the voter go."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext

from arena import audit
from arena.errors import NothingToDo
from arena.models import Exclusion, ExclusionRule, Vote, Voter
from arena.moderation.reason import stated
from arena.moderation.votes import reinstate_votes
from arena.roles import Right, require

_FREE = "free"
_BLOCKED = "blocked"


@transaction.atomic
def block_voter(*, voter: Voter, reason: str, actor: User | None, now: datetime) -> None:
    """Exclude every vote of this voter from now on, as it comes. Earlier votes stay as they are.

    Raises:
        NotPermitted: the actor's role does not allow it.
        ReasonMissing: the reason is empty.
        NothingToDo: the voter is blocked already.
    """
    require(actor, Right.JUDGE_VOTERS)
    reason = stated(reason)
    if not Voter.objects.filter(pk=voter.pk, blocked_at__isnull=True).update(blocked_at=now):
        raise NothingToDo(gettext("This voter is blocked already."))
    _record(voter, "block", (_FREE, _BLOCKED), reason, actor, now)


@transaction.atomic
def block_voters(*, voters: Sequence[Voter], reason: str, actor: User | None, now: datetime) -> int:
    """Block those of these voters who are not blocked, and return how many they are.

    Raises:
        NotPermitted: the actor's role does not allow it.
        ReasonMissing: the reason is empty.
    """
    require(actor, Right.JUDGE_VOTERS)
    reason = stated(reason)
    keys = [each.pk for each in voters]
    free = Voter.objects.filter(pk__in=keys, blocked_at__isnull=True)
    if number := free.update(blocked_at=now):
        several = audit.Several(Voter, number)
        _record(several, "block", (_FREE, _BLOCKED), reason, actor, now)
    return number


@transaction.atomic
def release_voter(
    *, voter: Voter, reason: str, reinstate: bool, actor: User | None, now: datetime
) -> int:
    """Let the voter's votes count again from now on; says how many earlier ones do again.

    Args:
        voter: whom.
        reason: why.
        reinstate: whether the votes count that came while the voter was blocked.
        actor: who does it.
        now: when.

    Raises:
        NotPermitted: the actor's role does not allow it.
        ReasonMissing: the reason is empty.
        NothingToDo: the voter is not blocked.
    """
    require(actor, Right.JUDGE_VOTERS)
    reason = stated(reason)
    if not Voter.objects.filter(pk=voter.pk, blocked_at__isnull=False).update(blocked_at=None):
        raise NothingToDo(gettext("This voter is not blocked."))
    _record(voter, "release", (_BLOCKED, _FREE), reason, actor, now)
    if not reinstate:
        return 0
    held = Exclusion.objects.standing().filter(vote__voter=voter, rule=ExclusionRule.QUARANTINE)
    votes = Vote.objects.filter(pk__in=held.order_by().values("vote"))
    return reinstate_votes(votes=votes, reason=reason, actor=actor, now=now)


def _record(
    subject: Voter | audit.Several,
    action: str,
    states: tuple[str, str],
    reason: str,
    actor: User | None,
    now: datetime,
) -> None:
    audit.record(
        actor=actor,
        action=action,
        subject=subject,
        before=states[0],
        after=states[1],
        reason=reason,
        now=now,
    )
