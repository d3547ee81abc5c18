"""How the ratings of a board went from day to day, of the models one chooses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from arena.text import day as dated
from leaderboard.catalogue import DayRating, Histories, RatedModel, Rows, histories_of
from leaderboard.drawing import lines as drawing
from leaderboard.kept import kept
from leaderboard.models import RatingRun
from leaderboard.views.board import files
from leaderboard.views.board.board import frame
from leaderboard.views.board.board_query import Asked, as_query
from leaderboard.views.board.choices import Options
from leaderboard.views.board.editions import Edition, answer, edition_of
from leaderboard.views.board.standing import load, run_of

MEASURES = Options("show", {"rating": _("Rating"), "rank": _("LMArena rank")}, default="rating")
SPANS = Options(
    "days",
    {"30": _("30 days"), "90": _("90 days"), "365": _("A year"), "all": _("All time")},
    default="90",
)
# Shown where nobody is chosen.
TOP = 5
MOST_PAGES = 32
# More intervals than this hide each other, and are shown one at a time.
MOST_BANDS = 2
# Ranks; no axis of them is shorter.
_LEAST_RANKS = 4.0
_COLUMNS = ("day", "slug", "name", "rating", "lower", "upper", "rank", "votes")


@dataclass(frozen=True, slots=True)
class View:
    """What the address asks; `models` are slugs."""

    models: tuple[str, ...]
    measure: str
    span: str

    @classmethod
    def of(cls, request: HttpRequest) -> "View":
        return cls(
            tuple(request.GET.getlist("model")[: 2 * drawing.MOST_SERIES]),
            MEASURES.chosen(request.GET),
            SPANS.chosen(request.GET),
        )

    @property
    def days(self) -> int | None:
        return None if self.span == "all" else int(self.span)

    @property
    def parts(self) -> dict[str, str | tuple[str, ...]]:
        """For links that change one of them."""
        show, days = MEASURES.said(self.measure), SPANS.said(self.span)
        return {"model": self.models, "show": show, "days": days}


@dataclass(frozen=True, slots=True)
class Line:
    """A chosen model: its looks, its last value in words, and those of all days."""

    model: RatedModel
    number: int
    swatch: SafeString
    now: str


@require_safe
def history(request: HttpRequest, slug: str) -> HttpResponseBase:
    edition, view = edition_of(request, slug), View.of(request)
    return answer(request, edition, lambda: _page(edition, view))


@require_safe
def history_file(request: HttpRequest, slug: str, form: str) -> HttpResponseBase:
    """What the page draws and tells, a row for each model and day."""
    edition, view = edition_of(request, slug), View.of(request)

    def make() -> bytes:
        run = run_of(edition)
        sheet = files.Sheet(run, _COLUMNS, _rows(_found(run, view)))
        return files.write(form, sheet, origin=edition.origin)

    return answer(request, edition, make, **files.headers(form, f"{slug}-history"))


def _found(run: RatingRun | None, view: View) -> Histories:
    if run is None:
        return Histories([], {})
    return histories_of(run, chosen=view.models, top=TOP, days=view.days)


def _rows(found: Histories) -> Sequence[Sequence[Any]]:
    names = {model.slug: model.name for model in found.models}
    drawn = list(found.ratings)[: drawing.MOST_SERIES]
    return [
        [
            rating.day.isoformat(),
            slug,
            names[slug],
            round(rating.rating, 2),
            *(None if bound is None else round(bound, 2) for bound in (rating.lower, rating.upper)),
            rating.rank,
            rating.votes,
        ]
        for slug in drawn
        for rating in found.ratings[slug]
    ]


@kept.at_most(MOST_PAGES)
def _page(edition: Edition, view: View) -> bytes:
    run = run_of(edition)
    standing = load(edition, run, Rows([], {}))
    found = _found(run, view)
    slugs = list(found.ratings)[: drawing.MOST_SERIES]
    context = frame(edition, standing, Asked(), tab="history") | {
        "measures": MEASURES.links(view.measure, view.parts),
        "spans": SPANS.links(view.span, view.parts),
        "view": view,
        "query": as_query(view.parts),
        "models": _listed(found, slugs),
        "is_cut": len(found.ratings) > len(slugs),
        "most": drawing.MOST_SERIES,
    }
    if any(found.ratings[slug] for slug in slugs):
        context |= _drawn(found, slugs, view)
    return render_to_string("leaderboard/history.html", context).encode()


def _listed(found: Histories, slugs: Sequence[str]) -> list[tuple[RatedModel, bool]]:
    """All rated models and whether they are drawn: those that are first, so that they are found."""
    listed = [(model, model.slug in slugs) for model in found.models if model.is_rated]
    return sorted(listed, key=lambda each: not each[1])


def _drawn(found: Histories, slugs: Sequence[str], view: View) -> dict[str, Any]:
    models = {model.slug: model for model in found.models}
    series = [
        drawing.Series(slug, models[slug].name, number, _points(found.ratings[slug], view))
        for number, slug in enumerate(slugs, start=1)
    ]
    days = sorted({rating.day for slug in slugs for rating in found.ratings[slug]})
    at = {slug: {rating.day: rating for rating in found.ratings[slug]} for slug in slugs}
    newest_first = [
        (day, _day(day), [(slug, _written(at[slug].get(day), view)) for slug in slugs])
        for day in reversed(days)
    ]
    return {
        "charts": {
            "wide": _chart("wide", drawing.WIDE, series, days, view),
            "narrow": _chart("narrow", drawing.NARROW, series, days, view),
        },
        "lines": [_line(models[each.key], each, found, view) for each in series],
        "days": newest_first,
        "shows_bands": len(series) <= MOST_BANDS,
    }


def _line(model: RatedModel, series: drawing.Series, found: Histories, view: View) -> Line:
    ratings = found.ratings[series.key]
    swatch = format_html("{}", drawing.swatch(series.number))
    return Line(model, series.number, swatch, _written(ratings[-1] if ratings else None, view))


def _chart(
    name: str,
    layout: Any,
    series: Sequence[drawing.Series],
    days: Sequence[date],
    view: View,
) -> SafeString:
    words = drawing.LineWords(
        name=f"history-{name}",
        title=gettext("%(measure)s by day") % {"measure": MEASURES.labels[view.measure]},
        description=gettext(
            "From %(first)s to %(last)s: %(models)s. All values are in the table below."
        )
        % {
            "first": _day(days[0]),
            "last": _day(days[-1]),
            "models": ", ".join(each.name for each in series),
        },
        day=_short_day,
    )
    is_rank = view.measure == "rank"
    least = _LEAST_RANKS if is_rank else drawing.LEAST_SPAN
    bands = len(series) <= MOST_BANDS
    chart = drawing.lines(series, words, layout, falling=is_rank, least_span=least, bands=bands)
    return format_html("{}", chart)


def _day(day: date) -> str:
    return dated(day)


def _short_day(day: date) -> str:
    """Without the year, which the description says."""
    return date_format(day, "j M")


def _points(ratings: Sequence[DayRating], view: View) -> list[drawing.Point]:
    if view.measure == "rank":
        return [drawing.Point(m.day, float(m.rank)) for m in ratings if m.rank is not None]
    return [drawing.Point(m.day, m.rating, m.lower, m.upper) for m in ratings]


def _written(rating: DayRating | None, view: View) -> str:
    if rating is None:
        return "–"
    if view.measure == "rank":
        return "–" if rating.rank is None else str(rating.rank)
    if rating.lower is None or rating.upper is None:
        return f"{rating.rating:.0f}"
    return f"{rating.rating:.0f} ± {(rating.upper - rating.lower) / 2:.0f}"
