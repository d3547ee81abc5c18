"""Where this site is, for those who read of it elsewhere."""

from django.conf import settings
from django.http import HttpRequest

# What no search engine is to show: matches are one browser's, the rest is for staff and machines.
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
    """What every address of this site begins with: as it was set, else as it was asked for."""
    return settings.SITE_URL or f"{request.scheme}://{request.get_host()}"


def is_kept_out(path: str) -> bool:
    return path.startswith(KEPT_OUT)
