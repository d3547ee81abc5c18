"""Quarantine: the votes of voters whom a test found count no longer until a person decides."""

from collections.abc import Sequence
from datetime import datetime
from itertools import batched
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from arena import audit
from arena.models import BulkAction, BulkKind, Exclusion, ExclusionRule, Vote, Voter
from arena.moderation.bulk import begin_bulk, changeable
from arena.moderation.reason import stated
from arena.moderation.vote_search import VoteSearch
from arena.moderation.votes import CHUNK, reinstate_votes
from arena.roles import Right, require

_FREE = "free"
_QUARANTINED = "in quarantine"


@transaction.atomic
def quarantine_voters(*, voters: Sequence[UUID], reason: str, now: datetime) -> int:
    """Exclude the votes of these voters from now on, as they come, and say how many voters were not
    in quarantine or blocked already. `exclude_quarantined` excludes their earlier votes.

    Raises:
        ReasonMissing: the reason is empty.
    """
    reason = stated(reason)
    count = 0
    for some in batched(voters, CHUNK):
        free = Voter.objects.filter(
            pk__in=some, blocked_at__isnull=True, quarantined_at__isnull=True
        )
        count += free.update(quarantined_at=now)
    if count:
        audit.record(
            actor=None,
            action="quarantine",
            subject=audit.Several(Voter, count),
            before=_FREE,
            after=_QUARANTINED,
            reason=reason,
            now=now,
        )
    return count


def exclude_quarantined(*, reason: str, now: datetime) -> BulkAction | None:
    """Begin to exclude all votes of voters in quarantine that still count: `carry_on` does it. None
    if there are none, or if this is under way.

    Raises:
        ReasonMissing: the reason is empty.
    """
    search = VoteSearch(quarantined="yes")
    under_way = BulkAction.objects.unfinished().filter(search=search.as_json())
    if under_way.exists() or not changeable(search, BulkKind.EXCLUDE).exists():
        return None
    rule = ExclusionRule.SUSPICION
    return begin_bulk(
        kind=BulkKind.EXCLUDE, search=search, rule=rule, reason=reason, actor=None, now=now
    )


@transaction.atomic
def end_quarantine(
    *, voter: Voter, reason: str, reinstate: bool, actor: User | None, now: datetime
) -> BulkAction | None:
    """Exclude no further votes of this voter; harmless if the voter is not in quarantine.

    Args:
        voter: whom.
        reason: why.
        reinstate: whether to begin to reinstate the votes that this quarantine excluded.
        actor: who does it.
        now: when.

    Returns:
        What `carry_on` has to do; None if there is nothing to reinstate.

    Raises:
        NotPermitted: the actor's role does not allow it.
        ReasonMissing: the reason is empty.
    """
    require(actor, Right.JUDGE_VOTERS)
    reason = stated(reason)
    _wait_for_steps()
    since = Voter.objects.values_list("quarantined_at", flat=True).get(pk=voter.pk)
    if since is None:
        return None
    Voter.objects.filter(pk=voter.pk).update(quarantined_at=None)
    _record_end(voter, reason, actor, now)
    return _begin_to_reinstate(voter, since, reason, actor, now) if reinstate else None


@transaction.atomic
def end_quarantines(
    *,
    voters: Sequence[Voter],
    reason: str,
    reinstate: bool,
    actor: User | None,
    now: datetime,
) -> int:
    """The same for many voters at once; the votes are reinstated at once, too.

    Returns:
        How many of the voters were in quarantine.

    Raises:
        NotPermitted: the actor's role does not allow it.
        ReasonMissing: the reason is empty.
    """
    require(actor, Right.JUDGE_VOTERS)
    reason = stated(reason)
    _wait_for_steps()
    held = list(votes_in_quarantine(voters).values_list("pk", flat=True)) if reinstate else []
    keys = [each.pk for each in voters]
    quarantined = Voter.objects.filter(pk__in=keys, quarantined_at__isnull=False)
    number = quarantined.update(quarantined_at=None)
    if number:
        subject = audit.Several(Voter, number)
        _record_end(subject, reason, actor, now)
    votes = Vote.objects.filter(pk__in=held)
    reinstate_votes(votes=votes, reason=reason, actor=actor, now=now)
    return number


def votes_in_quarantine(voters: Sequence[Voter]) -> QuerySet[Vote]:
    """What the quarantine of each voter excludes, but not what an earlier one did, which was
    confirmed."""
    held = Exclusion.objects.standing().filter(
        vote=OuterRef("pk"),
        rule=ExclusionRule.SUSPICION,
        excluded_at__gte=OuterRef("voter__quarantined_at"),
    )
    return Vote.objects.filter(Exists(held.order_by()), voter__in=voters).order_by()


def _record_end(
    subject: Voter | audit.Several, reason: str, actor: User | None, now: datetime
) -> None:
    audit.record(
        actor=actor,
        action="end quarantine",
        subject=subject,
        before=_QUARANTINED,
        after=_FREE,
        reason=reason,
        now=now,
    )


def _wait_for_steps() -> None:
    """A step under way, which may exclude votes of these voters, ends first."""
    list(BulkAction.objects.unfinished().select_for_update().order_by("pk"))


def _begin_to_reinstate(
    voter: Voter, since: datetime, reason: str, actor: User | None, now: datetime
) -> BulkAction | None:
    """Only what was excluded since then: what an earlier quarantine excluded was confirmed."""
    search = VoteSearch(
        voter=str(voter.pk), rule=ExclusionRule.SUSPICION.value, excluded_since=since
    )
    if not changeable(search, BulkKind.REINSTATE).exists():
        return None
    return begin_bulk(
        kind=BulkKind.REINSTATE, search=search, rule=None, reason=reason, actor=actor, now=now
    )
