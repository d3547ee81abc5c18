"""Simulated votes for the demo: a recipe, not an opinion about anything real.

Every voter draws pairs without repetition, as in the arena itself. What they answer follows a
Davidson model: the chance of left, right and tie come from the difference of two strengths (in
nats), after which weak pairs may be turned down as both bad.
"""

import math
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby
from typing import Literal

Outcome = Literal["left", "right", "tie", "both_bad"]
OUTCOMES: tuple[Outcome, ...] = ("left", "right", "tie", "both_bad")

# Nats above or below an average competitor. 0.7 nats apart means 2 : 1 among decided votes.
STRENGTHS: Mapping[str, float] = {
    "ponderly-4": 0.85,
    "tersel-2": 0.70,
    "glimmerox-vivid": 0.40,
    "florabel-grand": 0.10,
    "brasswick-70": -0.85,
    "pebblet-mini": -1.20,
}
# Added in one category, so that the boards disagree about who leads. Not listed means nothing.
CATEGORY_STRENGTHS: Mapping[tuple[str, str], float] = {
    ("visual", "glimmerox-vivid"): 0.90,
    ("visual", "florabel-grand"): 0.35,
    ("visual", "tersel-2"): -0.55,
    ("writing", "florabel-grand"): 0.35,
    ("writing", "tersel-2"): 0.20,
    ("writing", "glimmerox-vivid"): -0.25,
    ("reasoning", "ponderly-4"): 0.20,
    ("reasoning", "brasswick-70"): -0.45,
    ("programming", "tersel-2"): 0.45,
    ("programming", "glimmerox-vivid"): -0.30,
}

VOTERS = 40
# The k-th voter is drawn with weight k ** -0.5: a few vote much, most vote little.
ACTIVITY_EXPONENT = -0.5
# These voters click anything, as some always do.
CARELESS_VOTERS = frozenset({17, 29, 36})
# Nats in favour of what is shown left, about 2 points of preference.
LEFT_BIAS = 0.08
# Davidson's nu: between equals a tie has the chance nu / (2 + nu), here 1 in 6.
TIE_NU = 0.40
# The chance of "both bad" for two average responses, how fast it falls with their mean strength
# (per nat), and its ceiling.
BOTH_BAD_RATE = 0.05
BOTH_BAD_DECAY = 1.4
BOTH_BAD_CEILING = 0.40


@dataclass(frozen=True)
class DemoResponse:
    """One response, by the slugs of what it belongs to."""

    challenge: str
    category: str
    competitor: str

    @property
    def strength(self) -> float:
        special = CATEGORY_STRENGTHS.get((self.category, self.competitor), 0.0)
        return STRENGTHS[self.competitor] + special


@dataclass(frozen=True)
class SimulatedVote:
    """One answer of the voter with this number, counted from 0."""

    challenge: str
    left: str
    right: str
    outcome: Outcome
    voter: int


Pair = tuple[DemoResponse, DemoResponse]


def simulate_votes(
    *, rng: random.Random, responses: Iterable[DemoResponse], count: int
) -> Iterator[SimulatedVote]:
    """Yield `count` votes; the same seed and responses always give the same ones.

    Raises:
        ValueError: more votes are asked for than voters have pairs.
        KeyError: a competitor has no strength here.
    """
    pairs = _pairs(responses)
    if count > VOTERS * len(pairs):
        raise ValueError(f"{VOTERS} voters and {len(pairs)} pairs cannot give {count} votes")
    decks = [rng.sample(pairs, len(pairs)) for _ in range(VOTERS)]
    for _ in range(count):
        voter = _draw_voter(rng=rng, decks=decks)
        left, right = rng.sample(decks[voter].pop(), 2)
        yield SimulatedVote(
            challenge=left.challenge,
            left=left.competitor,
            right=right.competitor,
            outcome=_draw_outcome(rng=rng, left=left, right=right, voter=voter),
            voter=voter,
        )


def outcome_probabilities(*, left: DemoResponse, right: DemoResponse) -> tuple[float, ...]:
    """How likely an attentive voter answers each of `OUTCOMES`, in that order."""
    both_bad = min(
        BOTH_BAD_CEILING,
        BOTH_BAD_RATE * math.exp(-BOTH_BAD_DECAY * (left.strength + right.strength) / 2),
    )
    half = (left.strength - right.strength + LEFT_BIAS) / 2
    weights = (math.exp(half), math.exp(-half), TIE_NU)
    return (*((1 - both_bad) * weight / sum(weights) for weight in weights), both_bad)


def _pairs(responses: Iterable[DemoResponse]) -> list[Pair]:
    """Every two responses to one challenge, in an order that depends on nothing but them."""
    ordered = sorted(responses, key=lambda response: (response.challenge, response.competitor))
    return [
        pair
        for _, group in groupby(ordered, key=lambda response: response.challenge)
        for pair in combinations(group, 2)
    ]


def _draw_voter(*, rng: random.Random, decks: Sequence[Sequence[Pair]]) -> int:
    """A voter who still has pairs to see."""
    weights = [rank**ACTIVITY_EXPONENT if deck else 0.0 for rank, deck in enumerate(decks, start=1)]
    return rng.choices(range(VOTERS), weights=weights)[0]


def _draw_outcome(
    *, rng: random.Random, left: DemoResponse, right: DemoResponse, voter: int
) -> Outcome:
    if voter in CARELESS_VOTERS:
        return rng.choice(OUTCOMES)
    return rng.choices(OUTCOMES, weights=outcome_probabilities(left=left, right=right))[0]
