"""Subqueries for the newest runs and their rows."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from arena.models import Competitor
from leaderboard.models import OVERALL, Board, Entry, RatingRun


def newest_overall() -> QuerySet[RatingRun, Any]:
    """The id of the overall board's newest run, if there is one."""
    return RatingRun.objects.filter(board__slug=OVERALL).order_by("-id").values("pk")[:1]


def newest_of_each_board() -> QuerySet[Board, Any]:
    """Ids of the newest run of each board, without the (possibly many) boards of challenges."""
    newest = RatingRun.objects.filter(board=OuterRef("pk")).order_by("-id").values("pk")[:1]
    return (
        Board.objects.filter(challenge__isnull=True)
        .order_by()
        .annotate(newest=Subquery(newest))
        .values("newest")
    )


def last_before_retirement() -> QuerySet[RatingRun, Any]:
    """Subquery: the last overall run before the outer competitor retired."""
    runs = RatingRun.objects.filter(board__slug=OVERALL, finished_at__lte=OuterRef("retired_at"))
    return runs.order_by("-id").values("pk")[:1]


def overall_entries() -> QuerySet[Entry]:
    return Entry.objects.filter(run__in=newest_overall())


def with_position(competitors: QuerySet[Competitor]) -> QuerySet[Competitor]:
    """Annotate `position` on the overall board, None if not on it."""
    standing = overall_entries().filter(competitor=OuterRef("pk")).order_by()
    return competitors.annotate(position=Subquery(standing.values("position")[:1]))
