"""The home page: what the site is, totals and the top of the board."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from arena.arena_settings import current_settings
from arena.models import Challenge
from arena.views.choosing import chooser_of
from leaderboard.catalogue import counts_at
from leaderboard.models import OVERALL, RatingRun
from leaderboard.views.board.rows import table_of

TOP_ROWS = 8
NEWEST_CHALLENGES = 5


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    run = RatingRun.objects.filter(board__slug=OVERALL).order_by("-id").first()
    top = run.entries.select_related("competitor")[:TOP_ROWS] if run else []
    newest = Challenge.objects.published().select_related("category").order_by("-published_at")
    context = {
        "section": "home",
        "chosen": current_settings(),
        "run": run,
        "counts": counts_at(run),
        "table": table_of(top),
        "challenges": newest[:NEWEST_CHALLENGES],
        "chooser": chooser_of(request),
    }
    return render(request, "home.html", context)
