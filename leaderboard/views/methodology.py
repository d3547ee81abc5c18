"""The methodology page, with the constants in use and measured quantities."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from arena.arena_settings import current_settings
from leaderboard.catalogue import MEASURED_COVERAGE, measured
from leaderboard.views.board.covers import covers


@require_safe
def methodology(request: HttpRequest) -> HttpResponse:
    found = measured.measured()
    total, served = measured.servings(found.run if found else None)
    context = {
        "section": "methodology",
        "constants": measured.Constants(),
        "chosen": current_settings(),
        "limits": measured.limits(),
        "measured": found,
        "covers": covers(found.run) if found else [],
        "coverage": MEASURED_COVERAGE,
        "exclusions": measured.exclusions(now=timezone.now()),
        "servings": total,
        "served": served,
    }
    return render(request, "leaderboard/methodology.html", context)
