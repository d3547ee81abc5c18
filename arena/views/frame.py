"""A web page or an SVG for a sandboxed frame on the other origin; its source; a page of its own."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_GET

from arena import framing
from arena.errors import AddressNotValid, MatchIsOpen
from arena.models import Kind, Match, Response, ResponseQuerySet
from arena.rendering import (
    FRAME_POLICY,
    NO_CONNECTION,
    ShownResponse,
    addresses,
    frame_document,
    masked,
    masked_words,
    show_masked,
    show_named,
    show_side,
    show_source,
    source_of_side,
)
from arena.views.refusing import refusing
from arena.views.visitor import reader_of, swaps_a_part, voter_of
from arena.visibility import OUTSIDER, STAFF, Reader, visible_to
from arena.visitors import sightings

# What a browser says it wants a frame for.
INTO_A_FRAME = ("iframe", "frame")


@dataclass(frozen=True, slots=True)
class Named:
    """A response, and to whom its address was given by a page that named its author."""

    response: Response
    reader: Reader


@require_GET
@xframe_options_exempt
def frame(request: HttpRequest, token: str) -> HttpResponse:
    return framed(request, response_at(token))


@require_GET
@xframe_options_exempt
def named_frame(request: HttpRequest, token: str) -> HttpResponse:
    """Notes no sighting and holds nothing back: frames come without a cookie. The page around it,
    or `named_larger`, does both."""
    return framed(request, _named_at(token).response)


def framed(request: HttpRequest, response: Response) -> HttpResponse:
    if request.headers.get("Sec-Fetch-Dest", INTO_A_FRAME[0]) not in INTO_A_FRAME:
        return HttpResponse("Not outside a frame.", status=403, content_type="text/plain")
    if not Kind(response.kind).is_framed:
        raise Http404
    answer = HttpResponse(frame_document(response), content_type="text/html; charset=utf-8")
    ancestors = framing.site_origins(request)
    answer.headers["Content-Security-Policy"] = FRAME_POLICY.format(ancestors=ancestors)
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer.headers["Connection-Allowlist"] = NO_CONNECTION
    answer.headers["X-DNS-Prefetch-Control"] = "off"
    return answer


@require_GET
@never_cache
def larger(request: HttpRequest, token: str) -> HttpResponse:
    """Nothing but the frame, under our own policy: alone, a page could go wherever it likes."""
    place = _place_at(token)
    match = _match_of(place)
    shown = show_side(match, place.side, frame_origin=framing.frame_origin(request))
    return enlarged(request, shown, {"challenge": match.challenge, "side": place.side.value})


@require_GET
@never_cache
@refusing
def named_larger(request: HttpRequest, token: str) -> HttpResponse:
    named = read_named(request, token)
    response, origin = named.response, framing.frame_origin(request)
    shown = show_named(response, frame_origin=origin, reader=named.reader)
    author = response.competitor.name
    answer = enlarged(request, shown, {"challenge": response.challenge, "author": author})
    return noted(answer, request, response)


def enlarged(request: HttpRequest, shown: ShownResponse, about: dict[str, object]) -> HttpResponse:
    if shown.frame_url is None:
        raise Http404
    answer = render(request, "arena/larger.html", {"shown": shown, **about})
    framing.allow_frames(answer, request)
    return answer


@require_GET
@never_cache
def source(request: HttpRequest, token: str) -> HttpResponse:
    place = _place_at(token)
    match = _match_of(place)
    if match.response_on(place.side).file:
        raise Http404
    return written(request, *source_of_side(match, place.side))


@require_GET
@never_cache
@refusing
def named_source(request: HttpRequest, token: str) -> HttpResponse:
    response = read_named(request, token).response
    if response.file:
        raise Http404
    return noted(written(request, response.content, show_source(response)), request, response)


def written(request: HttpRequest, text: str, coloured: SafeString) -> HttpResponse:
    """A source: as text, or with its colours for a page that is there."""
    if swaps_a_part(request):
        return HttpResponse(coloured)
    answer = HttpResponse(text, content_type="text/plain; charset=utf-8")
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


@require_GET
@xframe_options_exempt
def masked_frame(request: HttpRequest, token: str) -> HttpResponse:
    return framed(request, masked_response_at(token))


@require_GET
@never_cache
def masked_source(request: HttpRequest, token: str) -> HttpResponse:
    response = masked_response_at(token)
    return written(request, response.content, show_source(response))


@require_GET
@never_cache
def masked_larger(request: HttpRequest, token: str) -> HttpResponse:
    response = masked_response_at(token)
    words = addresses.read_masked(token)[1]
    shown = show_masked(response, words, frame_origin=framing.frame_origin(request))
    return enlarged(request, shown, {"challenge": response.challenge})


def masked_response_at(token: str) -> Response:
    """What voters would see of a response with words masked; staff alone are given its address."""
    try:
        pk, words = addresses.read_masked(token)
    except AddressNotValid:
        raise Http404 from None
    response = Response.objects.select_related("challenge", "competitor").filter(pk=pk).first()
    if response is None:
        raise Http404
    return masked(response, words)


def response_at(token: str) -> Response:
    """What voters see at a signed address of a side; 404 for any other address."""
    place = _place_at(token)
    match = _match_of(place)
    return masked(match.response_on(place.side), masked_words(match, place.side))


def _place_at(token: str) -> addresses.ShownSide:
    try:
        return addresses.read(token)
    except AddressNotValid:
        raise Http404 from None


def _match_of(place: addresses.ShownSide) -> Match:
    matches = Match.objects.select_related(place.side.value, "challenge")
    match = matches.filter(id=place.match_id).first()
    if match is None:
        raise Http404
    return match


def read_named(request: HttpRequest, token: str) -> Named:
    """The response of a page that says whose it is, for a browser that sends its cookies; mark the
    answer as `noted`. 404 once it is public no more, unless the page was one of the staff and it
    is asked for by somebody who is signed in as such.

    Raises:
        MatchIsOpen: the reader has a match open on its challenge.
    """
    named = _named_at(token)
    if named.reader.is_staff:
        if not reader_of(request).is_staff:
            raise Http404
    else:
        table = sightings.challenges_of_open_matches(voter_of(request))
        if named.response.challenge_id in table:
            raise MatchIsOpen
    return named


def noted(answer: HttpResponse, request: HttpRequest, response: Response) -> HttpResponse:
    """The answer, which has this browser not served the response any more."""
    sightings.add_sightings(answer, request, [response.pk])
    return answer


def _named_at(token: str) -> Named:
    try:
        reader = OUTSIDER
        found = visible_to(reader).filter(pk=addresses.read_named(token))
    except AddressNotValid:
        reader, found = STAFF, _given_to_staff(token)
    response = found.select_related("challenge", "competitor").first()
    if response is None:
        raise Http404
    return Named(response, reader)


def _given_to_staff(token: str) -> ResponseQuerySet:
    try:
        return Response.objects.filter(pk=addresses.read_for_staff(token))
    except AddressNotValid:
        raise Http404 from None
