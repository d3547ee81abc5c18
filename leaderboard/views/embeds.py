"""A board and a comparison for frames on other sites.

They are what the pages show to anybody: no cookie is read or set, so nothing in them depends on who
looks. The language is that of `lang`, else of the browser.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from hashlib import sha256
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.validators import slug_re
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.csp import CSP, build_policy
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from arena.text import numbers
from leaderboard.models import OVERALL
from leaderboard.views.board.board_query import Asked
from leaderboard.views.board.editions import edition_of
from leaderboard.views.board.shown import shown_of
from leaderboard.views.board.standing import standing_of
from leaderboard.views.compare import both_of, verdict_on
from leaderboard.views.embed_markup import ROWS

# How long it may be kept, in seconds.
FRESH_SECONDS = 60
THEMES = ("auto", "light", "dark")
COLUMNS = ("interval", "votes", "wins", "provider")
SHOWN_COLUMNS = ("interval", "provider")
MOST_ROWS = 100


class Refused(Exception):
    """A parameter has a value that there is not; the sentence names those there are."""


type Embed = Callable[..., HttpResponse]


def embedded(view: Embed) -> Callable[..., HttpResponseBase]:
    """An answer that other sites may frame, refusals too: a browser shows no other in a frame."""

    @wraps(view)
    def framed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            language = _language_of(request)
            theme = _chosen(request, "theme", THEMES)
        except Refused as refusal:
            return _framed(request, _refusal(str(refusal), HTTPStatus.BAD_REQUEST))
        with translation.override(language):
            try:
                answer = view(request, *args, theme=theme, **kwargs)
            except Refused as refusal:
                answer = _refusal(str(refusal), HTTPStatus.BAD_REQUEST)
            except Http404:
                sentence = _("There is no such board or model here.")
                answer = _refusal(sentence, HTTPStatus.NOT_FOUND)
            answer.headers["Content-Language"] = language
            return _framed(request, answer)

    return require_safe(xframe_options_exempt(framed))


@embedded
def leaderboard(request: HttpRequest, *, theme: str) -> HttpResponse:
    """`?board=`, `?rows=`, `?columns=interval,votes,wins,provider`, `?theme=`, `?lang=`."""
    rows, columns = _rows_of(request), _columns_of(request)
    edition = edition_of(request, _board_of(request))
    standing = standing_of(edition)
    table = shown_of(standing, Asked())
    context = {
        "theme": theme,
        "board": standing.board,
        "run": standing.run,
        "whole": reverse("leaderboard:board", args=[edition.slug]),
        "table": table,
        "rows": table.rows[:rows],
        "columns": columns,
        "is_cut": len(table.rows) > rows,
    }
    return HttpResponse(render_to_string("embed/leaderboard.html", context))


@embedded
def compare(request: HttpRequest, first: str, second: str, *, theme: str) -> HttpResponse:
    """`?theme=`, `?lang=`."""
    del request
    one, other = both_of(first, second)
    context = {"theme": theme, "first": one, "second": other, **verdict_on(one, other)}
    return HttpResponse(render_to_string("embed/compare.html", context))


def _board_of(request: HttpRequest) -> str:
    asked = request.GET.get("board") or OVERALL
    if slug_re.fullmatch(asked) is None:
        raise Http404
    return asked


def _rows_of(request: HttpRequest) -> int:
    asked = request.GET.get("rows") or str(ROWS)
    number = numbers.at_most(asked, MOST_ROWS + 1) if asked.isdecimal() else 0
    if not 1 <= number <= MOST_ROWS:
        raise Refused(f"rows is a number from 1 to {MOST_ROWS}.")
    return number


def _columns_of(request: HttpRequest) -> tuple[str, ...]:
    asked = request.GET.get("columns")
    if asked is None:
        return SHOWN_COLUMNS
    names = tuple(name for name in asked.split(",") if name)
    if not set(names) <= set(COLUMNS):
        raise Refused(f"columns are some of {','.join(COLUMNS)}.")
    return names


def _chosen(request: HttpRequest, name: str, choices: tuple[str, ...]) -> str:
    word = request.GET.get(name) or choices[0]
    if word not in choices:
        raise Refused(f"{name} is one of {', '.join(choices)}.")
    return word


def _language_of(request: HttpRequest) -> str:
    """Without the cookie that pages keep it in: the answer is the same for everybody."""
    known = tuple(code for code, _name in settings.LANGUAGES)
    if request.GET.get("lang"):
        return _chosen(request, "lang", known)
    for code, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        try:
            return translation.get_supported_language_variant(code)
        except LookupError:
            continue
    return str(settings.LANGUAGE_CODE)


def _refusal(sentence: str, status: HTTPStatus) -> HttpResponse:
    context = {"theme": THEMES[0], "sentence": sentence}
    return HttpResponse(render_to_string("embed/refused.html", context), status=status)


def _framed(request: HttpRequest, answer: HttpResponse) -> HttpResponseBase:
    """The answer with its own frame rules, unless the browser has it."""
    if answer.status_code == HTTPStatus.OK:
        etag = quote_etag(sha256(answer.content).hexdigest()[:32])
        answer.headers["ETag"] = etag
        answer.headers["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
        answer = get_conditional_response(request, etag=etag, response=answer) or answer
    answer.headers[str(CSP.HEADER_ENFORCE)] = build_policy(_policy())
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


def _policy() -> Mapping[str, list[str]]:
    ancestors = settings.EMBED_ANCESTORS or ["*"]
    return {**settings.SECURE_CSP, "form-action": [CSP.NONE], "frame-ancestors": ancestors}
