"""The home page: what the site is, totals and the top of the board."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from arena.arena_settings import current_settings
from arena.matches import pools
from arena.models import Challenge, Response
from arena.views.choosing import chooser_of
from arena.views.visitor import reader_of
from leaderboard.catalogue import counts_at
from leaderboard.models import OVERALL, RatingRun
from leaderboard.views.board.rows import table_of

TOP_ROWS = 8
NEWEST_CHALLENGES = 5


@dataclass(frozen=True, slots=True)
class ToDo:
    """A step from an empty arena to its first match, for the staff."""

    sentence: str
    address: str
    is_done: bool


def to_do() -> list[ToDo]:
    """The steps, none once something can be voted on."""
    if pools.current().cells:
        return []
    challenges, published = Challenge.objects.all(), Challenge.objects.published()
    models = Response.objects.order_by().values("competitor").distinct()
    steps = (
        (_("Load challenges and responses"), "desk:content", challenges.exists()),
        (_("Publish the challenges"), "desk:challenges", published.exists()),
        (_("Have two models answer the same challenge"), "desk:models", models.count() > 1),
        (_("See why no two responses can be shown together"), "desk:responses", False),
    )
    return [ToDo(str(sentence), reverse(name), is_done) for sentence, name, is_done in steps]


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    run = RatingRun.objects.filter(board__slug=OVERALL).order_by("-id").first()
    top = run.entries.select_related("competitor")[:TOP_ROWS] if run else []
    newest = Challenge.objects.published().select_related("category").order_by("-published_at")
    counts = counts_at(run)
    context = {
        "section": "home",
        "chosen": current_settings(),
        "run": run,
        "counts": counts,
        "table": table_of(top),
        "challenges": newest[:NEWEST_CHALLENGES],
        "chooser": chooser_of(request),
        "to_do": to_do() if reader_of(request).is_staff else None,
    }
    return render(request, "home.html", context)
