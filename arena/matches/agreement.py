"""How often a voter says what most others say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, UUIDField, Window

from arena.matches import standings
from arena.matches.standings import NOBODY, Crowd
from arena.models import (
    EventKind,
    Exclusion,
    Outcome,
    Placeholder,
    PreparedRows,
    Vote,
    VoteEvent,
    authors_named,
)

# Votes looked at, the newest first.
RECENT = 200

type Seen = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Agreement:
    """All votes of a voter that count and whose authors are named, and of the recent ones: on how
    many pairs enough others voted and prefer one outcome, and on how many of these the voter chose
    it, too."""

    votes: int
    compared: int
    agreed: int

    @property
    def is_of_recent_votes(self) -> bool:
        return self.votes > RECENT


class CountedVote(NamedTuple):
    """A vote on two responses, as shown; one that `is_apart` is not in the tallies. Each comes with
    the `total` of its voter's votes."""

    left: int
    right: int
    outcome: str
    total: int
    is_apart: bool


def votes_of(voter_id: UUID) -> Sequence[CountedVote]:
    """The voter's recent votes that count, as the voter is told, and whose authors are named."""
    return [CountedVote(*row) for row in _recent_votes(voter=voter_id)]


def is_apart() -> Q:
    """Of a vote, whether the tallies do not hold it, or not yet."""
    waiting = VoteEvent.objects.pending().filter(vote=OuterRef("pk"), kind=EventKind.CAST)
    held = Exclusion.objects.standing().filter(vote=OuterRef("pk"))
    return Q(Exists(waiting)) | Q(Exists(held))


def _votes_as_told() -> QuerySet[Any, Any]:
    voter = Placeholder("voter", UUIDField())
    # Whether others agree with a vote says something of its authors, too.
    votes = Vote.objects.shown_as_counted().filter(authors_named("match__"), voter=voter)
    told = votes.order_by("-id").annotate(total=Window(Count("*")), is_apart=is_apart())
    return told.values_list("left", "right", "outcome", "total", "is_apart")[:RECENT]


_recent_votes = PreparedRows(_votes_as_told)


def seen_in(votes: Sequence[CountedVote]) -> set[Seen]:
    """The pairs of responses of these votes, as shown."""
    return {(vote.left, vote.right) for vote in votes}


def agreement_of(votes: Sequence[CountedVote]) -> Agreement:
    """Of these votes, the newest first, as `agreement_in` has it; asks for those of others."""
    recent = votes[:RECENT]
    return agreement_in(recent, standings.current().crowds_on(seen_in(recent)) if recent else {})


def agreement_in(votes: Sequence[CountedVote], crowds: Mapping[Seen, Crowd]) -> Agreement:
    """Compare each vote with those of others, which the tallies hold beside it."""
    favoured = [
        (vote.outcome, others.favourite)
        for vote in votes
        if (others := _others(vote, crowds)).is_large_enough and others.favourite
    ]
    return Agreement(
        votes=votes[0].total if votes else 0,
        compared=len(favoured),
        agreed=sum(own == favourite for own, favourite in favoured),
    )


def _others(vote: CountedVote, crowds: Mapping[Seen, Crowd]) -> Crowd:
    crowd = crowds.get((vote.left, vote.right), NOBODY)
    return crowd if vote.is_apart else crowd.without(Outcome(vote.outcome))
