"""The methodology page, with the constants in use and measured quantities."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from arena.arena_settings import current_settings
from leaderboard.catalogue import measured


@require_safe
def methodology(request: HttpRequest) -> HttpResponse:
    total, served = measured.servings()
    context = {
        "section": "methodology",
        "constants": measured.Constants(),
        "chosen": current_settings(),
        "limits": measured.limits(),
        "measured": measured.measured(),
        "exclusions": measured.exclusions(),
        "servings": total,
        "served": served,
    }
    return render(request, "leaderboard/methodology.html", context)
