"""Two hosts, two jobs: the frames' host serves frames alone, the site's host everything else."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

FRAMES = "/frames/"


def keep_hosts_apart(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Refuse what a request asks of the wrong host, where frames have a host of their own."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if settings.FRAME_ORIGIN:
            on_frame_host = request.get_host() == urlsplit(settings.FRAME_ORIGIN).netloc
            if on_frame_host != request.path.startswith(FRAMES):
                return HttpResponse("Not found.", status=404, content_type="text/plain")
        return get_response(request)

    return middleware
