"""A web page or an SVG, for a sandboxed frame on the other origin."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_GET

from arena import addresses, framing
from arena.errors import AddressNotValid
from arena.models import Kind, Match, Response
from arena.rendering.frame import FRAME_POLICY, frame_document


@require_GET
@xframe_options_exempt
def frame(request: HttpRequest, token: str) -> HttpResponse:
    return framed(request, response_at(token))


@require_GET
@xframe_options_exempt
def named_frame(request: HttpRequest, token: str) -> HttpResponse:
    return framed(request, named_response_at(token))


def framed(request: HttpRequest, response: Response) -> HttpResponse:
    if not Kind(response.kind).is_framed:
        raise Http404
    answer = HttpResponse(frame_document(response), content_type="text/html; charset=utf-8")
    ancestors = framing.site_origins(request)
    answer.headers["Content-Security-Policy"] = FRAME_POLICY.format(ancestors=ancestors)
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


def response_at(token: str) -> Response:
    """The response a signed address stands for; 404 for any other address."""
    try:
        shown = addresses.read(token)
    except AddressNotValid:
        raise Http404 from None
    match = Match.objects.select_related(shown.side.value).filter(id=shown.match_id).first()
    if match is None:
        raise Http404
    return match.response_on(shown.side)


def named_response_at(token: str) -> Response:
    """The response of a page that says whose it is; 404 once it is public no more."""
    try:
        pk = addresses.read_named(token)
    except AddressNotValid:
        raise Http404 from None
    response = Response.objects.public().filter(pk=pk).first()
    if response is None:
        raise Http404
    return response
