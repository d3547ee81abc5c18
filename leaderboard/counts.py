"""How large the arena is, without counting votes one by one."""

from dataclasses import dataclass
from functools import lru_cache

from arena.models import Challenge, Competitor, Voter
from leaderboard.models import RatingRun


@dataclass(frozen=True, slots=True)
class Counts:
    """`votes` is what the newest run counted; the others are counted in their own small tables."""

    votes: int
    voters: int
    competitors: int
    challenges: int


def counts_at(run: RatingRun | None) -> Counts:
    return Counts(
        votes=0 if run is None else run.votes,
        voters=Voter.objects.count() if run is None else _voters_at(run.pk),
        competitors=Competitor.objects.count(),
        challenges=Challenge.objects.published().count(),
    )


@lru_cache(maxsize=4)
def _voters_at(run: int) -> int:
    """Voters grow with the votes, so they are counted once per run."""
    del run
    return Voter.objects.count()


def forget() -> None:
    """For tests, whose runs share ids."""
    _voters_at.cache_clear()
