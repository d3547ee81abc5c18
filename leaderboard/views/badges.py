"""Badges: where a model stands on a board, as a picture for other sites."""

import re
from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.http import quote_etag
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from arena.models import Competitor
from leaderboard.cards import (
    BADGE_DRAWING,
    CARD_SIZE,
    STYLES,
    THEMES,
    Badge,
    Style,
    Theme,
    draw_badge,
)
from leaderboard.models import OVERALL, Board, RatingRun
from leaderboard.views.board.rows import axis_of, row_of

# How long it may be kept, in seconds.
FRESH_SECONDS = 3600


@require_safe
def badge(request: HttpRequest, slug: str) -> HttpResponseBase:
    """`?board=`, `?style=flat|card`, `?theme=light|dark`."""
    competitor = get_object_or_404(Competitor, slug=slug)
    board = get_object_or_404(Board, slug=request.GET.get("board") or OVERALL)
    style = _chosen(request.GET, "style", STYLES)
    theme = _chosen(request.GET, "theme", THEMES)
    if style is None or theme is None:
        return HttpResponse(
            f"style is one of {', '.join(STYLES)}; theme is one of {', '.join(THEMES)}.\n",
            status=400,
            content_type="text/plain; charset=utf-8",
        )
    run = RatingRun.objects.newest(board)
    made_of = (competitor.pk, board.pk, run.pk if run else 0, style, theme, get_language())
    etag = quote_etag(".".join(map(str, ("badge", BADGE_DRAWING, *made_of))))
    response = get_conditional_response(request, etag=etag)
    if response is None:
        drawn = draw_badge(_badge(competitor, board, run), style=style, theme=theme)
        response = HttpResponse(drawn, content_type="image/svg+xml")
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    # Other sites show it.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def markup_of(competitor: Competitor, *, origin: str) -> Mapping[str, str]:
    """What shows the badge on other sites, with a link to the page of the model, to be copied."""
    picture = origin + reverse("site:badge", args=[competitor.slug])
    page = origin + reverse("site:model", args=[competitor.slug])
    return {
        "Markdown": f"[![{_for_markdown(competitor.name)}]({picture})]({page})",
        "HTML": format_html(
            '<a href="{}"><img src="{}?style=card" alt="{}" width="{}" height="{}"></a>',
            *(page, picture, competitor.name, *CARD_SIZE),
        ),
    }


def _for_markdown(words: str) -> str:
    return re.sub(r"([\\`*_\[\]<>&])", r"\\\1", words)


def _chosen[Choice: (Style, Theme)](
    asked: Mapping[str, str], name: str, choices: tuple[Choice, ...]
) -> Choice | None:
    """One of the choices, the first if none is asked for; None for another word."""
    word = asked.get(name) or choices[0]
    return next((each for each in choices if each == word), None)


def _badge(competitor: Competitor, board: Board, run: RatingRun | None) -> Badge:
    entries = list(run.entries.all()) if run else []
    axis = axis_of(entries)
    own = next((each for each in entries if each.competitor_id == competitor.pk), None)
    row = row_of(own, axis) if own else None
    if row is None or not row.is_rated:
        return Badge(competitor.name, board.title, _("not rated yet"), "")
    return Badge(
        name=competitor.name,
        board=board.title,
        words=_("rank %(ranks)s of %(number)s")
        % {"ranks": row.ranks, "number": number_format(len(entries), force_grouping=True)},
        rating=f"{row.rating} {row.margin}".strip(),
        interval=row.drawing.shares,
    )
