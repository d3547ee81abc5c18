"""Telling browsers apart without knowing people: a signed cookie with a random key."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpResponseBase

from arena.models import Voter

COOKIE = "voter"
SALT = "arena.voters"
KEPT_FOR = timedelta(days=365)


def seal(voter_id: UUID) -> str:
    """The cookie's value for a voter."""
    return signing.Signer(salt=SALT).sign(voter_id.hex)


def read_voter(cookie: str | None) -> UUID | None:
    """Whose cookie this is; None for no cookie, and for one we did not seal."""
    if not cookie:
        return None
    try:
        return UUID(signing.Signer(salt=SALT).unsign(cookie))
    except signing.BadSignature:
        return None


def known_or_new(voter_id: UUID | None) -> Voter:
    """The voter, made now if this browser has none that we know."""
    known = None if voter_id is None else Voter.objects.filter(id=voter_id).first()
    return known or Voter.objects.create()


def remember(response: HttpResponseBase, voter_id: UUID) -> None:
    """Let the browser that gets this response be this voter from now on."""
    response.set_cookie(
        COOKIE,
        seal(voter_id),
        max_age=KEPT_FOR,
        httponly=True,
        samesite="Lax",
        secure=settings.HTTPS,
    )
