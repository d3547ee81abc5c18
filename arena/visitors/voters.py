"""Identify a browser as a voter by a signed cookie with a random key."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import IntegrityError, models
from django.http import HttpResponseBase

from arena.models import Placeholder, PreparedRows, Voter

COOKIE = "voter"
SALT = "arena.voters"
KEPT_FOR = timedelta(days=365)

_voter_with = PreparedRows(
    lambda: (
        Voter.objects.filter(key=Placeholder("key", models.UUIDField()))
        .order_by()
        .values_list("id")
    )
)


def sign_key(key: UUID) -> str:
    """The cookie value for this key."""
    return signing.Signer(salt=SALT).sign(key.hex)


def read_voter(cookie: str | None) -> UUID | None:
    """The voter id of a cookie; None for no cookie, for an invalid signature, and for a forgotten
    voter."""
    if not cookie:
        return None
    try:
        key = UUID(signing.Signer(salt=SALT).unsign(cookie))
    except signing.BadSignature:
        return None
    found = _voter_with(key=key)
    return found[0][0] if found else None


def act_as[Result](voter_id: UUID | None, act: Callable[[Voter], Result]) -> tuple[Voter, Result]:
    """Do something as the voter read from a cookie, or as a new voter if None.

    Voters who left no trace are deleted after a day. One who comes back in the instant in which
    the row is deleted becomes a new voter, too.
    """
    if voter_id is not None:
        voter = Voter(id=voter_id)
        try:
            return voter, act(voter)
        except IntegrityError:
            if Voter.objects.filter(pk=voter_id).exists():
                raise
    voter = Voter.objects.create()
    return voter, act(voter)


def set_voter_cookie(response: HttpResponseBase, voter: Voter) -> None:
    """Set the cookie that identifies the browser as this voter."""
    if voter.key is None:
        raise ValueError("nobody is this voter any more")
    response.set_cookie(
        COOKIE,
        sign_key(voter.key),
        max_age=KEPT_FOR,
        httponly=True,
        samesite="Lax",
        secure=settings.HTTPS,
    )
