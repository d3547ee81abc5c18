"""Which key a request of the API has.

A request has its key in `request.auth`; None is anybody. `request.user` is who made the key.
"""

from typing import Any

from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from arena.access import Scope, find_key
from arena.errors import KeyMissing, KeyNotTaken
from arena.models import ApiKey
from arena.views.visitor import voter_of
from arena.visibility import STAFF, Reader, ReaderKind

SCHEME = "bearer"


def key_text(request: Request) -> str | None:
    """What the request sends as a key; None where it sends none, or other credentials."""
    scheme, _, text = request.META.get("HTTP_AUTHORIZATION", "").strip().partition(" ")
    return text.strip() if scheme.lower() == SCHEME else None


class KeyAuthentication(BaseAuthentication):
    """A key is looked for in `Authorization: Bearer`, and nobody needs one to be read to."""

    def authenticate(self, request: Request) -> tuple[Any, ApiKey] | None:
        """Who made the key, and the key.

        Raises:
            ArenaError: the key is unknown, revoked, expired, or of somebody who left.
        """
        text = key_text(request)
        if text is None:
            return None
        key = find_key(text, now=timezone.now())
        return key.made_by, key

    def authenticate_header(self, request: Request) -> str:
        del request
        return "Bearer"


class NoKey(BaseAuthentication):
    """Of addresses for visitors: a key is refused, or it would make a new visitor."""

    def authenticate(self, request: Request) -> None:
        if key_text(request) is not None:
            raise KeyNotTaken


def key_of(request: Request) -> ApiKey:
    """The key of a request to a `KeyView`."""
    if not isinstance(request.auth, ApiKey):
        raise KeyMissing
    return request.auth


def reader_of(request: Request) -> Reader:
    """Who reads: the staff with a key for content that is not public, else the visitor of the
    cookie, whom no key stands for."""
    if isinstance(request.auth, ApiKey):
        may_read = Scope.CONTENT_READ.value in request.auth.scopes
        return STAFF if may_read else Reader(ReaderKind.VISITOR)
    voter_id = voter_of(request)
    return Reader(ReaderKind.VISITOR if voter_id is None else ReaderKind.VOTER, voter_id)
