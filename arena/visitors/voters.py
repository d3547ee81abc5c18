"""Telling browsers apart without knowing people: a signed cookie with a random key."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import models
from django.http import HttpResponseBase

from arena.models import Place, PreparedRows, Voter

COOKIE = "voter"
SALT = "arena.voters"
KEPT_FOR = timedelta(days=365)

_voter_with = PreparedRows(
    lambda: Voter.objects.filter(key=Place("key", models.UUIDField())).order_by().values_list("id")
)


def seal(key: UUID) -> str:
    """The cookie's value for the voter with this key."""
    return signing.Signer(salt=SALT).sign(key.hex)


def read_voter(cookie: str | None) -> UUID | None:
    """Whose cookie this is; None for no cookie, for one we did not seal, and for one of a voter
    who was forgotten."""
    if not cookie:
        return None
    try:
        key = UUID(signing.Signer(salt=SALT).unsign(cookie))
    except signing.BadSignature:
        return None
    found = _voter_with(key=key)
    return found[0][0] if found else None


def known_or_new(voter_id: UUID | None) -> Voter:
    """The voter that was read from a cookie, made now if there is none."""
    return Voter.objects.create() if voter_id is None else Voter(id=voter_id)


def remember(response: HttpResponseBase, voter: Voter) -> None:
    """Let the browser that gets this response be this voter from now on."""
    if voter.key is None:
        raise ValueError("nobody is this voter any more")
    response.set_cookie(
        COOKIE,
        seal(voter.key),
        max_age=KEPT_FOR,
        httponly=True,
        samesite="Lax",
        secure=settings.HTTPS,
    )
