"""Simulated voters as ballots: honest ones with different tastes, and several dishonest kinds.

Each honest voter has a taste for each competitor, a liking for a style that competitors have more
or less of, a slight side preference, and a tie rate. They cast 5 to 200 votes, most of them few;
some share an address with others.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from leaderboard.integrity import Ballots, Skips, sorted_ballots
from leaderboard.ratings import Outcome

COMPETITORS = 20
STRENGTH_SD = 0.6  # nats: about 100 rating points
STYLE_SD = 0.3  # spread over voters of the liking for one standard deviation of style
HABIT, HABIT_SD = 0.07, 0.08  # nats for the left
FEWEST, MOST = 5, 200
SKIPPED = 0.08  # of the matches of an honest voter
DAYS = 30
DAY = 86_400.0
# Seconds for both responses; log-sd between voters; log-sd within a voter; exponent of the length.
PACE, PACE_SD, VOTE_SD, PACE_POWER = 25.0, 0.5, 0.6, 0.35
SHARE_AT_HOME = 0.6  # share of the honest voters' addresses with one voter only
LARGEST_OFFICE = 12
COOKIE_VOTES_A_MINUTE = 600
TARGET_RANK = 8
RIVALS = 3


@dataclass(frozen=True, slots=True)
class World:
    """Competitors, best first, and the random generator."""

    rng: np.random.Generator
    theta: np.ndarray
    style: np.ndarray
    lengths: np.ndarray

    @property
    def target(self) -> int:
        """The competitor that dishonest voters promote."""
        return TARGET_RANK

    @property
    def rivals(self) -> list[int]:
        """The competitors ranked directly above the target."""
        return list(range(TARGET_RANK - RIVALS, TARGET_RANK))


@dataclass(slots=True)
class Person:
    """How a voter votes: tastes beside the strengths, side preference, tie rate and pace."""

    taste: np.ndarray
    habit: float
    ties: float
    pace: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """One voter's votes in order of time."""

    left: np.ndarray
    right: np.ndarray
    outcome: np.ndarray
    seconds: np.ndarray
    length: np.ndarray
    cast_at: np.ndarray
    address: int
    skipped: np.ndarray


@dataclass(slots=True)
class Electorate:
    """Sheets with the kind of each voter, and the number of addresses in use."""

    world: World
    sheets: list[Sheet] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    addresses: int = 0

    def new_address(self) -> int:
        self.addresses += 1
        return self.addresses - 1

    def add(self, kind: str, sheet: Sheet) -> None:
        self.kinds.append(kind)
        self.sheets.append(sheet)

    def ballots(self) -> Ballots:
        names = ("left", "right", "outcome", "seconds", "length", "cast_at")
        sizes = [len(sheet.left) for sheet in self.sheets]
        # An address has another number each day, like the digests in the arena.
        address = np.concatenate(
            [sheet.address * DAYS + (sheet.cast_at // DAY).astype(int) for sheet in self.sheets]
        )
        columns = {
            name: np.concatenate([getattr(sheet, name) for sheet in self.sheets]) for name in names
        }
        voter = np.repeat(np.arange(len(sizes)), sizes)
        return sorted_ballots(
            COMPETITORS, voter=voter, address=np.unique(address, return_inverse=True)[1], **columns
        )

    def skips(self) -> Skips:
        sizes = [len(sheet.skipped) for sheet in self.sheets]
        voter = np.repeat(np.arange(len(sizes)), sizes)
        return Skips(voter, *np.concatenate([sheet.skipped for sheet in self.sheets]).T)


def new_world(seed: int) -> World:
    rng = np.random.default_rng(seed)
    theta = np.sort(rng.normal(0, STRENGTH_SD, COMPETITORS))[::-1]
    return World(
        rng, theta, rng.normal(0, 1, COMPETITORS), 1_500 * np.exp(rng.normal(0, 0.4, COMPETITORS))
    )


def new_person(world: World) -> Person:
    rng = world.rng
    own = rng.normal(0, rng.uniform(0.5, 0.8), COMPETITORS)
    return Person(
        taste=own + rng.normal(0, STYLE_SD) * world.style,
        habit=rng.normal(HABIT, HABIT_SD),
        ties=rng.beta(2, 7),
        pace=PACE * np.exp(rng.normal(0, PACE_SD)),
    )


def heavy_tailed(rng: np.random.Generator) -> int:
    """Pareto with index 1 between FEWEST and MOST: a median of 10 votes, a mean of 19."""
    share = rng.random() * (1 - FEWEST / MOST)
    return int(FEWEST / (1 - share))


def serve(
    world: World, votes: int, *, among: Callable[[np.ndarray], np.ndarray] | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """(votes, 2) pairs that are voted on, and (S, 2) that are skipped: all that `among` rejects,
    and of the others the share that honest voters skip. Pairs and sides are random."""
    served = np.zeros((0, 2), dtype=np.int64)
    voted = np.zeros(0, dtype=bool)
    while voted.sum() < votes:
        left = world.rng.integers(0, COMPETITORS, 2 * votes + 50)
        step = world.rng.integers(1, COMPETITORS, len(left))
        pairs = np.column_stack([left, (left + step) % COMPETITORS])
        kept = world.rng.random(len(pairs)) >= SKIPPED
        served = np.concatenate([served, pairs])
        voted = np.concatenate([voted, kept if among is None else kept & among(pairs)])
    last = int(np.flatnonzero(voted)[votes - 1]) + 1
    served, voted = served[:last], voted[:last]
    return served[voted], served[~voted]


def honest_outcomes(world: World, person: Person, pairs: np.ndarray) -> np.ndarray:
    left, right = pairs.T
    worth = world.theta + person.taste
    logit = worth[left] - worth[right] + person.habit
    draw = world.rng.random((3, len(pairs)))
    decided = np.where(draw[0] < 1 / (1 + np.exp(-logit)), Outcome.LEFT, Outcome.RIGHT)
    # Ties are likelier between equals, as in Davidson's model.
    tied = draw[1] < person.ties / (person.ties + (1 - person.ties) * np.cosh(logit / 2))
    neither = np.where(draw[2] < 0.25, Outcome.BOTH_BAD, Outcome.TIE)
    return np.where(tied, neither, decided)


def read_and_vote(
    world: World, pairs: np.ndarray, *, pace: float, begin: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Seconds, lengths and times of votes at a reading pace, from `begin` on."""
    rng = world.rng
    length = world.lengths[pairs].sum(axis=1) * np.exp(rng.normal(0, 0.3, len(pairs)))
    noise = np.exp(rng.normal(0, VOTE_SD, len(pairs)))
    seconds = pace * (length / 3_000) ** PACE_POWER * noise
    return seconds, length, begin + np.cumsum(seconds)


def some_time(world: World) -> float:
    """A time of arrival: any day, in the afternoon more often than at night."""
    hour = world.rng.normal(15, 4) % 24
    return float(world.rng.integers(0, DAYS) * DAY + hour * 3_600)


def sheet(
    world: World,
    served: tuple[np.ndarray, np.ndarray],
    outcome: np.ndarray,
    *,
    address: int,
    pace: float = PACE,
    begin: float | None = None,
) -> Sheet:
    pairs, skipped = served
    begin = some_time(world) if begin is None else begin
    seconds, length, cast_at = read_and_vote(world, pairs, pace=pace, begin=begin)
    cast_at = _until_the_end(cast_at)
    return Sheet(*pairs.T, outcome, seconds, length, cast_at, address, skipped)


def honest(world: World, *, address: int, begin: float | None = None) -> Sheet:
    person = new_person(world)
    served = serve(world, heavy_tailed(world.rng))
    outcome = honest_outcomes(world, person, served[0])
    return sheet(world, served, outcome, address=address, pace=person.pace, begin=begin)


def booster(world: World, votes: int, address: int, *, begin: float | None = None) -> Sheet:
    """Skips matches without the target, and always prefers it."""
    served = serve(world, votes, among=lambda some: (some == world.target).any(axis=1))
    outcome = np.where(served[0][:, 0] == world.target, Outcome.LEFT, Outcome.RIGHT)
    return sheet(world, served, outcome, address=address, begin=begin)


def patient_booster(world: World, votes: int, address: int) -> Sheet:
    """Always prefers the target, and votes honestly in all other matches."""
    served = serve(world, votes)
    outcome = honest_outcomes(world, new_person(world), served[0])
    outcome = np.where(served[0][:, 0] == world.target, Outcome.LEFT, outcome)
    outcome = np.where(served[0][:, 1] == world.target, Outcome.RIGHT, outcome)
    return sheet(world, served, outcome, address=address)


def smart_rigger(world: World, votes: int, address: int) -> Sheet:
    """Skips the target, votes against those directly above it, and honestly in all other matches.

    Source: Min et al., "Improving Your Model Ranking on Chatbot Arena by Vote Rigging" (2025).
    """
    without = serve(world, votes, among=lambda some: (some != world.target).all(axis=1))
    return against_rivals(world, without, address)


def smartest_rigger(world: World, votes: int, address: int) -> Sheet:
    """The same, but votes honestly on the target."""
    return against_rivals(world, serve(world, votes), address)


def against_rivals(world: World, served: tuple[np.ndarray, np.ndarray], address: int) -> Sheet:
    outcome = honest_outcomes(world, new_person(world), served[0])
    against = np.isin(served[0], world.rivals)
    outcome = np.where(against[:, 0] & ~against[:, 1], Outcome.RIGHT, outcome)
    outcome = np.where(against[:, 1] & ~against[:, 0], Outcome.LEFT, outcome)
    return sheet(world, served, outcome, address=address)


def left_clicker(world: World, votes: int, address: int) -> Sheet:
    return sheet(world, serve(world, votes), np.full(votes, Outcome.LEFT), address=address)


def random_voter(world: World, votes: int, address: int) -> Sheet:
    """Takes as long as honest voters, with random outcomes."""
    outcome = world.rng.integers(0, len(Outcome), votes)
    return sheet(world, serve(world, votes), outcome, address=address)


def fast_bot(world: World, votes: int, address: int) -> Sheet:
    """Votes at random after one to three seconds, however long the text."""
    made = random_voter(world, votes, address)
    seconds = world.rng.uniform(1, 3, votes)
    cast_at = made.cast_at[0] + np.cumsum(seconds)
    return replace(made, seconds=seconds, cast_at=cast_at % (DAYS * DAY))


def fast_cookie(world: World, votes: int, address: int, begin: float) -> Sheet:
    """Prefers the target, otherwise votes at random, each after less than a second."""
    served = serve(world, votes)
    outcome = world.rng.integers(0, len(Outcome), votes)
    outcome = np.where(served[0][:, 0] == world.target, Outcome.LEFT, outcome)
    outcome = np.where(served[0][:, 1] == world.target, Outcome.RIGHT, outcome)
    made = sheet(world, served, outcome, address=address)
    seconds = world.rng.uniform(0.1, 1.0, votes)
    return replace(made, seconds=seconds, cast_at=_until_the_end(begin + np.cumsum(seconds)))


def slow_cookie(world: World, votes: int, address: int, begin: float) -> Sheet:
    """Takes as long as honest voters, skips matches without the target, always prefers it."""
    return booster(world, votes, address, begin=begin)


def blind_cookie(world: World, votes: int, address: int, begin: float) -> Sheet:
    """Votes at random, but takes as long as honest voters."""
    outcome = world.rng.integers(0, len(Outcome), votes)
    return sheet(world, serve(world, votes), outcome, address=address, begin=begin)


def _until_the_end(cast_at: np.ndarray) -> np.ndarray:
    return np.minimum(cast_at, DAYS * DAY - 1)


KINDS: Mapping[str, Callable[[World, int, int], Sheet]] = {
    "naive booster": booster,
    "smart rigger": smart_rigger,
    "left-clicker": left_clicker,
    "random": random_voter,
    "fast bot": fast_bot,
}
MORE_KINDS: Mapping[str, Callable[[World, int, int], Sheet]] = {
    "patient booster": patient_booster,
    "smartest rigger": smartest_rigger,
}

# Each comes as many fresh cookies of one address.
FRESH_COOKIES: Mapping[str, Callable[[World, int, int, float], Sheet]] = {
    "fast fresh cookies": fast_cookie,
    "slow fresh cookies": slow_cookie,
    "random fresh cookies": blind_cookie,
}


def add_honest(electorate: Electorate, number: int) -> None:
    """Add honest voters, alone or with others at their address, at any time."""
    world, left = electorate.world, number
    while left:
        alone = world.rng.random() < SHARE_AT_HOME
        company = 1 if alone else min(left, int(world.rng.integers(2, LARGEST_OFFICE + 1)))
        address = electorate.new_address()
        for _ in range(company):
            electorate.add("honest", honest(world, address=address))
        left -= company


def add_fresh_cookies(electorate: Electorate, kind: str, number: int) -> None:
    """Add `number` new cookies of one address, with one to five votes each, that come at 600 votes
    a minute."""
    world, address = electorate.world, electorate.new_address()
    make = FRESH_COOKIES[kind]
    begin = some_time(world)
    for _ in range(number):
        votes = int(world.rng.integers(1, 6))
        begin += votes * 60.0 / COOKIE_VOTES_A_MINUTE
        electorate.add(kind, make(world, votes, address, begin))


def add_class(electorate: Electorate, number: int, *, within: float = 600.0) -> None:
    """Add honest voters of one address who begin within ten minutes, or so many seconds."""
    world, address = electorate.world, electorate.new_address()
    bell = some_time(world)
    for _ in range(number):
        begin = bell + world.rng.uniform(0, within)
        electorate.add("class", honest(world, address=address, begin=begin))


def add_kind(
    electorate: Electorate,
    kind: str,
    number: int,
    *,
    votes: int,
    one_address: bool = False,
    one_day: bool = False,
) -> None:
    """Add voters of one dishonest kind, each with an address of its own or all behind one, at any
    time of the month or all on one day."""
    make = {**KINDS, **MORE_KINDS}[kind]
    shared, day = electorate.new_address(), float(electorate.world.rng.integers(0, DAYS))
    for _ in range(number):
        address = shared if one_address else electorate.new_address()
        made = make(electorate.world, votes, address)
        if one_day:
            made = replace(made, cast_at=made.cast_at % DAY + day * DAY)
        electorate.add(kind, made)
