"""What works and what does not, for whoever runs the arena."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from arena.errors import NotPermitted
from leaderboard.desk.gate import desk, staff_of
from leaderboard.doctor import examine


@require_safe
@desk
def status(request: HttpRequest) -> HttpResponse:
    """For administrators alone: the advice names paths and settings."""
    if not staff_of(request).is_superuser:
        raise NotPermitted
    context = {"place": "status", "findings": examine(now=timezone.now())}
    return render(request, "desk/status.html", context)
