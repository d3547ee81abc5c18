"""By how much voters who choose what they judge move the ratings of all votes.

    ./run bench choices [--votes N] [--repetitions N] [--seed 20240601]

An arena whose models differ between categories is voted on twice with the arena's own drawing: by
voters who judge whatever comes, and by voters of whom some choose a category and stay with it, the
first categories being preferred as listed in `popularity`. Each match is given its expected score,
so that nothing but what was served can move a rating. Prints a line of JSON for each share of
choosers: the moves of all contrasts, in standard errors of one such arena whose votes are
independent, which are the smallest there are. Fails if any of an ordinary share is above `most`;
that all voters choose is beyond it, and shown.
"""

import argparse
import json
import os
import random
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import django
import numpy as np

os.environ.setdefault("SECRET_KEY", "only for a benchmark")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from arena.matches.drawing import Floats, Pool, pair_probabilities  # noqa: E402
from arena.matches.narrowing import narrow  # noqa: E402
from arena.matches.remaining import Remaining  # noqa: E402
from arena.models import Known  # noqa: E402
from leaderboard.ratings import Cells, Method, fitting, inverse, logistic  # noqa: E402

# In standard errors.
MOST = 2.0
# How many of the voters choose: ordinary shares, and all.
ORDINARY, ALL = (0.25, 0.5), 1.0
# Votes that a voter casts before leaving, and after how many votes of all the pool is built anew.
VOTES_OF_A_VOTER, VOTES_OF_A_POOL = 20, 250


@dataclass(frozen=True, slots=True)
class Arena:
    """Strengths in nats; those within a category differ by `interaction` from model to model."""

    models: int = 10
    categories: int = 6
    challenges: int = 40
    spread: float = 0.5
    interaction: float = 0.15
    popularity: str = "1, 1/2, 1/3, ... of choosers, by Zipf's law"


class Served:
    """Scores that an arena's voters gave, pair by pair."""

    def __init__(self, arena: Arena, strengths: Floats) -> None:
        self.strengths = strengths
        self.size, self.challenges = arena.models, arena.categories * arena.challenges
        self.category_of = np.arange(self.challenges) // arena.challenges
        self.scores = np.zeros((self.size, self.size))
        self.pool = self._pool()

    def vote(self, number: int, *, share: float, rng: random.Random) -> None:
        """So many votes, of voters of whom this share choose a category."""
        places = range(int(self.category_of[-1]) + 1)
        weights = [1 / (1 + place) for place in places]
        for cast in range(0, number, VOTES_OF_A_VOTER):
            if cast % VOTES_OF_A_POOL < VOTES_OF_A_VOTER:
                self.pool = self._pool()
            chosen = rng.choices(places, weights)[0] if rng.random() < share else None
            self._vote_as_one(chosen, rng)

    def _vote_as_one(self, chosen: int | None, rng: random.Random) -> None:
        within = self.pool
        if chosen is not None:
            within = narrow(within, np.flatnonzero(self.category_of == chosen))
        told: set[tuple[int, int]] = set()
        for _ in range(VOTES_OF_A_VOTER):
            draw = Remaining(within, Known(told=told)).draw(rng)
            if draw is None:
                return
            told |= {(draw.first, draw.challenge), (draw.second, draw.challenge)}
            one, other = self.strengths[self.category_of[draw.challenge], [draw.first, draw.second]]
            score = float(logistic(np.array(one - other)))
            self.scores[draw.first, draw.second] += score
            self.scores[draw.second, draw.first] += 1 - score

    def _pool(self) -> Pool:
        size, upper = self.size, np.triu_indices(self.size, 1)
        votes = np.round((self.scores + self.scores.T)[upper]).astype(np.int64)
        shared = np.full(len(votes), self.challenges)
        return Pool(
            version=0,
            competitors=np.arange(size),
            challenges=np.arange(self.challenges),
            answered=np.packbits(np.ones((size, self.challenges), dtype=bool), axis=1),
            shared=shared,
            probabilities=pair_probabilities(shared=shared, votes=votes),
            same_text=np.zeros((2, 0), dtype=np.int64),
        )

    def rated(self) -> tuple[Floats, Floats]:
        """(P,) contrasts of every two models in nats, and their standard errors."""
        one, other = np.triu_indices(self.size, 1)
        counts = [self.scores[one, other], self.scores[other, one], np.zeros(len(one))]
        cells = Cells(self.size, one, other, np.column_stack(counts))
        at = fitting.fit(cells, Method()).parameters
        derived = fitting.derivatives(cells, Method(), at)
        spread = inverse(derived.pinned(np.ones(self.size, dtype=np.int64)))
        errors = spread[one, one] + spread[other, other] - 2 * spread[one, other]
        return at.theta[one] - at.theta[other], np.sqrt(errors)


def strengths_of(arena: Arena, rng: np.random.Generator) -> Floats:
    """(K, M) of each model in each category."""
    of_all = rng.normal(0, arena.spread, arena.models)
    own: Floats = rng.normal(0, arena.interaction, (arena.categories, arena.models))
    return of_all + own


def moves(arena: Arena, *, share: float, votes: int, repetitions: int, seed: int) -> Floats:
    """(R, P) by how many standard errors choosers move each contrast of each such arena."""
    moved = []
    for repetition in range(repetitions):
        strengths = strengths_of(arena, np.random.default_rng([seed, repetition]))
        rated = []
        for share_here in (0.0, share):
            served = Served(arena, strengths)
            served.vote(votes, share=share_here, rng=random.Random(f"{seed}.{repetition}"))
            rated.append(served.rated())
        (alone, errors), (chosen, _) = rated
        moved.append((chosen - alone) / errors)
    return np.array(moved)


def lines(arguments: argparse.Namespace) -> Iterator[dict[str, object]]:
    arena = Arena()
    yield {"arena": asdict(arena), "votes": arguments.votes, "most": MOST}
    for share in (*ORDINARY, ALL):
        size = {"votes": arguments.votes, "repetitions": arguments.repetitions}
        moved = np.abs(moves(arena, share=share, seed=arguments.seed, **size))
        yield {
            "choosers": share,
            "contrasts": moved.size,
            "median_move": round(float(np.median(moved)), 3),
            "p95_move": round(float(np.quantile(moved, 0.95)), 3),
            "largest_move": round(float(moved.max()), 3),
            "is_ordinary": share in ORDINARY,
            "is_below_most": bool(moved.max() <= MOST),
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--votes", type=int, default=5_000)
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--seed", type=int, default=20_240_601)
    all_are_below = True
    for line in lines(parser.parse_args()):
        print(json.dumps(line), flush=True)
        all_are_below &= not line.get("is_ordinary") or bool(line["is_below_most"])
    sys.exit(0 if all_are_below else 1)


if __name__ == "__main__":
    main()
