"""Which responses a browser has seen under their authors' names, so it is served none of them.

A page that shows one only reads, so it writes nothing down: it adds the response to a signed
cookie. The next POST that opens a match moves what the cookie lists into the database.
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
# A cookie holds 4,096 characters; so many numbers of ten digits still fit.
MOST_LISTED = 250


def read_sightings(request: HttpRequest) -> list[int]:
    """The responses this browser's cookie lists, the oldest first."""
    try:
        listed = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT)
    except signing.BadSignature:
        return []
    return [int(each) for each in listed]


def add_sightings(response: HttpResponseBase, request: HttpRequest, shown: Collection[int]) -> None:
    """Let the cookie list what this page shows, too. What does not fit drops the oldest."""
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


def settle_sightings(request: HttpRequest, voter_id: UUID) -> bool:
    """Note in the database what the cookie lists; says whether it listed anything.

    The cookie has done its work then: `forget_sightings` on the answer.
    """
    listed = read_sightings(request)
    if listed:
        Sighting.objects.note(voter_id, listed)
    return bool(listed)


def forget_sightings(response: HttpResponseBase) -> None:
    response.delete_cookie(COOKIE, samesite="Lax")


def challenges_on_the_table(voter_id: UUID | None) -> set[int]:
    """The challenges of the voter's open matches.

    No page names the author of any response to them to this voter: hiding just the two on the table
    would tell which they are.
    """
    if voter_id is None:
        return set()
    still_open = Match.objects.of(voter_id).open().order_by()
    return set(still_open.values_list("challenge_id", flat=True))
