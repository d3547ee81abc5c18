"""The origin that frames are served from, and the CSP that allows pages to frame it."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.csp import CSP, build_policy

# localhost and 127.0.0.1 are two origins on one server.
_OTHER_NAME = {"127.0.0.1": "localhost", "localhost": "127.0.0.1", "[::1]": "localhost"}


def frame_origin(request: HttpRequest) -> str:
    """The scheme and host of frames of this page; empty for the page's own origin.

    Even so the frame has an opaque origin, as its CSP has `sandbox`.
    """
    if settings.FRAME_ORIGIN:
        return str(settings.FRAME_ORIGIN)
    name, colon, port = (
        request.get_host().rpartition(":") if _has_port(request) else (request.get_host(), "", "")
    )
    other = _OTHER_NAME.get(name)
    return f"{request.scheme}://{other}{colon}{port}" if other else ""


def site_origins(request: HttpRequest) -> str:
    """The origins that may frame a response: the site's."""
    origins = {f"{request.scheme}://{request.get_host()}", frame_origin(request)}
    origins |= set(settings.FRAME_ANCESTORS)
    return " ".join(["'self'", *sorted(origins - {""})])


def allow_frames(response: HttpResponseBase, request: HttpRequest) -> None:
    """Allow this page to frame responses."""
    source = frame_origin(request) or CSP.SELF
    policy = {**settings.SECURE_CSP, "frame-src": [source]}
    response.headers[str(CSP.HEADER_ENFORCE)] = build_policy(policy)


def _has_port(request: HttpRequest) -> bool:
    return request.get_host().rpartition(":")[2].isdecimal()
