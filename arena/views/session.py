"""Ending a session of votes, and the page that then names all its authors at once."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from arena.matches import WAITS_FOR_REVIEW, count_unnamed, end_session, find_session
from arena.views.refusing import refusing
from arena.views.visitor import voter_of


@require_POST
@refusing
def end(request: HttpRequest) -> HttpResponseBase:
    session = end_session(voter_id=voter_of(request), now=timezone.now())
    response = redirect("arena:session", session.id)
    response.status_code = 303
    return response


@require_GET
@never_cache
@refusing
def show(request: HttpRequest, session_id: UUID) -> HttpResponse:
    ended = find_session(session_id=session_id, voter_id=voter_of(request))
    context = {
        "ended": ended,
        "matches": ended.matches,
        "waiting_for_review": ended.waiting_for_review,
        "waits": WAITS_FOR_REVIEW,
        "waiting": count_unnamed(ended.session.voter_id),
    }
    return render(request, "arena/session.html", context)
