"""The public log of excluded and reinstated votes by day and rule, without persons."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from leaderboard.catalogue import days_of_exclusions
from leaderboard.views.feeds import FEEDS

DAYS_PER_PAGE = 60


@require_safe
def changelog(request: HttpRequest) -> HttpResponse:
    pages = Paginator(days_of_exclusions(now=timezone.now()), DAYS_PER_PAGE)
    shown = pages.get_page(request.GET.get("page"))
    context = {
        "section": "methodology",
        "page": shown,
        "feeds": FEEDS,
    }
    return render(request, "leaderboard/changelog.html", context)
