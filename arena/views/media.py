"""An image, sound or video, by an address signed for one side of one match.

It is sent without metadata; the file as it was received is sent by the page that names its author.
"""

from collections.abc import Callable
from dataclasses import dataclass
from os import SEEK_END
from pathlib import PurePath
from typing import IO

from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from arena.checks import has_too_many_pixels
from arena.errors import AddressNotValid
from arena.media import CannotStrip, open_copy
from arena.models import Challenge, Response
from arena.rendering import addresses
from arena.text import Turns, media_of
from arena.views.frame import masked_response_at, noted, read_named, response_at
from arena.views.ranges import asked_part
from arena.views.refusing import refusing


@require_GET
def media(request: HttpRequest, token: str) -> HttpResponse:
    return sent(request, response_at(token))


@require_GET
@never_cache
@refusing
def named_media(request: HttpRequest, token: str) -> HttpResponse:
    response = read_named(request, token).response
    return noted(sent(request, response), request, response)


@require_GET
@never_cache
@refusing
def original_media(request: HttpRequest, token: str) -> HttpResponse:
    """The file as it was received, with all that it says of its author, whose name is in that of
    the file."""
    response = read_named(request, token).response
    answer = _sent(request, response, _received)
    ending = PurePath(response.file).suffix
    name = f"{response.challenge.slug}-{response.competitor.slug}-{response.sample}{ending}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return noted(answer, request, response)


@require_GET
def masked_media(request: HttpRequest, token: str) -> HttpResponse:
    return sent(request, masked_response_at(token))


@require_GET
def part(request: HttpRequest, token: str, number: int) -> HttpResponse:
    """A file that is a part of a response which is a conversation."""
    return _sent_part(request, response_at(token).turns, number)


@require_GET
@never_cache
@refusing
def named_part(request: HttpRequest, token: str, number: int) -> HttpResponse:
    response = read_named(request, token).response
    return noted(_sent_part(request, response.turns, number), request, response)


@require_GET
def masked_part(request: HttpRequest, token: str, number: int) -> HttpResponse:
    return _sent_part(request, masked_response_at(token).turns, number)


@require_GET
def prompt_part(request: HttpRequest, token: str, number: int) -> HttpResponse:
    """A file that is a part of a prompt."""
    try:
        found = Challenge.objects.filter(pk=addresses.read_prompt(token)).first()
    except AddressNotValid:
        raise Http404 from None
    return _sent_part(request, found.turns if found else None, number)


@dataclass(frozen=True, slots=True)
class _File:
    """A file of the media folder; its name is empty for what is no file."""

    file: str
    media_type: str


def _sent_part(request: HttpRequest, turns: Turns | None, number: int) -> HttpResponse:
    parts = media_of(turns)
    if number >= len(parts):
        raise Http404
    return sent(request, _File(parts[number]["file"], parts[number]["media_type"]))


def sent(request: HttpRequest, response: Response | _File) -> HttpResponse:
    try:
        return _sent(request, response, _stripped)
    except CannotStrip:
        return HttpResponse("Cannot be shown.", status=403, content_type="text/plain")


def _stripped(response: Response | _File) -> IO[bytes]:
    return open_copy(response.file, media_type=response.media_type)


def _received(response: Response | _File) -> IO[bytes]:
    return default_storage.open(response.file)


def _sent(
    request: HttpRequest,
    response: Response | _File,
    opened: Callable[[Response | _File], IO[bytes]],
) -> HttpResponse:
    """The file, or the part of it that is asked for: players seek by asking for parts."""
    if not response.file:
        raise Http404
    with opened(response) as file:
        if _is_too_large(response, file):
            return HttpResponse("Too many pixels.", status=403, content_type="text/plain")
        size = file.seek(0, SEEK_END)
        part = asked_part(request, size)
        file.seek(part.start if part else 0)
        content = file.read(len(part)) if part is not None else file.read()
    answer = _answer(content, part, size, response.media_type)
    answer.headers["Accept-Ranges"] = "bytes"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _is_too_large(response: Response | _File, file: IO[bytes]) -> bool:
    """Imports refuse such a picture, but have not always."""
    return response.media_type.startswith("image/") and has_too_many_pixels(file)


def _answer(content: bytes, part: range | None, size: int, media_type: str) -> HttpResponse:
    if part is None:
        return HttpResponse(content, content_type=media_type)
    if not part:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    answer = HttpResponse(content, status=206, content_type=media_type)
    answer.headers["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{size}"
    return answer
