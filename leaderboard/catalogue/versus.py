"""Comparisons of two models: the votes between them and the difference of their ratings."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Any

import numpy as np
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, When

from arena.models import Competitor, Response
from arena.visibility import Reader, visible_to
from leaderboard.catalogue.records import Record
from leaderboard.catalogue.runs import newest_overall, with_position
from leaderboard.models import FOLDS, OVERALL, BoardTally, Entry, PairErrors, RatingRun, Status
from leaderboard.ratings import Contrast, Ties, contrast, votes_to_separate
from leaderboard.runs import error_between


@dataclass(frozen=True, slots=True)
class Opponent:
    """An opponent of a model, and the model's record against it."""

    slug: str
    name: str
    provider: str
    position: int | None
    record: Record


def head_to_head(competitor: Competitor) -> list[Opponent]:
    """A model's record against each opponent, in the order of the overall board; one query."""
    opponents: dict[str, Opponent] = {}
    for slug, name, provider, position, *counts in _both_sides(competitor):
        known = opponents.get(slug)
        record = Record(*counts) + (known.record if known else Record())
        opponents[slug] = Opponent(slug, name, provider, position, record)
    met = [opponent for opponent in opponents.values() if opponent.record.votes]
    return sorted(
        met, key=lambda opponent: (opponent.position is None, opponent.position, opponent.name)
    )


def _both_sides(competitor: Competitor) -> QuerySet[Any, Any]:
    as_left = _cells(competitor, "left", "right", wins="left", losses="right")
    return as_left.union(_cells(competitor, "right", "left", wins="right", losses="left"), all=True)


def _cells(
    competitor: Competitor, own: str, other: str, *, wins: str, losses: str
) -> QuerySet[Any, Any]:
    opponent = f"{other}_competitor"
    standing = Entry.objects.filter(run__in=newest_overall(), competitor=OuterRef(opponent))
    about = {
        "rival_slug": F(f"{opponent}__slug"),
        "rival_name": F(f"{opponent}__name"),
        "rival_provider": F(f"{opponent}__provider"),
        "rival_position": Subquery(standing.order_by().values("position")[:1]),
    }
    sums = {
        "wins": Sum(wins),
        "losses": Sum(losses),
        "drawn": Sum("tie"),
        "bad": Sum("both_bad"),
    }
    # Folds and opponents are listed in the filter because they lead the index of cells.
    where = {"board__slug": OVERALL, "fold__in": range(FOLDS), f"{own}_competitor": competitor}
    cells = BoardTally.objects.filter(**where, **{f"{opponent}__in": _others()})
    return cells.values(**about).annotate(**sums).values_list(*about, *sums)


def _others() -> QuerySet[Competitor, Any]:
    return Competitor.objects.order_by().values("pk")


def record_between(first: Competitor, second: Competitor) -> Record:
    """The record of the first against the second."""
    both = Q(left_competitor=first, right_competitor=second)
    both |= Q(left_competitor=second, right_competitor=first)
    record = Record()
    for cell in BoardTally.objects.filter(both, board__slug=OVERALL, fold__in=range(FOLDS)):
        as_left = cell.left_competitor_id == first.pk
        wins, losses = (cell.left, cell.right) if as_left else (cell.right, cell.left)
        record += Record(wins, losses, cell.tie, cell.both_bad)
    return record


class Conclusion(StrEnum):
    """The conclusion of a comparison."""

    UNRATED = "unrated"
    NOT_JOINED = "not joined"
    UNKNOWN = "unknown"
    UNBOUNDED = "unbounded"
    BETTER = "better"
    OPEN = "open"
    ALIKE = "alike"


@dataclass(frozen=True, slots=True)
class Comparison:
    """The first model against the second.

    `contrast` is None if one is unrated, no votes connect them, or nothing can be said.
    `more_votes` is about how many
    more votes would separate them, None for never.
    """

    entries: tuple[Entry | None, Entry | None]
    contrast: Contrast | None
    more_votes: int | None
    answer: Conclusion

    @property
    def first_is_better(self) -> bool:
        return self.contrast is not None and self.contrast.difference > 0


def compare(first: Competitor, second: Competitor) -> Comparison:
    """Compare two models by the newest run of the overall board; one query."""
    entries, pair_errors = _entries(first, second)
    one, other = entries
    if pair_errors is None or one is None or other is None or not (one.votes and other.votes):
        return Comparison(entries, None, None, Conclusion.UNRATED)
    error = error_between(pair_errors, first.pk, second.pk)
    if error is None:
        return Comparison(entries, None, None, Conclusion.NOT_JOINED)
    if math.isinf(error.value):
        return Comparison(entries, None, None, Conclusion.UNKNOWN)
    theta, covariance = np.array([one.theta, other.theta]), np.diag([error.value**2, 0.0])
    found = contrast(theta, covariance, 0, 1, **_ties_of(one.run))
    more = votes_to_separate(
        theta, covariance, 0, 1, tie_share=_neither_share(one, other), inflation=error.inflation
    )
    return Comparison(entries, found, more, _answer(found, more, (one, other)))


def _entries(
    first: Competitor, second: Competitor
) -> tuple[tuple[Entry | None, Entry | None], PairErrors | None]:
    """Both rows, and the stored pair errors, which are large and so selected with one row only."""
    pair_errors = PairErrors.objects.filter(board__slug=OVERALL)
    packed = {
        name: Case(When(competitor=first, then=Subquery(pair_errors.values(name))))
        for name in ("competitors", "errors", "independent")
    }
    rows = Entry.objects.filter(run__in=pair_errors.values("run"), competitor__in=(first, second))
    annotated = rows.order_by().select_related("run").annotate(**packed)
    found = {row.competitor_id: row for row in annotated}
    one, other = found.get(first.pk), found.get(second.pk)
    if one is None:
        return (one, other), None
    return (one, other), PairErrors(**{name: getattr(one, name) for name in packed})


def _ties_of(run: RatingRun) -> dict[str, Any]:
    """The model of ties the run was fitted with."""
    ties = run.method.get("ties", Ties.HALF_WIN)
    estimate = run.tie
    return {"ties": Ties(ties), "tie": estimate["value"] if estimate else 0.0}


def _neither_share(one: Entry, other: Entry) -> float:
    """The share of their votes that preferred neither: ties and both bad."""
    neither = one.ties + one.both_bad + other.ties + other.both_bad
    return neither / (one.votes + other.votes)


def _answer(found: Contrast, more: int | None, entries: Sequence[Entry]) -> Conclusion:
    if any(entry.status == Status.UNBOUNDED for entry in entries):
        return Conclusion.UNBOUNDED
    if found.is_separated:
        return Conclusion.BETTER
    return Conclusion.ALIKE if more is None else Conclusion.OPEN


def shared_responses(
    first: Competitor, second: Competitor, *, reader: Reader
) -> QuerySet[Response]:
    """The first responses of both to each challenge both have answered, as far as the reader may
    see them: two rows a challenge, ordered by its title."""
    ours = visible_to(reader).filter(sample=0, competitor__in=(first, second))
    twin = Response.objects.public().filter(
        sample=0, competitor__in=(first, second), challenge=OuterRef("challenge")
    )
    other = twin.exclude(competitor=OuterRef("competitor"))
    both = ours.filter(Exists(other)).select_related("challenge__category", "competitor")
    return both.order_by("challenge__title", "challenge", "competitor")


def competitors_by_name() -> QuerySet[Competitor]:
    """All models by name, each with its `position` on the overall board."""
    return with_position(Competitor.objects.defer("specs", "description")).order_by("name")


def neighbours(listed: Sequence[Competitor]) -> list[tuple[Competitor, Competitor]]:
    """Pairs of models adjacent on the overall board."""
    placed = [each for each in listed if getattr(each, "position", None) is not None]
    placed.sort(key=lambda each: getattr(each, "position", 0))
    return list(pairwise(placed))
