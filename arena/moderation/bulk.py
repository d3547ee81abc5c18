"""Excluding or reinstating all votes of a search, however many: in steps, each a transaction, so
that nobody who votes waits and nothing is lost when it stops."""

from collections.abc import Callable
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Count, Exists, Max, OuterRef, QuerySet
from django.utils.translation import gettext

from arena import audit
from arena.errors import NothingToDo
from arena.models import BulkAction, BulkKind, Exclusion, ExclusionRule, Vote
from arena.moderation.reason import stated
from arena.moderation.vote_search import VoteSearch
from arena.moderation.votes import CHUNK, exclude_chunk, reinstate_chunk
from arena.roles import Right, require

type Clock = Callable[[], datetime]


@transaction.atomic
def begin_bulk(
    *,
    kind: BulkKind,
    search: VoteSearch,
    rule: ExclusionRule | None,
    reason: str,
    actor: User | None,
    now: datetime,
) -> BulkAction:
    """Write down what is to be done to all votes the search finds now; `carry_on` does it.

    Raises:
        NotPermitted: the actor's role does not allow it.
        ReasonMissing: the reason is empty.
        NothingToDo: the search finds no vote that this would change.
    """
    require(actor, Right.EXCLUDE_VOTES)
    reason = stated(reason)
    found = changeable(search, kind).aggregate(total=Count("pk"), last=Max("pk"))
    if not found["total"]:
        raise NothingToDo(gettext("There is no vote among these to do that to."))
    bulk = BulkAction.objects.create(
        kind=kind,
        search=search.as_json(),
        rule=rule.value if rule and kind == BulkKind.EXCLUDE else "",
        reason=reason,
        last_vote=found["last"],
        total=found["total"],
        begun_by=actor,
        begun_with=audit.current_key(),
        begun_at=now,
    )
    _record_beginning(bulk)
    return bulk


def _record_beginning(bulk: BulkAction) -> None:
    terms = ", ".join(f"{name} {value}" for name, value in bulk.search.items())
    audit.record(
        actor=bulk.begun_by,
        action=f"begin to {bulk.kind}",
        subject=audit.Several(Vote, bulk.total),
        after=f"number {bulk.pk}",
        reason=f"{bulk.reason}\n\n{terms}" if terms else bulk.reason,
        now=bulk.begun_at,
    )


def changeable(search: VoteSearch, kind: BulkKind) -> QuerySet[Vote]:
    """The votes of the search that are not yet as they are to be."""
    standing = Exclusion.objects.standing().filter(vote=OuterRef("pk"))
    is_to_be = Exists(standing) if kind == BulkKind.REINSTATE else ~Exists(standing)
    return search.votes().filter(is_to_be)


def carry_on(bulk: BulkAction, *, clock: Clock, is_enough: Callable[[], bool]) -> BulkAction:
    """Go on with it until it is done or `is_enough` says so. Two who do it at once help each
    other and do nothing twice.

    Args:
        bulk: what to do.
        clock: what time it is.
        is_enough: asked after each step of `CHUNK` votes.
    """
    while True:
        bulk = _step(bulk, clock())
        if bulk.ended_at is not None or is_enough():
            return bulk


@transaction.atomic
def _step(bulk: BulkAction, now: datetime) -> BulkAction:
    bulk = BulkAction.objects.select_for_update().get(pk=bulk.pk)
    if bulk.ended_at is not None:
        return bulk
    votes = VoteSearch.from_json(bulk.search).votes()
    left = votes.filter(pk__gt=bulk.done_to, pk__lte=bulk.last_vote).order_by("pk")
    chunk = list(left.values_list("pk", flat=True)[:CHUNK])
    if chunk:
        bulk.touched += _do(bulk, chunk)
        bulk.done_to = chunk[-1]
    if len(chunk) < CHUNK:
        bulk.ended_at = now
        _write_down(bulk, now)
    bulk.save(update_fields=["touched", "done_to", "ended_at"])
    return bulk


def _do(bulk: BulkAction, chunk: list[int]) -> int:
    reason, actor, now = bulk.reason, bulk.begun_by, bulk.begun_at
    if bulk.kind == BulkKind.EXCLUDE:
        rule = ExclusionRule(bulk.rule)
        return exclude_chunk(chunk, rule=rule, reason=reason, actor=actor, now=now)
    return reinstate_chunk(chunk, reason=reason, actor=actor, now=now)


def _write_down(bulk: BulkAction, now: datetime) -> None:
    is_excluding = bulk.kind == BulkKind.EXCLUDE
    states = ("counted", f"excluded: {bulk.rule}") if is_excluding else ("excluded", "counted")
    with audit.acting_with(bulk.begun_with):  # which the worker has no request to know by
        audit.record(
            actor=bulk.begun_by,
            action=bulk.kind,
            subject=audit.Several(Vote, bulk.touched),
            before=states[0],
            after=states[1],
            reason=bulk.reason,
            now=now,
        )
