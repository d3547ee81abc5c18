"""All intervals of a board, and the ranks that go with them, as one drawing."""

from collections.abc import Mapping, Sequence

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from leaderboard.drawing import forest as drawing
from leaderboard.kept import kept
from leaderboard.views.board.board import MOST_PAGES, frame
from leaderboard.views.board.board_query import Asked
from leaderboard.views.board.choices import Options
from leaderboard.views.board.editions import Edition, answer, edition_of
from leaderboard.views.board.rows import Row, axis_of, row_of
from leaderboard.views.board.standing import standing_of

SIZES = Options("top", {"25": "25", "50": "50", "100": "100", "all": _("All")}, default="50")


@require_safe
def intervals(request: HttpRequest, slug: str) -> HttpResponseBase:
    edition, asked = edition_of(request, slug), Asked.of(request.GET)
    size = SIZES.chosen(request.GET)
    make = _page.__wrapped__ if asked.text else _page
    return answer(request, edition, lambda: make(edition, asked, size))


@kept.at_most(MOST_PAGES)
def _page(edition: Edition, asked: Asked, size: str) -> bytes:
    standing = standing_of(edition)
    entries = [entry for entry in standing.chosen(asked) if entry.rank_low is not None]
    listed = entries if size == "all" else entries[: int(size)]
    axis = axis_of(listed)
    rows = [row_of(entry, axis) for entry in listed]
    context = frame(edition, standing, asked, tab="intervals") | {
        "sizes": SIZES.links(size, asked.parts),
        "size": size,
        "rows": rows,
        "number": len(rows),
        "total": len(entries),
        "charts": _charts(rows) if rows else None,
    }
    return render_to_string("leaderboard/intervals.html", context).encode()


def _charts(rows: Sequence[Row]) -> Mapping[str, SafeString]:
    """For wide screens and for narrow ones."""
    drawn = [_drawn(row) for row in rows]
    return {
        name: format_html("{}", drawing.forest(drawn, _words(name, len(rows)), layout))
        for name, layout in (("wide", drawing.WIDE), ("narrow", drawing.NARROW))
    }


def _words(name: str, number: int) -> drawing.ForestWords:
    return drawing.ForestWords(
        name=f"forest-{name}",
        title=gettext("Ratings with their 95 % intervals"),
        description=ngettext(
            "%(number)s model by rank. Intervals and ranks are in the table below.",
            "%(number)s models by rank. Intervals and ranks are in the table below.",
            number,
        )
        % {"number": number},
        rating=gettext("Rating"),
        rank=gettext("Rank"),
    )


def _drawn(row: Row) -> drawing.ForestRow:
    entry = row.entry
    assert entry.rank_low is not None
    assert entry.rank_high is not None
    tip = gettext("%(name)s: rating %(rating)s %(margin)s, rank %(ranks)s") % {
        "name": entry.competitor.name,
        "rating": f"{entry.rating:.0f}",
        "margin": row.margin,
        "ranks": row.ranks,
    }
    return drawing.ForestRow(
        name=entry.competitor.name,
        rating=entry.rating,
        lower=entry.lower,
        upper=entry.upper,
        ranks=(entry.rank_low, entry.rank_high),
        tip=tip,
    )
