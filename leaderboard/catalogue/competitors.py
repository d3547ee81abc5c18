"""Queries on models: the filtered list, the ranks of one, and retired models."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet, Subquery
from django.db.models.functions import Lower

from arena.models import Competitor
from leaderboard.catalogue import totals
from leaderboard.catalogue.runs import (
    last_before_retirement,
    newest_of_each_board,
    overall_entries,
    with_position,
)
from leaderboard.models import OVERALL, Entry

ORDERS = {
    "rank": (F("position").asc(nulls_last=True), Lower("name")),
    "name": (Lower("name"),),
    "newest": (F("released_on").desc(nulls_last=True), Lower("name")),
}


def find_competitors(
    *, text: str = "", provider: str = "", order: str = "rank"
) -> QuerySet[Competitor]:
    """Matching models, annotated with `position` and `response_count`."""
    found = named(text=text, provider=provider).select_related("merged_into")
    unread = ("specs", "description", "merged_into__specs", "merged_into__description")
    listed = totals.with_responses(with_position(found)).defer(*unread)
    return listed.order_by(*ORDERS.get(order, ORDERS["rank"]))


def named(*, text: str = "", provider: str = "") -> QuerySet[Competitor]:
    """Models with this text in name, slug or provider, and of this provider."""
    found = Competitor.objects.all()
    if text:
        found = found.filter(
            Q(name__icontains=text) | Q(slug__icontains=text) | Q(provider__icontains=text)
        )
    if provider:
        found = found.filter(provider=provider)
    return found


def providers() -> list[str]:
    named = Competitor.objects.exclude(provider="").order_by(Lower("provider"))
    return list(named.values_list("provider", flat=True).distinct())


def entries_of(competitors: Sequence[Competitor]) -> dict[int, Entry]:
    """The row on the overall board by competitor id."""
    rows = overall_entries().filter(competitor__in=competitors).order_by()
    return {row.competitor_id: row for row in rows}


@dataclass(frozen=True, slots=True)
class Ranked:
    """A model's rows: on each board now and, if retired, the last overall one."""

    boards: Sequence[Entry]
    last: Entry | None

    @property
    def overall(self) -> Entry | None:
        return next((entry for entry in self.boards if entry.run.board.slug == OVERALL), None)


def ranked(competitor: Competitor) -> Ranked:
    """All rows of a model, in one query."""
    last = Competitor.objects.filter(pk=competitor.pk).values(
        run=Subquery(last_before_retirement())
    )
    rows = (
        Entry.objects.filter(competitor=competitor)
        .filter(Q(run__in=newest_of_each_board()) | Q(run__in=last))
        .select_related("run__board")
        .annotate(is_last=Q(run__in=last), is_newest=Q(run__in=newest_of_each_board()))
        .order_by()
    )
    boards = [row for row in rows if row.is_newest]
    boards.sort(key=lambda row: row.run.board.place)
    return Ranked(boards=boards, last=next((row for row in rows if row.is_last), None))


def retired() -> list[tuple[Competitor, Entry | None]]:
    """Retired models, the latest first, each with its last row; two queries."""
    gone = Competitor.objects.retired().defer("specs", "description")
    runs = Competitor.objects.retired().annotate(run=Subquery(last_before_retirement()))
    rows = Entry.objects.filter(competitor__in=gone, run__in=runs.values("run"))
    entries = {(row.competitor_id, row.run_id): row for row in rows}
    last = gone.annotate(run=Subquery(last_before_retirement()))
    return [
        (each, entries.get((each.pk, getattr(each, "run", 0))))
        for each in last.order_by("-retired_at", "name")
    ]
