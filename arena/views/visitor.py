"""Who asks, as the verbs want to know it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django_otp import user_has_device

from arena import visitors
from arena.roles import Right, needs_second_step
from arena.visibility import Reader, ReaderKind
from arena.visitors import voters


def voter_of(request: HttpRequest) -> UUID | None:
    return voters.read_voter(request.COOKIES.get(voters.COOKIE))


def reader_of(request: HttpRequest, voter_id: UUID | None = None) -> Reader:
    """Who reads a page; `voter_id` where the page has looked for it anyway."""
    kind = ReaderKind.VISITOR if voter_id is None else ReaderKind.VOTER
    return Reader(ReaderKind.STAFF if _reads_desk(request) else kind, voter_id)


def kept_apart(answer: HttpResponse, reader: Reader) -> HttpResponse:
    """The answer, which no cache gives to anybody without asking: what is shown depends on the
    reader and changes at once with the settings."""
    if reader.is_staff:
        patch_cache_control(answer, private=True, no_store=True)
    else:
        patch_cache_control(answer, no_cache=True)
    return answer


def _reads_desk(request: HttpRequest) -> bool:
    """Whether the desk would let this person in; asks the database only of whoever signed in."""
    user: Any = request.user
    if not (user.is_authenticated and user.is_staff and user.has_perm(Right.READ_DESK.value)):
        return False
    return user.is_verified() if user_has_device(user) else not needs_second_step(user)


def address_of(request: HttpRequest) -> str:
    meta = request.META
    return visitors.address_of(meta.get("HTTP_X_FORWARDED_FOR", ""), meta.get("REMOTE_ADDR", ""))


def sign_in_address(request: HttpRequest) -> str | None:
    """For django-axes, whose table has NULL where there is no address."""
    return address_of(request) or None


def swaps_a_part(request: HttpRequest) -> bool:
    """Whether htmx asks, to put the answer into the page that is there."""
    return request.headers.get("HX-Request") == "true"
