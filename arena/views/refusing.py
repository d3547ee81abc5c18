"""What a page says when the arena refuses."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from arena.errors import ArenaError, MatchConsumed, MatchExpired, TooManyRequests, Unavailable
from arena.measures import Measure, count
from arena.refusals import status_of
from arena.views.visitor import swaps_a_part

type View = Callable[..., HttpResponseBase]


def refusing(view: View) -> View:
    """Answer a refusal with a page that says what happened and what to do next."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except ArenaError as refusal:
            return refusal_page(request, refusal)

    return answered


def refusal_page(request: HttpRequest, refusal: ArenaError) -> HttpResponse:
    status = status_of(refusal)
    if request.resolver_match and request.resolver_match.url_name == "vote":
        count(Measure.VOTE_REFUSED, refusal.code)
    context = {
        "code": refusal.code,
        "sentence": str(refusal),
        "status": int(status),
        "start_over": isinstance(refusal, (MatchConsumed, MatchExpired)),
    }
    response = render(request, "refusal.html", context, status=status)
    if isinstance(refusal, (TooManyRequests, Unavailable)):
        response.headers["Retry-After"] = str(refusal.retry_after_seconds)
    if swaps_a_part(request):
        # The whole page is the answer, not a piece of it.
        response.headers["HX-Retarget"] = "body"
        response.headers["HX-Reswap"] = "innerHTML"
    return response
