"""Every pair of a board's models: predicted and observed shares, and how many votes there are."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from django.db.models import Subquery
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from leaderboard.catalogue import Pairs, coverage_of, nan_to_none, pairs_of
from leaderboard.drawing import heat as drawing
from leaderboard.kept import kept
from leaderboard.models import Board, PairErrors, RatingRun
from leaderboard.views.board import files
from leaderboard.views.board.board import frame
from leaderboard.views.board.board_query import Asked
from leaderboard.views.board.cells import NAMES, cells_of, legend_of
from leaderboard.views.board.choices import Options
from leaderboard.views.board.editions import Edition, answer, edition, edition_of
from leaderboard.views.board.standing import BoardStanding, load

MEASURES = Options("show", NAMES, default="predicted")
SIZES = Options("top", {"12": "12", "24": "24", "40": "40"}, default="12")
# Each holds up to 1,600 cells.
MOST_PAGES = 16

_COLUMNS = (
    "first",
    "second",
    "first_name",
    "second_name",
    "predicted",
    "predicted_lower",
    "predicted_upper",
    "observed",
    "votes",
    "first_wins",
    "second_wins",
    "ties",
    "both_bad",
)


@require_safe
def pairs(request: HttpRequest, slug: str) -> HttpResponseBase:
    run = _newest_run(slug)
    edition, asked = _edition(request, slug, run), Asked.of(request.GET)
    measure, size = (options.chosen(request.GET) for options in (MEASURES, SIZES))
    make = _page.__wrapped__ if asked.text else _page
    return answer(request, edition, lambda: make(edition, asked, measure, size, run))


@require_safe
def pairs_file(request: HttpRequest, slug: str, form: str) -> HttpResponseBase:
    """All pairs of the models that are asked for, each once, however many the page draws."""
    run = _newest_run(slug)
    edition, asked = _edition(request, slug, run), Asked.of(request.GET)

    def make() -> bytes:
        return files.write(form, _sheet(load(edition, run), asked), origin=edition.origin)

    return answer(request, edition, make, **files.headers(form, f"{slug}-pairs"))


def _newest_run(slug: str) -> RatingRun | None:
    """With its board, the errors of pairs if they are stored, and `newest_board`; one query, so
    that the page needs no more than four."""
    newest_board = Board.objects.order_by("-pk").values("pk")[:1]
    runs = RatingRun.objects.filter(board__slug=slug).select_related("board__pair_errors")
    return runs.annotate(newest_board=Subquery(newest_board)).order_by("-id").first()


def _edition(request: HttpRequest, slug: str, run: RatingRun | None) -> Edition:
    if run is None:
        return edition_of(request, slug)
    return edition(request, slug, run.pk, getattr(run, "newest_board", None))


@kept.at_most(MOST_PAGES)
def _page(edition: Edition, asked: Asked, measure: str, size: str, run: RatingRun | None) -> bytes:
    standing = load(edition, run)
    entries = [entry for entry in standing.chosen(asked) if entry.votes]
    context = frame(edition, standing, asked, tab="pairs") | {
        "measures": MEASURES.links(measure, asked.parts | {"top": SIZES.said(size)}),
        "sizes": SIZES.links(size, asked.parts | {"show": MEASURES.said(measure)}),
        "measure": measure,
        "size": size,
        "total": len(entries),
    }
    if run and entries:
        context |= _drawn(pairs_of(run, entries[: int(size)], _kept(run)), measure)
    return render_to_string("leaderboard/pairs.html", context).encode()


def _kept(run: RatingRun) -> PairErrors | None:
    return getattr(run.board, "pair_errors", None)


def _drawn(found: Pairs, measure: str) -> dict[str, Any]:
    names = [entry.competitor.name for entry in found.entries]
    cells = cells_of(found, measure)
    words = drawing.HeatWords(
        name="heat",
        title=str(NAMES[measure]),
        description=ngettext(
            "One row and one column for %(number)s model; each cell tells of the row against the "
            "column. The same numbers are in the table below.",
            "One row and one column for each of %(number)s models by rank; each cell tells of the "
            "row against the column. The same numbers are in the table below.",
            len(names),
        )
        % {"number": len(names)},
    )
    scale = "counts" if measure == "votes" else "diverging"
    return {
        "names": format_html("{}", drawing.heat_rows(names)),
        "chart": format_html("{}", drawing.heat(names, cells, words, scale=scale)),
        "legend": legend_of(found, measure),
        "scale": scale,
        "number": len(names),
        "coverage": coverage_of(found),
        "matrix": list(zip(found.entries, cells, strict=True)),
    }


def _sheet(standing: BoardStanding, asked: Asked) -> files.Sheet:
    run = standing.run
    entries = [entry for entry in standing.chosen(asked) if entry.votes]
    if run is None or not entries:
        return files.Sheet(run, _COLUMNS, [])
    found = pairs_of(run, entries, _kept(run))
    return files.Sheet(run, _COLUMNS, list(_lines(found)))


def _lines(found: Pairs) -> Iterator[list[Any]]:
    who = [entry.competitor for entry in found.entries]
    shares = [
        nan_to_none(np.round(each, 4))
        for each in (found.predicted, found.lower, found.upper, found.observed)
    ]
    counted = (found.votes, found.wins, found.wins.T, found.ties, found.both_bad)
    counts = [each.tolist() for each in counted]
    for i, first in enumerate(who):
        for j in range(i + 1, len(who)):
            named = [first.slug, who[j].slug, first.name, who[j].name]
            yield [*named, *(each[i][j] for each in (*shares, *counts))]
