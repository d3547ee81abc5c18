"""Middleware: refuse queries that cannot be read, separate the hosts of pages and frames, warn of a
proxy that is not trusted, and set headers for robots and caches."""

import logging
from collections.abc import Callable
from http import HTTPStatus
from threading import Lock
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.utils.cache import patch_vary_headers

from arena import site

FRAMES = "/frames/"
logger = logging.getLogger(__name__)
# Taken by the first request that has to warn, and never released.
_warning = Lock()
# What no page of ours needs, nor a response in a frame; copying and filling the screen are ours.
PERMISSIONS = ", ".join(
    [
        *(
            f"{feature}=()"
            for feature in (
                *("accelerometer", "autoplay", "camera", "clipboard-read", "display-capture"),
                *("encrypted-media", "geolocation", "gyroscope", "hid", "idle-detection"),
                *("magnetometer", "microphone", "midi", "payment", "publickey-credentials-create"),
                *("publickey-credentials-get", "screen-wake-lock", "serial", "usb"),
                "xr-spatial-tracking",
            )
        ),
        "clipboard-write=(self)",
        "fullscreen=(self)",
    ]
)
# Whatever is below these is about one person.
PERSONAL = (
    *("/admin/", "/matches/", "/me/", "/privacy/", "/receipts/", "/staff/", "/submit/"),
    *(f"/api/v1/{name}/" for name in ("imports", "key", "matches", "me", "receipts")),
    *(f"/api/v1/{name}/" for name in ("staff", "submissions")),
)


def set_security_headers(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Set headers that hold for every answer, unless its view has chosen otherwise."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if _is_personal(request, response):
            response.headers["Cache-Control"] = "private, no-store"
        elif response.status_code >= HTTPStatus.BAD_REQUEST:
            # A page that is not there for one may be there for another.
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return middleware


def _is_personal(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether it is an answer to a form or a write, about one person, or sets a cookie that tells
    people apart."""
    is_written = request.method not in {"GET", "HEAD", "OPTIONS"}
    is_below = request.path.startswith(PERSONAL)
    return is_written or is_below or not response.cookies.keys() <= {settings.LANGUAGE_COOKIE_NAME}


def read_query(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Refuse a query of too many fields.

    Otherwise whoever reads it raises, and so do the pages of errors, whose links keep the query.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        try:
            request.GET  # noqa: B018 - is read once and kept, or raises
        except TooManyFieldsSent:
            request.GET = QueryDict()
            raise
        return get_response(request)

    return middleware


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


def warn_of_untrusted_proxy(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Log once per process that requests come through a proxy, but none is trusted."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        is_forwarded = "HTTP_X_FORWARDED_FOR" in request.META
        if is_forwarded and not settings.TRUSTED_PROXIES and _warning.acquire(blocking=False):
            logger.warning(
                "a request has X-Forwarded-For, but TRUSTED_PROXIES is 0: all visitors behind a "
                "proxy count as one address. Set TRUSTED_PROXIES to the number of proxies in "
                "front of this server; if there is none, a visitor sent the header, and it is "
                "ignored."
            )
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
