"""The end of a voter's blind matches: what is left, and what the voter contributed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from arena.matches.choices import ANYTHING, Choice, options
from arena.matches.narrowing import narrowed_pools
from arena.matches.pool import pools
from arena.matches.remaining import remaining_for
from arena.models import Known, Match, Vote, known_to


@dataclass(frozen=True, slots=True)
class Contribution:
    """How many votes a voter cast, on how many challenges, between how many models."""

    votes: int
    challenges: int
    models: int


@dataclass(frozen=True, slots=True)
class Left:
    """What a voter can still judge blind.

    Args:
        still_open: an open match of the choice, if there is one.
        pairs: how many pairs of the choice are left beside it.
        elsewhere: how many pairs are left outside of the choice.
        is_nothing_else: whether there is something to judge, and all else was judged, or named.
    """

    still_open: Match | None
    pairs: int
    elsewhere: int
    is_nothing_else: bool


def left_for(known: Known, *, now: datetime, choice: Choice = ANYTHING) -> Left:
    """Look what is left for a voter who knows this, without opening or ending a match."""
    pool = pools.current()
    within = narrowed_pools.of(pool, choice)
    in_time = [match for match in known.still_open if not match.has_expired(now)]
    open_here = [
        match for match in in_time if not choice or within.has_challenge(match.challenge_id)
    ]
    everywhere = remaining_for(pool, known).number
    pairs = remaining_for(within, known).number if choice else everywhere
    return Left(
        still_open=open_here[0] if open_here else None,
        pairs=pairs,
        elsewhere=everywhere - pairs,
        is_nothing_else=pool.cells > 0 and not pairs,
    )


def left_by_category(voter_id: UUID) -> Mapping[str, int]:
    """How many pairs are left for a voter in each category that has some, by slug."""
    known, pool = known_to(voter_id), pools.current()
    number = {
        slug: remaining_for(narrowed_pools.of(pool, Choice(category=slug)), known).number
        for slug in options.current().categories
    }
    return {slug: pairs for slug, pairs in number.items() if pairs}


def contribution_of(voter_id: UUID) -> Contribution:
    """As a verdict counts the voter's votes."""
    votes = Vote.objects.shown_as_counted().filter(voter=voter_id).order_by()
    rows = list(votes.values_list("challenge", "left_competitor", "right_competitor"))
    models = {competitor for _, *both in rows for competitor in both}
    return Contribution(len(rows), len({challenge for challenge, *_ in rows}), len(models))
