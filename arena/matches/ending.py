"""The end of a voter's blind matches: what is left, and what the voter contributed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from arena.matches.pool import pools
from arena.matches.remaining import remaining_for
from arena.models import Match, Vote, known_to


@dataclass(frozen=True, slots=True)
class Contribution:
    """How many votes a voter cast, on how many challenges, between how many models."""

    votes: int
    challenges: int
    models: int


@dataclass(frozen=True, slots=True)
class Left:
    """What a voter can still judge blind: an open match, if there is one; and whether everything
    else has been judged, or named."""

    still_open: Match | None
    is_nothing_else: bool


def left_for(*, voter_id: UUID, now: datetime) -> Left:
    """Look what is left without opening or ending a match."""
    known, pool = known_to(voter_id), pools.current()
    in_time = [match for match in known.still_open if not match.has_expired(now)]
    is_nothing_else = pool.cells > 0 and not remaining_for(pool, known).number
    return Left(in_time[0] if in_time else None, is_nothing_else)


def contribution_of(voter_id: UUID) -> Contribution:
    """As a verdict counts the voter's votes."""
    votes = Vote.objects.shown_as_counted().filter(voter=voter_id).order_by()
    rows = list(votes.values_list("challenge", "left_competitor", "right_competitor"))
    models = {competitor for _, *both in rows for competitor in both}
    return Contribution(len(rows), len({challenge for challenge, *_ in rows}), len(models))
