"""How often a voter says what most others say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Window

from arena.matches.standings import NOBODY, Crowd
from arena.models import EventKind, Exclusion, Outcome, Vote, VoteEvent

# Votes looked at, the newest first.
RECENT = 200

type Seen = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Agreement:
    """All votes of a voter that count, and of the recent ones: on how many pairs enough others
    voted and prefer one outcome, and on how many of these the voter chose it, too."""

    votes: int
    compared: int
    agreed: int

    @property
    def is_of_recent_votes(self) -> bool:
        return self.votes > RECENT


def votes_of(voter_id: UUID | None) -> Sequence[Mapping[str, Any]]:
    """The voter's recent votes that count, as the voter is told, each with the number of all; those
    apart are not in the tallies."""
    waiting = VoteEvent.objects.pending().filter(vote=OuterRef("pk"), kind=EventKind.CAST)
    held = Exclusion.objects.standing().filter(vote=OuterRef("pk"))
    votes = Vote.objects.shown_as_counted().filter(voter=voter_id).order_by("-id")
    told = votes.annotate(total=Window(Count("*")), is_apart=Exists(waiting) | Exists(held))
    return list(told.values("left", "right", "outcome", "total", "is_apart")[:RECENT])


def seen_in(votes: Sequence[Mapping[str, Any]]) -> set[Seen]:
    """The pairs of responses of these votes, as shown."""
    return {(vote["left"], vote["right"]) for vote in votes}


def agreement_in(votes: Sequence[Mapping[str, Any]], crowds: Mapping[Seen, Crowd]) -> Agreement:
    """Compare each vote with those of others, which the tallies hold beside it."""
    favoured = [
        (vote["outcome"], others.favourite)
        for vote in votes
        if (others := _others(vote, crowds)).is_large_enough and others.favourite
    ]
    return Agreement(
        votes=votes[0]["total"] if votes else 0,
        compared=len(favoured),
        agreed=sum(own == favourite for own, favourite in favoured),
    )


def _others(vote: Mapping[str, Any], crowds: Mapping[Seen, Crowd]) -> Crowd:
    crowd = crowds.get((vote["left"], vote["right"]), NOBODY)
    return crowd if vote["is_apart"] else crowd.without(Outcome(vote["outcome"]))
