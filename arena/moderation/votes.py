"""Keeping votes out of the ratings, and letting them back in. The votes themselves stay."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import batched

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet

from arena import audit
from arena.models import EventKind, Exclusion, ExclusionRule, Vote, VoteEvent
from arena.moderation.reason import stated
from arena.roles import Right, require

# Votes locked and written at once; SQLite takes at most 32,766 parameters in a statement.
CHUNK = 2_000

_COUNTED = "counted"
_EXCLUDED = "excluded"


@transaction.atomic
def exclude_votes(
    *,
    votes: QuerySet[Vote],
    rule: ExclusionRule,
    reason: str,
    actor: User | None,
    now: datetime,
) -> int:
    """Let these votes count no longer, and say how many did until now.

    Those that are excluded already stay as they are. What was excluded by one call shares its time.

    Raises:
        NotPermitted: the actor's role does not allow it.
        ReasonMissing: the reason is empty.
    """
    require(actor, Right.EXCLUDE_VOTES)
    reason = stated(reason)
    count = sum(
        exclude_chunk(chunk, rule=rule, reason=reason, actor=actor, now=now)
        for chunk in _chunks(votes)
    )
    if count:
        audit.record(
            actor=actor,
            action="exclude",
            subject=audit.Several(Vote, count),
            before=_COUNTED,
            after=f"{_EXCLUDED}: {rule.value}",
            reason=reason,
            now=now,
        )
    return count


@transaction.atomic
def reinstate_votes(
    *, votes: QuerySet[Vote], reason: str, actor: User | None, now: datetime
) -> int:
    """Let these votes count again, and say how many did not until now.

    Raises:
        NotPermitted: the actor's role does not allow it.
        ReasonMissing: the reason is empty.
    """
    require(actor, Right.EXCLUDE_VOTES)
    reason = stated(reason)
    count = sum(
        reinstate_chunk(chunk, reason=reason, actor=actor, now=now) for chunk in _chunks(votes)
    )
    if count:
        audit.record(
            actor=actor,
            action="reinstate",
            subject=audit.Several(Vote, count),
            before=_EXCLUDED,
            after=_COUNTED,
            reason=reason,
            now=now,
        )
    return count


def _chunks(votes: QuerySet[Vote]) -> Iterator[Sequence[int]]:
    """The ids of these votes, some at a time. All are read before the first is touched, because
    `votes` may be asked for by what is changed."""
    ids = list(votes.order_by("pk").values_list("pk", flat=True))
    yield from batched(ids, CHUNK)


def _lock(votes: Sequence[int]) -> None:
    """Until the transaction ends; in one order for everybody, so two people cannot wait for each
    other."""
    rows = Vote.objects.select_for_update(no_key=True).filter(pk__in=votes).order_by("pk")
    list(rows.values_list("pk", flat=True))


def exclude_chunk(
    votes: Sequence[int], *, rule: ExclusionRule, reason: str, actor: User | None, now: datetime
) -> int:
    """Exclude these of `CHUNK` votes at most, as a part of an action that asked who may do it and
    writes it down; says how many counted until now."""
    _lock(votes)
    standing = Exclusion.objects.standing().filter(vote__in=votes)
    excluded = set(standing.order_by().values_list("vote_id", flat=True))
    made = Exclusion.objects.bulk_create(
        Exclusion(vote_id=vote, rule=rule, reason=reason, excluded_by=actor, excluded_at=now)
        for vote in votes
        if vote not in excluded
    )
    _tell_the_ledger(made, EventKind.EXCLUDED, now)
    return len(made)


def reinstate_chunk(votes: Sequence[int], *, reason: str, actor: User | None, now: datetime) -> int:
    """Let these count again, in the same way."""
    _lock(votes)
    standing = Exclusion.objects.standing().filter(vote__in=votes)
    lifted = list(standing.order_by("vote"))
    standing.update(lifted_by=actor, lifted_at=now, lifted_reason=reason)
    _tell_the_ledger(lifted, EventKind.REINSTATED, now)
    return len(lifted)


def _tell_the_ledger(exclusions: Sequence[Exclusion], kind: EventKind, now: datetime) -> None:
    VoteEvent.objects.bulk_create(
        VoteEvent(vote_id=exclusion.vote_id, exclusion=exclusion, kind=kind, happened_at=now)
        for exclusion in exclusions
    )
