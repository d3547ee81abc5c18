"""The votes of one voter, with the authors they were told, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Case, Exists, F, OuterRef, When
from django.db.models.functions import Coalesce

from arena.matches.agreement import CountedVote, is_apart
from arena.models import PUBLIC_STATES, Outcome, Vote, authors_named

# The newest, so that nobody's page grows without an end.
MOST_LISTED = 5_000


@dataclass(frozen=True, slots=True)
class ToldAuthor:
    """Who wrote a response; `counts_for` is the id of the model that its votes count for."""

    slug: str
    name: str
    counts_for: int


@dataclass(frozen=True, slots=True)
class OwnVote:
    """A vote as its voter may see it.

    Args:
        match: its id.
        outcome: what the voter chose.
        cast_at: when.
        challenge: slug, title, and the slug and name of the category.
        has_page: whether the challenge has one.
        left, right: None until the voter was told the authors.
        counted: what the tallies may hold of it; None while authors are not told or if it does not
            count, as the voter is told.
    """

    match: UUID
    outcome: Outcome
    cast_at: datetime
    challenge: str
    title: str
    category: str
    category_name: str
    has_page: bool
    left: ToldAuthor | None
    right: ToldAuthor | None
    counted: CountedVote | None

    @property
    def authors(self) -> list[ToldAuthor]:
        return [author for author in (self.left, self.right) if author]


def own_votes(voter_id: UUID) -> Sequence[OwnVote]:
    """In one query. The authors of an untold match are not even read."""
    told = authors_named("match__")
    counted = Vote.objects.shown_as_counted().filter(pk=OuterRef("pk")).order_by()
    votes = Vote.objects.filter(voter=voter_id).order_by("-id")
    rows = votes.annotate(
        is_apart=is_apart(),
        is_counted=Exists(counted),
        **{f"told_{name}": Case(When(told, then=value)) for name, value in _AUTHORS.items()},
    ).values_list(
        *("match_id", "outcome", "cast_at", "challenge__slug", "challenge__title"),
        *("challenge__category__slug", "challenge__category__name", "challenge__state"),
        *("is_counted", "is_apart"),
        *(f"told_{name}" for name in _AUTHORS),
    )[:MOST_LISTED]
    return [_vote(row) for row in rows]


_AUTHORS = {
    f"{side}_{name}": value
    for side in ("left", "right")
    for name, value in {
        "response": F(f"{side}_id"),
        "slug": F(f"{side}_competitor__slug"),
        "name": F(f"{side}_competitor__name"),
        "counts_for": Coalesce(f"{side}_competitor__merged_into", f"{side}_competitor"),
    }.items()
}


def _vote(row: tuple[object, ...]) -> OwnVote:
    match, outcome, cast_at, slug, title, category, category_name, state, *rest = row
    is_counted, apart, left_id, *left, right_id = rest[:7]
    right = rest[7:]
    is_told = left_id is not None
    counted = CountedVote(left_id, right_id, outcome, 0, apart)  # type: ignore[arg-type]
    return OwnVote(
        match,  # type: ignore[arg-type]
        Outcome(str(outcome)),
        cast_at,  # type: ignore[arg-type]
        str(slug),
        str(title),
        str(category),
        str(category_name),
        state in PUBLIC_STATES,
        ToldAuthor(*left) if is_told else None,  # type: ignore[arg-type]
        ToldAuthor(*right) if is_told else None,  # type: ignore[arg-type]
        counted if is_told and is_counted else None,
    )
