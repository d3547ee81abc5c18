"""Sightings: responses that a browser has seen with their author's name, so not served to it.

A GET writes nothing to the database: the page adds the response to a signed cookie. The next POST
that opens a match moves the list from the cookie to the database.
"""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from arena.models import Match, Sighting

COOKIE = "seen"
SALT = "arena.sightings"
KEPT_FOR = timedelta(days=365)
# A cookie holds 4,096 characters; so many ids of ten digits fit.
MOST_LISTED = 250


def read_sightings(request: HttpRequest) -> list[int]:
    """The ids of responses in the browser's cookie, the oldest first."""
    try:
        listed = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT)
    except signing.BadSignature:
        return []
    return [int(each) for each in listed]


def add_sightings(response: HttpResponseBase, request: HttpRequest, shown: Collection[int]) -> None:
    """Add the responses of this page to the cookie; the oldest are dropped if it is full."""
    listed = read_sightings(request)
    new = [each for each in shown if each not in listed]
    if not new:
        return
    response.set_cookie(
        COOKIE,
        signing.dumps([*listed, *new][-MOST_LISTED:], salt=SALT),
        max_age=KEPT_FOR,
        httponly=True,
        samesite="Lax",
        secure=settings.HTTPS,
    )


def save_sightings(request: HttpRequest, voter_id: UUID) -> bool:
    """Save the responses in the cookie to the database; returns whether there were any.

    Then call `delete_sightings_cookie` on the answer.
    """
    listed = read_sightings(request)
    if listed:
        Sighting.objects.note(voter_id, listed)
    return bool(listed)


def delete_sightings_cookie(response: HttpResponseBase) -> None:
    response.delete_cookie(COOKIE, samesite="Lax")


def challenges_of_open_matches(voter_id: UUID | None) -> set[int]:
    """The challenges of the voter's open matches.

    No page shows this voter the author of any response to them: hiding just the two of the match
    would reveal which they are.
    """
    if voter_id is None:
        return set()
    still_open = Match.objects.of(voter_id).open().order_by()
    return set(still_open.values_list("challenge_id", flat=True))
