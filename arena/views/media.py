"""An image, sound or video, by an address signed for one side of one match."""

import re

from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from arena.checks import has_too_many_pixels
from arena.models import Kind, Response
from arena.text import numbers
from arena.views.frame import named_response_at, response_at

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


@require_GET
def media(request: HttpRequest, token: str) -> HttpResponse:
    return sent(request, response_at(token))


@require_GET
def named_media(request: HttpRequest, token: str) -> HttpResponse:
    return sent(request, named_response_at(token))


def sent(request: HttpRequest, response: Response) -> HttpResponse:
    """The file, or the part of it that is asked for: players seek by asking for parts."""
    if not response.file:
        raise Http404
    if _is_too_large(response):
        return HttpResponse("Too many pixels.", status=403, content_type="text/plain")
    with default_storage.open(response.file) as file:
        part = _part(request.headers.get("Range", ""), file.size)
        if part:
            file.seek(part.start)
        content = file.read(len(part)) if part is not None else file.read()
        answer = _answer(content, part, file.size, response.media_type)
    answer.headers["Accept-Ranges"] = "bytes"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _is_too_large(response: Response) -> bool:
    """Imports refuse such a picture, but have not always."""
    if Kind(response.kind) != Kind.IMAGE:
        return False
    with default_storage.open(response.file) as file:
        return has_too_many_pixels(file)


def _part(header: str, size: int) -> range | None:
    """Which bytes a header asks for, of so many; empty for bytes that are not there, None for all.

    Source:
        RFC 9110, 14.2. Several ranges at once may be answered by the whole, and are.
    """
    asked = _RANGE.fullmatch(header.strip())
    if asked is None or not any(asked.groups()):
        return None
    first, last = asked.groups()
    if not first:
        return range(size - numbers.at_most(last, size), size)
    stop = numbers.at_most(last, size - 1) + 1 if last else size
    return range(numbers.at_most(first, size), stop)


def _answer(content: bytes, part: range | None, size: int, media_type: str) -> HttpResponse:
    if part is None:
        return HttpResponse(content, content_type=media_type)
    if not part:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    answer = HttpResponse(content, status=206, content_type=media_type)
    answer.headers["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{size}"
    return answer
