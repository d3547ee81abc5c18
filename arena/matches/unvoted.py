"""Delete the rows that voters without any vote leave behind, and keep what rates need as counts.

Matches that were skipped or expired stay where their voter has voted: the tests of voters read
them. Each step is a transaction of its own on rows that nobody waits for.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, ForeignObjectRel, OuterRef, ProtectedError, Q

from arena.models import AuditEntry, Claim, Ending, Item, Match, UnvotedCount, Vote, Voter

# How long a match stays after its end, and a voter after the first visit.
KEPT_FOR = timedelta(days=1)
# Voters looked at, and rows deleted, at a time.
STEP = 500


@dataclass(slots=True)
class Deleted:
    matches: int = 0
    voters: int = 0
    is_complete: bool = False


def delete_unvoted(
    *, now: datetime, is_enough: Callable[[], bool] = lambda: False, step: int = STEP
) -> Deleted:
    """Delete matches that ended over a day ago, of voters without any vote, and then those of these
    voters who left no other trace.

    A match that nobody closed ended when its time was over. Running it again is harmless, and goes
    on where it stopped because it was enough.
    """
    before, deleted = now - KEPT_FOR, Deleted()
    for voters in _without_votes(before, step):
        while number := _delete_matches(voters, before, step):
            deleted.matches += number
            if is_enough():
                return deleted
        deleted.voters += _delete_voters(voters)
        if is_enough():
            return deleted
    deleted.is_complete = True
    return deleted


def _without_votes(before: datetime, step: int) -> Iterator[Sequence[UUID]]:
    """The ids of voters who came before then and have not voted, so many at a time."""
    votes = Vote.objects.filter(voter=OuterRef("pk")).order_by()
    found = Voter.objects.filter(~Exists(votes), created_at__lt=before).order_by("pk")
    ids = list(found.values_list("pk", flat=True)[:step])
    while ids:
        yield ids
        ids = list(found.filter(pk__gt=ids[-1]).values_list("pk", flat=True)[:step])


def _delete_matches(voters: Sequence[UUID], before: datetime, step: int) -> int:
    votes = Vote.objects.filter(voter=OuterRef("voter")).order_by()
    has_ended = Q(ended_at__lt=before) | Q(ending__isnull=True, expires_at__lt=before)
    due = Match.objects.filter(has_ended, ~Exists(votes), voter__in=voters).order_by()
    rows = list(due.values_list("pk", "left_competitor", "right_competitor", "ending")[:step])
    if rows:
        with transaction.atomic():
            UnvotedCount.objects.add(
                (left, right, Ending(ending or Ending.EXPIRY)) for _, left, right, ending in rows
            )
            Match.objects.filter(pk__in=[row[0] for row in rows]).delete()
    return len(rows)


def _delete_voters(voters: Sequence[UUID]) -> int:
    """Delete those of the voters whom no row of any table names."""
    named_by = [
        relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})  # noqa: SLF001 - no row may be hidden
        for relation in relations_to_voter()
    ]
    traceless = Voter.objects.filter(
        *(~Exists(rows.order_by()) for rows in named_by),
        pk__in=set(voters) - _named(voters),
        blocked_at__isnull=True,
    )
    try:
        with transaction.atomic():
            number, _ = traceless.order_by().delete()
    except (IntegrityError, ProtectedError):
        return 0  # one of them came back just now, so these wait for the next time
    return number


def relations_to_voter() -> list[ForeignObjectRel]:
    """Every foreign key to a voter, of whatever app, so that no later table is forgotten."""
    fields = Voter._meta.get_fields(include_hidden=True)
    return [field for field in fields if isinstance(field, ForeignObjectRel)]


def _named(voters: Sequence[UUID]) -> set[UUID]:
    """Those whom staff works on or has decided on: such rows name any subject, by text."""
    keys = [str(voter) for voter in voters]
    claimed = Claim.objects.filter(item=Item.VOTER, key__in=keys)
    audited = AuditEntry.objects.filter(subject_type="voter", subject_id__in=keys)
    texts = {*claimed.values_list("key", flat=True), *audited.values_list("subject_id", flat=True)}
    return {UUID(text) for text in texts}
