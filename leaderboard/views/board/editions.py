"""A board's pages change with its newest run and the list of boards, and with nothing else; one
cheap query tells whether what a browser has is still right."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import get_language

from arena import site
from leaderboard.models import OVERALL, Board
from leaderboard.runs import say_read

HTML = "text/html; charset=utf-8"


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


def edition_of(request: HttpRequest, slug: str) -> Edition:
    """Asks the database once. The overall board has a page before it has a row."""
    found = Board.objects.newest_run_of(slug)
    if found is None and slug != OVERALL:
        raise Http404
    say_read(slug)
    run, newest_board = found or (None, None)
    return edition(request, slug, run, newest_board)


def edition(request: HttpRequest, slug: str, run: int | None, newest_board: int | None) -> Edition:
    return Edition(slug, run, newest_board, get_language() or "", site.origin_of(request))


def answer(
    request: HttpRequest,
    edition: Edition,
    make: Callable[[], bytes],
    *,
    content_type: str = HTML,
    file_name: str = "",
) -> HttpResponseBase:
    """What `make` gives, unless the browser has it; `file_name` is what it is saved as."""
    response = get_conditional_response(request, etag=edition.etag)
    if response is None:
        response = HttpResponse(make(), content_type=content_type)
        if file_name:
            response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    response.headers["ETag"] = edition.etag
    response.headers["Cache-Control"] = "no-cache"
    return response
