"""Coverage of intervals and rank sets, over simulated votes with known strengths.

    ./run bench coverage [--replications N] [--seed 20240601] [--all | --independent] [--table]

Prints JSON lines: the definitions, then one line per setting and kind of error, with coverage
and Monte-Carlo standard errors. First votes of people, whose tastes and whose prompts matter, with
intervals over voters and challenges (`--all`: the whole grid); with `--independent` votes that are
independent instead, or that share a taste, with plain errors. `--table` prints the former as rows
of a table.
"""

import argparse
import json
import math
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from statistics import NormalDist
from typing import Any

import numpy as np

from bench import people
from leaderboard.ratings import POINTS_PER_NAT, BoardRatings, Outcome, Votes, Z, rate_board
from leaderboard.ratings.ties import logistic

# A coverage below this at nominal 95 % is an error of the intervals, not of the simulation.
TO_REACH = 0.93
# How much wider than intervals of the true spread of ratings may be, where voters and prompts are
# not few.
WIDEST = 1.15
_NOT_FEW = (20, 40)

MEANING = {
    "nominal": 0.95,
    "to_reach": f"rank_sets >= {TO_REACH}; of votes of people also rating_intervals, and from "
    f"{_NOT_FEW[0]} voters and {_NOT_FEW[1]} prompts on width <= {WIDEST}",
    "people": (people.__doc__ or "").strip(),
    "width": "The median width of the intervals over that of 1.96 times the root mean square error "
    "of the ratings over the replications, to both sides.",
    "vote": "Competitors are drawn by Zipf's law. With p the Bradley-Terry chance of the left one "
    "and t = 4cp(1-p), left wins with p - t/2 and neither does with t; c is such that a quarter "
    "of all votes are ties. So the left one's expected score is exactly p, and the half-win fit "
    "is consistent.",
    "voter": "A voter likes or dislikes each competitor, by fair coins s: this voter's p is "
    "p + taste p(1-p) (s_left - s_right)/2, whose mean over voters is p.",
    "true_ranks": "Of i: all from 1 + #{j: strength_j > strength_i} to M - #{j: strength_j < "
    "strength_i}, so among equals every rank is true (Mogstad et al. 2024).",
    "rank_sets, overlap_rule": "Share of replications in which the sets of all competitors at once "
    "contain all their true ranks. The overlap rule calls j better than i where the 95 % interval "
    "of j lies above that of i.",
    "rating_intervals": "Share of the 95 % intervals of single ratings that contain the strength "
    "less the mean strength.",
    "rank_sets_size, overlap_rule_size": "Mean number of ranks in a set.",
    "errors": "By vote: HC0. By voter: cluster-robust, a cluster per voter.",
}


@dataclass(frozen=True, slots=True)
class Setting:
    """One simulated board; `spread` is the standard deviation of strengths, in nats."""

    competitors: int
    spread: float
    votes_per_competitor: int = 1_000
    voters: int = 0
    taste: float = 0.0

    @property
    def strengths(self) -> np.ndarray:
        """(M,) quantiles of a normal distribution, in nats, mean 0."""
        places = (np.arange(self.competitors) + 0.5) / self.competitors
        return np.array([self.spread * NormalDist().inv_cdf(place) for place in places])


SETTINGS = (
    *(Setting(size, spread) for size in (20, 50) for spread in (0.0, 0.5, 1.0, 1.5)),
    *(Setting(10, spread, 4_000, voters=200, taste=1.0) for spread in (0.0, 0.5)),
)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--replications", type=int)
    options.add_argument("--seed", type=int, default=20_240_601)
    options.add_argument("--all", action="store_true")
    options.add_argument("--independent", action="store_true")
    options.add_argument("--table", action="store_true")
    asked = options.parse_args()
    print(TITLE if asked.table else json.dumps(MEANING), flush=True)
    settings = SETTINGS if asked.independent else tuple(people.arenas(whole=asked.all))
    replications = asked.replications or (1_000 if asked.independent else 100)
    for number, setting in enumerate(settings):
        print(f"{setting} …", file=sys.stderr, flush=True)
        seeds = [[asked.seed, number, each] for each in range(replications)]
        if isinstance(setting, Setting):
            for line in measure(setting, seeds):
                print(json.dumps(line), flush=True)
        else:
            measured = measure_people(setting, seeds)
            print(row_of(measured) if asked.table else json.dumps(measured), flush=True)


def measure_people(arena: people.Arena, seeds: list[list[int]]) -> dict[str, object]:
    """Coverage and width of intervals over voters and challenges, and of plain ones."""
    true, judged, strengths = people.truth(arena), defaultdict(list), []
    for seed in seeds:
        votes = people.simulate(arena, np.random.default_rng(seed))
        outcomes = votes.outcomes()
        both, plain = (rate_board(outcomes, minimum_votes=1, votes=each) for each in (votes, None))
        strengths.append(both.theta)
        for name, value in (judge(both, true) | {"width": width_of(both)}).items():
            judged[name].append(value)
        for name in ("rank_sets", "rating_intervals"):
            judged[f"plain_{name}"].append(judge(plain, true)[name])
    true_error = float(np.sqrt(np.mean((np.array(strengths) - true) ** 2)))
    width = float(np.median(judged.pop("width"))) / (2 * Z * true_error)
    shown = {name: summary_of(values) for name, values in judged.items()}
    covers = min(shown[name]["mean"] for name in ("rank_sets", "rating_intervals"))
    few = arena.voters < _NOT_FEW[0] or arena.prompts < _NOT_FEW[1]
    reached = covers >= TO_REACH and (few or width <= WIDEST)
    facts = {**asdict(arena), "effects": arena.effects, "replications": len(seeds)}
    return {**facts, **shown, "width": round(width, 3), "reached": reached}


def width_of(rated: BoardRatings) -> float:
    """The median width of the intervals, in nats."""
    return float(np.median(rated.upper - rated.lower)) / POINTS_PER_NAT


TITLE = """\
| voters x votes | prompts | models | spread | effects | intervals | rank sets | width | plain |
|---|---|---|---|---|---|---|---|---|"""


def row_of(measured: Mapping[str, Any]) -> str:
    """A row of the table; what is not reached is marked."""
    shares = [
        f"{measured[name]['mean']:.1%}"
        for name in ("rating_intervals", "rank_sets", "plain_rank_sets")
    ]
    cells = [
        f"{measured['voters']:,} x {measured['votes_per_voter']}",
        str(measured["prompts"]),
        str(measured["models"]),
        f"{measured['spread']:g}",
        str(measured["effects"]),
        *shares[:2],
        f"{measured['width']:.2f}{' (!)' * (not measured['reached'])}",
        shares[2],
    ]
    return f"| {' | '.join(cells)} |"


def measure(setting: Setting, seeds: list[list[int]]) -> Iterator[dict[str, object]]:
    """Coverage over replications, each with its own seed; one line per kind of error."""
    ties, judgements = [], defaultdict(list)
    for seed in seeds:
        votes = simulate(setting, np.random.default_rng(seed))
        ties.append(float(np.mean(votes.outcome == Outcome.TIE)))
        for errors, rated in rate(votes).items():
            judgements[errors].append(judge(rated, setting.strengths))
    for errors, judged in judgements.items():
        shown = {name: summary_of([each[name] for each in judged]) for name in judged[0]}
        reached = {}
        # Votes of one voter are correlated there, which errors by vote do not account for.
        if errors == "by voter" or not setting.voters:
            reached = {"reached": shown["rank_sets"]["mean"] >= TO_REACH}
        yield {
            **asdict(setting),
            "errors": errors,
            "replications": len(seeds),
            "ties": round(float(np.mean(ties)), 4),
            **shown,
            **reached,
        }


def summary_of(values: list[float]) -> dict[str, float]:
    """A mean over replications and its standard error; if all are equal, the error is that of one
    differing replication."""
    error = float(np.std(values)) / math.sqrt(len(values)) or 1 / len(values)
    return {"mean": round(float(np.mean(values)), 4), "error": round(error, 4)}


def rate(votes: Votes) -> dict[str, BoardRatings]:
    outcomes = votes.outcomes()
    rated = {"by vote": rate_board(outcomes, minimum_votes=1)}
    if votes.voter is not None:
        rated["by voter"] = rate_board(outcomes, minimum_votes=1, votes=votes)
    return rated


def simulate(setting: Setting, rng: np.random.Generator) -> Votes:
    """Votes drawn as `MEANING` defines."""
    size = setting.competitors
    number = setting.votes_per_competitor * size // 2
    left, right = draw_pairs(size, number, rng)
    chance = logistic(setting.strengths[left] - setting.strengths[right])
    voter = None
    if setting.voters:
        voter = rng.integers(setting.voters, size=number)
        likes = rng.choice([-1.0, 1.0], size=(setting.voters, size))
        lean = (likes[voter, left] - likes[voter, right]) / 2
        chance += setting.taste * chance * (1 - chance) * lean
    return Votes(size, left, right, people.outcomes(chance, rng), voter)


def draw_pairs(size: int, number: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """(number,) left and right competitors; which ones are popular is random."""
    popular = rng.permutation(1 / np.arange(1, size + 1))
    share = np.outer(popular, popular)
    np.fill_diagonal(share, 0.0)
    ends = np.cumsum(share)
    return np.divmod(np.searchsorted(ends, rng.random(number) * ends[-1], side="right"), size)


def judge(rated: BoardRatings, truth: np.ndarray) -> Mapping[str, float]:
    """Whether the rank sets and intervals contain the true ranks and strengths."""
    lower, upper = rated.lower, rated.upper
    above = lower[:, None] > upper
    overlap = 1 + above.sum(axis=0), len(truth) - above.sum(axis=1)
    sets = rated.rank_low, rated.rank_high
    points = rated.rating.mean() + (truth - truth.mean()) * 400 / math.log(10)
    return {
        "rank_sets": holds(sets, truth),
        "overlap_rule": holds(overlap, truth),
        "rating_intervals": float(np.mean((lower <= points) & (points <= upper))),
        "rank_sets_size": float(np.mean(sets[1] - sets[0] + 1)),
        "overlap_rule_size": float(np.mean(overlap[1] - overlap[0] + 1)),
    }


def holds(sets: tuple[np.ndarray, np.ndarray], truth: np.ndarray) -> float:
    """1 if each set contains all true ranks of its competitor, else 0."""
    better = truth[:, None] > truth
    lowest, highest = 1 + better.sum(axis=0), len(truth) - better.sum(axis=1)
    return float(((sets[0] <= lowest) & (highest <= sets[1])).all())


if __name__ == "__main__":
    main()
