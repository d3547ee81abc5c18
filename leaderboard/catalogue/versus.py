"""One model against another: the votes between them, and what all votes say of the two."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Any

import numpy as np
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, When

from arena.models import Competitor, Response
from leaderboard.catalogue.records import Record
from leaderboard.catalogue.runs import newest_overall, with_position
from leaderboard.models import FOLDS, OVERALL, BoardTally, Entry, PairErrors, RatingRun, Status
from leaderboard.ratings import Contrast, Ties, contrast, votes_to_separate
from leaderboard.runs import error_between


@dataclass(frozen=True, slots=True)
class Rival:
    """Somebody a model was voted on against, and how those votes went for the model."""

    slug: str
    name: str
    provider: str
    position: int | None
    record: Record


def head_to_head(competitor: Competitor) -> list[Rival]:
    """Every rival there are votes against, in the order of the overall board; one query."""
    rivals: dict[str, Rival] = {}
    for slug, name, provider, position, *counts in _both_sides(competitor):
        known = rivals.get(slug)
        record = Record(*counts) + (known.record if known else Record())
        rivals[slug] = Rival(slug, name, provider, position, record)
    met = [rival for rival in rivals.values() if rival.record.votes]
    return sorted(met, key=lambda rival: (rival.position is None, rival.position, rival.name))


def _both_sides(competitor: Competitor) -> QuerySet[Any, Any]:
    as_left = _cells(competitor, "left", "right", wins="left", losses="right")
    return as_left.union(_cells(competitor, "right", "left", wins="right", losses="left"), all=True)


def _cells(
    competitor: Competitor, own: str, other: str, *, wins: str, losses: str
) -> QuerySet[Any, Any]:
    rival = f"{other}_competitor"
    standing = Entry.objects.filter(run__in=newest_overall(), competitor=OuterRef(rival))
    about = {
        "rival_slug": F(f"{rival}__slug"),
        "rival_name": F(f"{rival}__name"),
        "rival_provider": F(f"{rival}__provider"),
        "rival_position": Subquery(standing.order_by().values("position")[:1]),
    }
    sums = {
        "wins": Sum(wins),
        "losses": Sum(losses),
        "drawn": Sum("tie"),
        "bad": Sum("both_bad"),
    }
    # Folds and rivals are named one by one, because the index of cells begins with them.
    where = {"board__slug": OVERALL, "fold__in": range(FOLDS), f"{own}_competitor": competitor}
    cells = BoardTally.objects.filter(**where, **{f"{rival}__in": _others()})
    return cells.values(**about).annotate(**sums).values_list(*about, *sums)


def _others() -> QuerySet[Competitor, Any]:
    return Competitor.objects.order_by().values("pk")


def record_between(first: Competitor, second: Competitor) -> Record:
    """How the votes between the two went for the first."""
    both = Q(left_competitor=first, right_competitor=second)
    both |= Q(left_competitor=second, right_competitor=first)
    record = Record()
    for cell in BoardTally.objects.filter(both, board__slug=OVERALL, fold__in=range(FOLDS)):
        as_left = cell.left_competitor_id == first.pk
        wins, losses = (cell.left, cell.right) if as_left else (cell.right, cell.left)
        record += Record(wins, losses, cell.tie, cell.both_bad)
    return record


class Conclusion(StrEnum):
    """What there is to say of the two."""

    UNRATED = "unrated"
    NOT_JOINED = "not joined"
    UNBOUNDED = "unbounded"
    BETTER = "better"
    OPEN = "open"
    ALIKE = "alike"


@dataclass(frozen=True, slots=True)
class Comparison:
    """The first against the second.

    `contrast` is there unless one is unrated or no chain of votes joins them. `more_votes` are
    about as many as would separate the two, where that is a number.
    """

    entries: tuple[Entry | None, Entry | None]
    contrast: Contrast | None
    more_votes: int | None
    answer: Conclusion

    @property
    def first_is_better(self) -> bool:
        return self.contrast is not None and self.contrast.difference > 0


def compare(first: Competitor, second: Competitor) -> Comparison:
    """What the newest run of the overall board says of the two; one query."""
    entries, kept = _entries(first, second)
    one, other = entries
    if kept is None or one is None or other is None or not (one.votes and other.votes):
        return Comparison(entries, None, None, Conclusion.UNRATED)
    error = error_between(kept, first.pk, second.pk)
    if error is None:
        return Comparison(entries, None, None, Conclusion.NOT_JOINED)
    theta, covariance = np.array([one.theta, other.theta]), np.diag([error**2, 0.0])
    found = contrast(theta, covariance, 0, 1, **_ties_of(one.run))
    more = votes_to_separate(theta, covariance, 0, 1, tie_share=_tie_share(one, other))
    return Comparison(entries, found, more, _answer(found, more, (one, other)))


def _entries(
    first: Competitor, second: Competitor
) -> tuple[tuple[Entry | None, Entry | None], PairErrors | None]:
    """Both rows, and the errors of pairs, which are large and so come with one of them alone."""
    kept = PairErrors.objects.filter(board__slug=OVERALL)
    packed = {
        name: Case(When(competitor=first, then=Subquery(kept.values(name))))
        for name in ("competitors", "errors")
    }
    rows = Entry.objects.filter(run__in=kept.values("run"), competitor__in=(first, second))
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


def _tie_share(one: Entry, other: Entry) -> float:
    drawn = one.ties + one.both_bad + other.ties + other.both_bad
    return drawn / (one.votes + other.votes)


def _answer(found: Contrast, more: int | None, entries: Sequence[Entry]) -> Conclusion:
    if any(entry.status == Status.UNBOUNDED for entry in entries):
        return Conclusion.UNBOUNDED
    if found.is_separated:
        return Conclusion.BETTER
    return Conclusion.ALIKE if more is None else Conclusion.OPEN


def shared_responses(first: Competitor, second: Competitor) -> QuerySet[Response]:
    """Their first responses to each challenge both have answered: two rows a challenge, in order
    of its title."""
    ours = Response.objects.public().filter(sample=0, competitor__in=(first, second))
    twin = Response.objects.public().filter(
        sample=0, competitor__in=(first, second), challenge=OuterRef("challenge")
    )
    other = twin.exclude(competitor=OuterRef("competitor"))
    both = ours.filter(Exists(other)).select_related("challenge__category", "competitor")
    return both.order_by("challenge__title", "challenge", "competitor")


def to_choose_from() -> QuerySet[Competitor]:
    """All models by name, each with its `position` on the overall board."""
    return with_position(Competitor.objects.defer("specs", "description")).order_by("name")


def neighbours(listed: Sequence[Competitor]) -> list[tuple[Competitor, Competitor]]:
    """Who stand next to each other on the overall board: the closest calls there are."""
    placed = [each for each in listed if getattr(each, "position", None) is not None]
    placed.sort(key=lambda each: getattr(each, "position", 0))
    return list(pairwise(placed))
