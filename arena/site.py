"""The site's own address, and the paths kept out of search."""

from django.conf import settings
from django.http import HttpRequest

# Paths kept out of search engines: matches of one browser, staff pages and the API.
KEPT_OUT = (
    "/admin/",
    "/api/",
    "/frames/",
    "/language/",
    "/larger/",
    "/matches/",
    "/media/",
    "/sources/",
    "/staff/",
    "/staff/",
    "/styleguide/",
)


def origin_of(request: HttpRequest) -> str:
    """The site's origin: SITE_URL if set, else that of the request."""
    return settings.SITE_URL or f"{request.scheme}://{request.get_host()}"


def is_kept_out(path: str) -> bool:
    return path.startswith(KEPT_OUT)
