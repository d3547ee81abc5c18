"""Simulated votes of people: voters with a taste, on prompts that suit some models.

In an arena, voter v casts votes on random prompts c and random pairs of models. The log-odds that
the left one wins are `s_l - s_r + u_vl - u_vr + w_cl - w_cr`, with u and w normal: what voters
and prompts differ by. A quarter of the votes are ties, which leave expected scores as they are.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from statistics import NormalDist

import numpy as np

from leaderboard.ratings import Outcome, Votes
from leaderboard.ratings.ties import logistic

TIES = 0.25
# What voters and prompts differ by, each per model, in nats.
EFFECT = 0.5
SPREAD = 0.5
VOTERS = (2, 3, 5, 10, 20, 50, 100, 1_000)
PROMPTS = (10, 40, 400)
MODELS = (5, 20, 50)
# Taste of voters, effect of prompts.
EFFECTS = ((0.0, 0.0), (EFFECT, 0.0), (0.0, EFFECT), (EFFECT, EFFECT))
_NAMES = {(False, False): "none", (True, False): "taste", (False, True): "prompts"}


@dataclass(frozen=True, slots=True)
class Arena:
    """One simulated arena; `spread` is the standard deviation of strengths, in nats."""

    voters: int
    prompts: int
    models: int
    spread: float
    taste: float
    prompt: float
    votes_per_voter: int

    @property
    def effects(self) -> str:
        return _NAMES.get((self.taste > 0, self.prompt > 0), "both")

    @property
    def strengths(self) -> np.ndarray:
        """(M,) quantiles of a normal distribution, in nats, mean 0."""
        places = (np.arange(self.models) + 0.5) / self.models
        return np.array([self.spread * NormalDist().inv_cdf(place) for place in places])


def arenas(*, whole: bool) -> Iterator[Arena]:
    """The whole grid, or one setting in about twelve of it that has each value of each side."""
    for voters, prompts, models, spread, effects in product(
        VOTERS, PROMPTS, MODELS, (0.0, SPREAD), EFFECTS
    ):
        if whole or _is_chosen(voters, prompts, models, spread):
            yield Arena(voters, prompts, models, spread, *effects, votes_of(voters))


def _is_chosen(voters: int, prompts: int, models: int, spread: float) -> bool:
    """Each number of voters at the commonest of the others, and the others at 20 voters."""
    common = (prompts == 40) + (models == 20) + (spread == 0)
    return common == 3 or (voters == 20 and common == 2)


def votes_of(voters: int) -> int:
    """Votes per voter: 200 where voters are few, 20 where they are many."""
    return min(200, max(20, 4_000 // voters))


def simulate(arena: Arena, rng: np.random.Generator) -> Votes:
    size, number = arena.models, arena.voters * arena.votes_per_voter
    voter = np.repeat(np.arange(arena.voters), arena.votes_per_voter)
    prompt = rng.integers(arena.prompts, size=number)
    left = rng.integers(size, size=number)
    right = (left + rng.integers(1, size, size=number)) % size
    likes = rng.normal(0.0, 1.0, (arena.voters, size)) * arena.taste
    suits = rng.normal(0.0, 1.0, (arena.prompts, size)) * arena.prompt
    logit = arena.strengths[left] - arena.strengths[right]
    logit += likes[voter, left] - likes[voter, right] + suits[prompt, left] - suits[prompt, right]
    outcome = outcomes(logistic(logit), rng)
    return Votes(size, left, right, outcome, voter, prompt)


def outcomes(chance: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """(N,): with p the chance of the left one and t = 4cp(1-p), left wins with p - t/2 and neither
    does with t; c is such that a quarter of all votes are ties."""
    room = 4 * chance * (1 - chance)
    # At most twice the smaller probability can be ties, which is half of the room.
    band = min(TIES / room.mean(), 0.5) * room
    drawn = rng.random(len(chance)) - chance
    outcome = np.where(drawn < -band / 2, Outcome.LEFT, Outcome.RIGHT)
    return np.where(np.abs(drawn) <= band / 2, Outcome.TIE, outcome)


def truth(arena: Arena) -> np.ndarray:
    """(M,) Bradley-Terry strengths of the whole population of voters and prompts, in nats: what
    endless votes of ever new voters on ever new prompts would give. Expected scores of pairs are
    averaged over tastes and prompts, by Gauss and Hermite, and fitted."""
    gap = arena.strengths[:, None] - arena.strengths
    points, weights = np.polynomial.hermite_e.hermegauss(41)
    spread = math.hypot(arena.taste, arena.prompt) * math.sqrt(2)
    score = sum(
        weight * logistic(gap + point * spread)
        for point, weight in zip(points, weights / weights.sum(), strict=True)
    )
    theta = np.zeros(arena.models)
    for _ in range(50):
        chance = logistic(theta[:, None] - theta)
        weight = chance * (1 - chance)
        np.fill_diagonal(weight, 0.0)
        information = np.diag(weight.sum(axis=1)) - weight + 1
        theta += np.linalg.solve(information, (score - chance).sum(axis=1))
    return theta - theta.mean()
