"""Middleware: separate the hosts of pages and frames, and set headers for robots and caches."""

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
    """Refuse pages on the frames' host and frames on the site's host, if they differ."""

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
    """Set X-Robots-Tag on pages kept out of search, for crawlers that ignore robots.txt."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if site.is_kept_out(request.path):
            response.headers["X-Robots-Tag"] = "noindex"
        return response

    return middleware


def vary_by_language(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Add Vary on the language cookie; Django's middleware adds it only for Accept-Language."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        patch_vary_headers(response, ["Cookie"])
        return response

    return middleware
