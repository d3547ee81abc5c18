"""Votes in the formats of others: a form, and the file that it asks for."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from arena.arena_settings import current_settings
from arena.errors import ArenaError, TooManyRequests
from arena.models import Category, Origin, PublishDumps
from arena.refusals import status_of
from arena.views.file_parts import attached
from leaderboard.dumps import write_export
from leaderboard.models import Board
from leaderboard.open_data import VoteFormat, read_asked

_FORMATS = {
    VoteFormat.CSV: _("CSV, for spreadsheets"),
    VoteFormat.LMARENA: _("LMArena’s battles"),
    VoteFormat.TRL: _("TRL: preference pairs as texts"),
    VoteFormat.TRL_CONVERSATIONAL: _("TRL: preference pairs as messages"),
    VoteFormat.INSPECT: _("Inspect: samples as JSON"),
}


@require_safe
@never_cache
def votes(request: HttpRequest) -> HttpResponseBase:
    """The file, if a format is chosen; else the form."""
    if not request.GET.get("format"):
        return _form(request)
    try:
        asked = read_asked(request.GET.dict())
        path = write_export(asked, now=timezone.now())
    except ArenaError as refusal:
        return _form(request, refusal)
    return attached(path, name=asked.file_name, content_type=asked.media_type)


def _form(request: HttpRequest, refusal: ArenaError | None = None) -> HttpResponseBase:
    boards = Board.objects.filter(challenge__isnull=True).order_by("name")
    context: dict[str, Any] = {
        "section": "data",
        "is_off": current_settings().publish_dumps == PublishDumps.OFF,
        "refusal": refusal,
        "asked": request.GET,
        "formats": {form.value: label for form, label in _FORMATS.items()},
        "boards": {board.slug: board.title for board in boards},
        "categories": dict(Category.objects.values_list("slug", "name")),
        "origins": dict(Origin.choices),
    }
    status = 200 if refusal is None else status_of(refusal)
    answer = render(request, "leaderboard/data_votes.html", context, status=status)
    if isinstance(refusal, TooManyRequests):
        answer.headers["Retry-After"] = str(refusal.retry_after_seconds)
    return answer
