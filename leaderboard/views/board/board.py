"""A board's newest run as a table, rendered once per run; as a file, too.

The page holds nothing of its visitor, so its bytes serve everybody.
"""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from leaderboard.catalogue import summary_of
from leaderboard.kept import kept
from leaderboard.models import OVERALL
from leaderboard.views import embed_markup
from leaderboard.views.board import files
from leaderboard.views.board.board_query import Asked
from leaderboard.views.board.covers import covers
from leaderboard.views.board.editions import Edition, answer, edition_of
from leaderboard.views.board.findings import findings_of
from leaderboard.views.board.shown import shown_of
from leaderboard.views.board.standing import BoardStanding, standing_of

# Pages kept in memory: more boards and orders than this and the least read are rendered anew.
MOST_PAGES = 64

PERIOD_NAMES = {"day": _("since yesterday"), "week": _("since last week")}


@require_safe
def board(request: HttpRequest, slug: str = OVERALL) -> HttpResponseBase:
    edition, asked = edition_of(request, slug), Asked.of(request.GET)
    # What people type would push out of memory what everybody reads.
    make = _page.__wrapped__ if asked.text else _page
    return answer(request, edition, lambda: make(edition, asked))


@require_safe
def board_file(request: HttpRequest, slug: str, form: str) -> HttpResponseBase:
    """The rows the page shows, `form` being csv or json."""
    edition, asked = edition_of(request, slug), Asked.of(request.GET)

    def make() -> bytes:
        standing = standing_of(edition)
        return files.write(
            form, files.table(standing, shown_of(standing, asked)), origin=edition.origin
        )

    return answer(request, edition, make, **files.headers(form, f"{slug}-ratings"))


@kept.at_most(MOST_PAGES)
def _page(edition: Edition, asked: Asked) -> bytes:
    standing = standing_of(edition)
    shown = shown_of(standing, asked)
    title = standing.board.title if standing.board else gettext("Overall")
    context = frame(edition, standing, asked, tab="board") | {
        "findings": findings_of(standing.run) if standing.run else None,
        "table": shown,
        "sentence": sentence_of(standing),
        "embed": embed_markup.of_board(
            edition.slug, title, len(standing.rows.entries), origin=edition.origin
        ),
        "periods": [(period, PERIOD_NAMES[period]) for period in shown.periods],
    }
    return render_to_string("leaderboard/board.html", context).encode()


def sentence_of(standing: BoardStanding) -> str:
    return summary_of(standing.rows.entries, minimum=standing.minimum_votes).sentence


def frame(edition: Edition, standing: BoardStanding, asked: Asked, *, tab: str) -> dict[str, Any]:
    """What every page of a board has around what it is about."""
    run = standing.run
    return {
        "section": "leaderboard",
        "origin": edition.origin,
        "canonical": _address(tab, edition.slug),
        "tab": tab,
        "asked": asked,
        "picker": standing.picker,
        "board": standing.board,
        "run": run,
        "covers": covers(run) if run else [],
        "votes_since": max(run.sequence - (run.passed_sequence or 0), 0) if run else 0,
        "seconds": (run.finished_at - run.started_at) / timedelta(seconds=1) if run else None,
        "providers": standing.providers,
    }


def _address(tab: str, slug: str) -> str:
    """The overall board's table has two addresses; the shorter one is its own."""
    if tab == "board" and slug == OVERALL:
        return reverse("site:leaderboard")
    return reverse(f"leaderboard:{tab}", args=[slug])
