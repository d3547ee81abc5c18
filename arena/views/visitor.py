"""Who asks, as the verbs want to know it."""

from uuid import UUID

from django.http import HttpRequest

from arena import visitors
from arena.visitors import voters


def voter_of(request: HttpRequest) -> UUID | None:
    return voters.read_voter(request.COOKIES.get(voters.COOKIE))


def address_of(request: HttpRequest) -> str:
    meta = request.META
    return visitors.address_of(meta.get("HTTP_X_FORWARDED_FOR", ""), meta.get("REMOTE_ADDR", ""))


def sign_in_address(request: HttpRequest) -> str | None:
    """For django-axes, whose table has NULL where there is no address."""
    return address_of(request) or None


def swaps_a_part(request: HttpRequest) -> bool:
    """Whether htmx asks, to put the answer into the page that is there."""
    return request.headers.get("HX-Request") == "true"
