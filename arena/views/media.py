"""An image, sound or video, by an address signed for one side of one match."""

from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from arena.models import Response
from arena.views.frame import named_response_at, response_at


@require_GET
def media(request: HttpRequest, token: str) -> HttpResponse:
    del request
    return sent(response_at(token))


@require_GET
def named_media(request: HttpRequest, token: str) -> HttpResponse:
    del request
    return sent(named_response_at(token))


def sent(response: Response) -> HttpResponse:
    if not response.file:
        raise Http404
    with default_storage.open(response.file) as file:
        answer = HttpResponse(file.read(), content_type=response.media_type)
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["Cache-Control"] = "no-store"
    return answer
