"""A board's newest run as a page, rendered once per run.

The page holds nothing of its visitor, so its bytes serve everybody, and one cheap query tells
whether they are still right.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from django.db import connection
from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from arena import site
from leaderboard.models import OVERALL, Board, RatingRun
from leaderboard.views.findings import findings_of
from leaderboard.views.rows import table_of

# Pages kept in memory: more boards than this and the least read are rendered anew.
MOST_PAGES = 64


@dataclass(frozen=True, slots=True)
class Edition:
    """What the bytes of a board's page depend on.

    `newest_board` is in it because the page lists the boards; nothing but a new one changes those.
    """

    slug: str
    run: int | None
    newest_board: int | None
    language: str
    origin: str

    @property
    def etag(self) -> str:
        return quote_etag(f"{self.slug}.{self.run or 0}.{self.newest_board or 0}.{self.language}")


@require_safe
def board(request: HttpRequest, slug: str = OVERALL) -> HttpResponseBase:
    edition = edition_of(slug, site.origin_of(request))
    response = get_conditional_response(request, etag=edition.etag)
    if response is None:
        response = HttpResponse(_page(edition))
    response.headers["ETag"] = edition.etag
    response.headers["Cache-Control"] = "no-cache"
    return response


def edition_of(slug: str, origin: str) -> Edition:
    """Asks the database once. The overall board has a page before it has a row."""
    sql, parameters = _question()
    with connection.cursor() as cursor:
        cursor.execute(sql, [slug if each == _SLUG else each for each in parameters])
        found = cursor.fetchone()
    if found is None and slug != OVERALL:
        raise Http404
    run, newest_board = found or (None, None)
    return Edition(slug, run, newest_board, get_language() or "", origin)


# Stands for the slug in the question; no slug looks like it.
_SLUG = "?"


@cache
def _question() -> tuple[str, tuple[Any, ...]]:
    """The newest run of a board and the newest board, as SQL. Every request for the page asks it,
    and Django would take longer to write it than the database takes to answer."""
    runs = RatingRun.objects.filter(board=OuterRef("pk")).order_by("-id")
    boards = Board.objects.order_by("-pk")
    newest = (Subquery(runs.values("pk")[:1]), Subquery(boards.values("pk")[:1]))
    asked = Board.objects.filter(slug=_SLUG).order_by().values_list(*newest)
    return asked.query.sql_with_params()


@lru_cache(maxsize=MOST_PAGES)
def _page(edition: Edition) -> bytes:
    run = _run_of(edition)
    boards = Board.objects.in_groups()
    context = {
        "section": "leaderboard",
        "origin": edition.origin,
        "canonical": _address(edition.slug),
        "boards": boards,
        "board": next((board for board in boards if board.slug == edition.slug), None),
        "run": run,
        "findings": findings_of(run) if run else None,
        "table": table_of(run.entries.select_related("competitor")) if run else None,
    }
    return render_to_string("leaderboard/board.html", context).encode()


def _address(slug: str) -> str:
    """The overall board has two addresses; the shorter one is its own."""
    return reverse("leaderboard:board", args=[] if slug == OVERALL else [slug])


def _run_of(edition: Edition) -> RatingRun | None:
    if edition.run is None:
        return None
    return RatingRun.objects.select_related("board").get(pk=edition.run)


def forget_pages() -> None:
    """For tests, whose runs share ids."""
    _page.cache_clear()
