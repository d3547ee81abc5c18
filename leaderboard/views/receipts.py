"""The receipt of a vote."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from arena.views.refusing import refusing
from arena.views.visitor import voter_of
from leaderboard.receipts import find_receipt


@require_safe
@never_cache
@refusing
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    found = find_receipt(code, now=timezone.now())
    context = {"receipt": found, "is_own": found.voter_id == voter_of(request)}
    return render(request, "leaderboard/receipt.html", context)
