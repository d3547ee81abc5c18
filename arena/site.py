"""The site's own address, whether a request comes from its pages, and the paths kept out of
search."""

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.utils.http import is_same_domain

from arena.errors import SentByAnotherSite

# Paths kept out of search engines: matches of one browser, staff pages and the API.
KEPT_OUT = (
    "/admin/",
    "/api/",
    "/embed/",
    "/frames/",
    "/language/",
    "/larger/",
    "/matches/",
    "/me/",
    "/media/",
    "/receipts/",
    "/sessions/",
    "/sources/",
    "/staff/",
    "/staff/",
    "/styleguide/",
)

# The page about it is for people.
API_DOCS = "/api/docs/"


def origin_of(request: HttpRequest) -> str:
    """The site's origin: SITE_URL if set, else that of the request; empty for a host that is
    refused, on the page that says so."""
    if settings.SITE_URL:
        return str(settings.SITE_URL)
    try:
        return f"{request.scheme}://{request.get_host()}"
    except DisallowedHost:
        return ""


def is_kept_out(path: str) -> bool:
    return path.startswith(KEPT_OUT) and path != API_DOCS


def require_own_page(request: HttpRequest) -> None:
    """Refuse what a browser sends for a page of another origin, as its headers say.

    Programs send neither `Origin` nor `Sec-Fetch-Site` and are not refused.

    Raises:
        SentByAnotherSite: the origin is neither this one nor of `CSRF_TRUSTED_ORIGINS`.
    """
    origin, relation = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site")
    if origin is not None and _is_trusted(origin):
        return
    own = {None, settings.SITE_URL or None, f"{request.scheme}://{request.get_host()}"}
    if origin not in own or relation not in {None, "same-origin"}:
        raise SentByAnotherSite


def _is_trusted(origin: str) -> bool:
    """Whether forms of this origin are accepted, by the rule of Django's CSRF protection."""
    scheme, _, host = origin.partition("://")
    trusted = (each.partition("://") for each in settings.CSRF_TRUSTED_ORIGINS)
    return any(
        scheme == its_scheme and is_same_domain(host, its_host.removeprefix("*"))
        for its_scheme, _, its_host in trusted
    )
