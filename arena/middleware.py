"""What holds for every answer: which host gives it, who may keep it, and whether search engines
may show it."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers

from arena import site

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


def keep_out_of_search(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Matches and the like are not to be found, not even by those who read no robots.txt."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if site.is_kept_out(request.path):
            response.headers["X-Robots-Tag"] = "noindex"
        return response

    return middleware


def vary_by_language(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Django's own middleware tells caches of the header that asks for a language; the cookie of
    the switch asks, too."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        patch_vary_headers(response, ["Cookie"])
        return response

    return middleware
