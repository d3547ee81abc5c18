"""A web page or an SVG for a sandboxed frame on the other origin; its source; a page of its own."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_GET

from arena import addresses, framing
from arena.addresses import Shown
from arena.errors import AddressNotValid
from arena.models import Kind, Match, Response
from arena.rendering import show_side, show_source
from arena.rendering.frame import FRAME_POLICY, frame_document
from arena.views.visitor import swaps_a_part

# What a browser says it wants a frame for.
INTO_A_FRAME = ("iframe", "frame")


@require_GET
@xframe_options_exempt
def frame(request: HttpRequest, token: str) -> HttpResponse:
    if request.headers.get("Sec-Fetch-Dest", INTO_A_FRAME[0]) not in INTO_A_FRAME:
        return HttpResponse("Not outside a frame.", status=403, content_type="text/plain")
    response = response_at(token)
    if not Kind(response.kind).is_framed:
        raise Http404
    answer = HttpResponse(frame_document(response), content_type="text/html; charset=utf-8")
    ancestors = framing.site_origins(request)
    answer.headers["Content-Security-Policy"] = FRAME_POLICY.format(ancestors=ancestors)
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer.headers["X-DNS-Prefetch-Control"] = "off"
    return answer


@require_GET
@never_cache
def larger(request: HttpRequest, token: str) -> HttpResponse:
    """Nothing but the frame, under our own policy: alone, a page could go wherever it likes."""
    shown = _shown_at(token)
    match = _match_of(shown)
    side = show_side(match, shown.side, frame_origin=framing.frame_origin(request))
    if side.frame_url is None:
        raise Http404
    context = {"challenge": match.challenge, "shown": side, "side": shown.side.value}
    response = render(request, "arena/larger.html", context)
    framing.allow_frames(response, request)
    return response


@require_GET
@never_cache
def source(request: HttpRequest, token: str) -> HttpResponse:
    """What was received: as text, or with its colours for a page that is there."""
    response = response_at(token)
    if response.file:
        raise Http404
    if swaps_a_part(request):
        return HttpResponse(show_source(response))
    answer = HttpResponse(response.content, content_type="text/plain; charset=utf-8")
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def response_at(token: str) -> Response:
    """The response a signed address stands for; 404 for any other address."""
    shown = _shown_at(token)
    return _match_of(shown).response_on(shown.side)


def _shown_at(token: str) -> Shown:
    try:
        return addresses.read(token)
    except AddressNotValid:
        raise Http404 from None


def _match_of(shown: Shown) -> Match:
    matches = Match.objects.select_related(shown.side.value, "challenge")
    match = matches.filter(id=shown.match_id).first()
    if match is None:
        raise Http404
    return match
