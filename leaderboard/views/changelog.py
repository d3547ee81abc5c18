"""The public log of excluded and reinstated votes by day and rule, without persons."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from leaderboard.catalogue import days_of_exclusions, measured
from leaderboard.views.feeds import FEEDS

DAYS_PER_PAGE = 60


@require_safe
def changelog(request: HttpRequest) -> HttpResponse:
    page = Paginator(days_of_exclusions(), DAYS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "section": "methodology",
        "page": page,
        "exclusions": measured.exclusions(),
        "feeds": FEEDS,
    }
    return render(request, "leaderboard/changelog.html", context)
