"""What one voter thinks of the models: a ranking from their own votes alone, shrunk."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from arena.matches import OwnVote, ToldAuthor
from arena.models import BrieflyKept, Outcome
from leaderboard.catalogue.runs import overall_entries
from leaderboard.ratings import (
    MEAN_RATING,
    POINTS_PER_NAT,
    USUAL_SPREAD,
    Floats,
    Shrunk,
    Z,
    shrink,
    spread_of,
)

# After how many votes the page says how sure the ranking is.
MARKS = (5, 20, 100)
# How long the spread of the overall board is remembered.
SPREAD_SECONDS = 60.0

# What the left competitor scores.
_SCORES = {Outcome.LEFT: 1.0, Outcome.RIGHT: 0.0, Outcome.TIE: 0.5, Outcome.BOTH_BAD: 0.5}


@dataclass(frozen=True, slots=True)
class OwnRow:
    """A model in one's own ranking, in rating points; `votes` of one's own."""

    place: int
    slug: str
    name: str
    rating: float
    margin: float
    votes: int


@dataclass(frozen=True, slots=True)
class Sureness:
    """How sure the ranking is after so many votes: half the 95 % interval of the difference of two
    models, in rating points; `is_expected` if the votes are not cast yet."""

    votes: int
    margin: float
    is_expected: bool


@dataclass(frozen=True, slots=True)
class OwnRanking:
    """Of `pairs` of models, the votes tell `told_apart`."""

    rows: Sequence[OwnRow]
    votes: int
    pairs: int
    told_apart: int
    sureness: Sequence[Sureness]


def own_ranking(votes: Sequence[OwnVote]) -> OwnRanking | None:
    """From votes that count and whose authors were told, the newest first; None without any."""
    counted = [vote for vote in reversed(votes) if vote.counted]
    if not counted:
        return None
    models = {author.counts_for: author for vote in counted for author in vote.authors}
    place_of = {model: place for place, model in enumerate(models)}
    shrunk = shrink(_wins(counted, place_of), spread=_spread.current())
    size = len(models)
    return OwnRanking(
        rows=_rows(shrunk, list(models.values()), counted),
        votes=len(counted),
        pairs=size * (size - 1) // 2,
        told_apart=shrunk.told_apart(),
        sureness=[_sureness(mark, counted, place_of, shrunk) for mark in MARKS],
    )


def _wins(votes: Sequence[OwnVote], place_of: dict[int, int]) -> Floats:
    """Votes on one model by two names say nothing of it."""
    wins = np.zeros((len(place_of), len(place_of)))
    for vote in votes:
        left, right = (place_of[author.counts_for] for author in vote.authors)
        if left != right:
            wins[left, right] += _SCORES[vote.outcome]
            wins[right, left] += 1 - _SCORES[vote.outcome]
    return wins


def _rows(shrunk: Shrunk, models: Sequence[ToldAuthor], votes: Sequence[OwnVote]) -> list[OwnRow]:
    points, margins = shrunk.theta * POINTS_PER_NAT, shrunk.margins() * POINTS_PER_NAT
    number: dict[int, int] = {}
    for vote in votes:
        for author in vote.authors:
            number[author.counts_for] = number.get(author.counts_for, 0) + 1
    order = np.argsort(-points, kind="stable")
    return [
        OwnRow(
            place=place,
            slug=models[at].slug,
            name=models[at].name,
            rating=MEAN_RATING + float(points[at] - points.mean()),
            margin=float(margins[at]),
            votes=number[models[at].counts_for],
        )
        for place, at in enumerate(order.tolist(), start=1)
    ]


def _sureness(
    mark: int, votes: Sequence[OwnVote], place_of: dict[int, int], shrunk: Shrunk
) -> Sureness:
    """Of the first votes if there are so many, else of as many more that are spread in the same
    way over the models."""
    if len(votes) >= mark:
        first = shrink(_wins(votes[:mark], place_of), spread=shrunk.spread)
        margin = first.typical_margin()
    else:
        margin = shrunk.typical_margin(times=mark / len(votes))
    return Sureness(mark, margin * POINTS_PER_NAT, len(votes) < mark)


def _read_spread() -> float:
    """Of the overall board's bounded ratings, in nats."""
    rows = overall_entries().filter(lower__isnull=False, upper__isnull=False).order_by()
    found = np.array(list(rows.values_list("rating", "lower", "upper")), dtype=float).reshape(-1, 3)
    if not len(found):
        return USUAL_SPREAD
    ratings, lower, upper = found.T / POINTS_PER_NAT
    return spread_of(ratings, (upper - lower) / 2 / Z)


_spread = BrieflyKept(_read_spread, seconds=SPREAD_SECONDS)


def forget_spread() -> None:
    """For tests: boards of two databases differ."""
    _spread.forget()
