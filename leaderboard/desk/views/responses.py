"""The responses as the staff sees them: found, read, withdrawn and restored."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from arena import framing
from arena.errors import ArenaError
from arena.models import Response
from arena.refusals import status_of
from arena.rendering import show_named, show_prompt
from arena.visibility import STAFF
from arena.visitors import sightings
from leaderboard.desk.actions import RESPONSE_ACTIONS
from leaderboard.desk.gate import desk
from leaderboard.desk.redirects import see_other
from leaderboard.desk.views.acting import act_on, context_of_actions
from leaderboard.desk.views.tables import show_table


@require_safe
@desk
def responses(request: HttpRequest) -> HttpResponse:
    return show_table(request, "responses")


@require_safe
@desk
def response(request: HttpRequest, number: int) -> HttpResponse:
    return _show(request, _find(number))


@require_POST
@desk
def response_action(request: HttpRequest, number: int) -> HttpResponseBase:
    found = _find(number)
    refusal = act_on(request, found, RESPONSE_ACTIONS)
    return _show(request, found, refusal) if refusal else see_other("desk:response", number)


def _find(number: int) -> Response:
    rows = Response.objects.select_related("challenge__category", "competitor", "withdrawal")
    return get_object_or_404(rows, pk=number)


def _show(request: HttpRequest, found: Response, refusal: ArenaError | None = None) -> HttpResponse:
    context = {
        "place": "responses",
        "response": found,
        "challenge": found.challenge,
        "prompt": show_prompt(found.challenge.prompt),
        "shown": show_named(found, frame_origin=framing.frame_origin(request), reader=STAFF),
        "refusal": refusal,
        **context_of_actions(request, found, RESPONSE_ACTIONS),
    }
    status = status_of(refusal) if refusal else 200
    page = render(request, "desk/response.html", context, status=status)
    framing.allow_frames(page, request)
    sightings.add_sightings(page, request, [found.pk])
    return page
