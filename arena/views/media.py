"""An image, sound or video, by an address signed for one side of one match."""

from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from arena.views.frame import response_at


@require_GET
def media(request: HttpRequest, token: str) -> HttpResponse:
    del request
    response = response_at(token)
    if not response.file:
        raise Http404
    with default_storage.open(response.file) as file:
        answer = HttpResponse(file.read(), content_type=response.media_type)
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["Cache-Control"] = "no-store"
    return answer
