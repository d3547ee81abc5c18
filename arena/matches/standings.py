"""What the arena shows of the ratings, asked of whoever computes them.

The arena does not know the leaderboard. A verdict shows ratings all the same, so the leaderboard
registers itself here when the apps are ready.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from arena.models import Challenge, Outcome

# Fewer votes on a pair of responses than this say more about a voter than about the pair.
CROWD_MINIMUM = 5


@dataclass(frozen=True, slots=True)
class Standing:
    """A competitor's published rating, in rating points; a missing bound is infinite."""

    rating: float
    lower: float | None
    upper: float | None
    rank_low: int | None
    rank_high: int | None
    votes: int
    status: str


@dataclass(frozen=True, slots=True)
class Crowd:
    """How others voted on two responses, as seen from the match that asks."""

    left: int
    right: int
    tie: int
    both_bad: int
    simulated: int

    @property
    def total(self) -> int:
        return self.left + self.right + self.tie + self.both_bad

    @property
    def is_large_enough(self) -> bool:
        return self.total >= CROWD_MINIMUM

    @property
    def favourite(self) -> Outcome | None:
        """What more chose than anything else; None where two outcomes share the first place."""
        counts = {outcome: getattr(self, outcome.value) for outcome in Outcome}
        most = max(counts.values())
        first = [outcome for outcome, count in counts.items() if count == most]
        return first[0] if len(first) == 1 else None

    def without(self, outcome: Outcome) -> "Crowd":
        """Everybody but one who chose this."""
        return replace(self, **{outcome.value: max(getattr(self, outcome.value) - 1, 0)})


NOBODY = Crowd(left=0, right=0, tie=0, both_bad=0, simulated=0)


class Standings(Protocol):
    def standings_of(self, one: int, other: int) -> Mapping[int, Standing]:
        """Of two competitors, by id; without those that have none."""

    def crowds_on(self, seen: Collection[tuple[int, int]]) -> Mapping[tuple[int, int], Crowd]:
        """Of each two responses, as shown left and right, how all voted on them."""

    def boards_with(self, challenge: Challenge) -> Sequence[str]:
        """The names of the boards that count votes on a challenge, the overall one first."""


class NoStandings:
    """Nobody computes ratings here."""

    def standings_of(self, one: int, other: int) -> Mapping[int, Standing]:
        del one, other
        return {}

    def crowds_on(self, seen: Collection[tuple[int, int]]) -> Mapping[tuple[int, int], Crowd]:
        del seen
        return {}

    def boards_with(self, challenge: Challenge) -> Sequence[str]:
        del challenge
        return ()


_registered: list[Standings] = [NoStandings()]


def register(standings: Standings) -> None:
    """Let these standings be the ones the arena shows."""
    _registered[:] = [standings]


def current() -> Standings:
    return _registered[-1]
