"""Sightings: responses that a browser has seen with their author's name, so not served to it.

A GET writes nothing to the database: the page adds the response to a signed cookie. The next POST
that opens a match moves the list from the cookie to the database. What does not fit the cookie
stays in it less exactly, and is never forgotten: as a whole challenge, of which all responses then
count as seen, and many challenges as a range of them.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from arena.models import Match, Range, Response, Sighting, ToldRange, merge_ranges

COOKIE = "seen"
SALT = "arena.sightings"
KEPT_FOR = timedelta(days=365)
# A cookie holds 4,096 characters; so many ids of ten digits fit.
MOST_LISTED = 250
# Of these, each range takes two.
MOST_RANGES = 60


@dataclass(frozen=True, slots=True)
class Sighted:
    """What the cookie lists.

    Args:
        responses: the ids of responses, the oldest first.
        challenges: the first and the last id of challenges, all responses to which count as seen.
    """

    responses: list[int]
    challenges: list[Range]

    def __bool__(self) -> bool:
        return bool(self.responses or self.challenges)


def read_sightings(request: HttpRequest) -> Sighted:
    """What the browser's cookie lists."""
    if COOKIE not in request.COOKIES:
        return Sighted([], [])
    try:
        listed = signing.loads(request.COOKIES[COOKIE], salt=SALT)
    except signing.BadSignature:
        return Sighted([], [])
    if not isinstance(listed, dict):
        return Sighted([int(each) for each in listed], [])
    ranges = [(int(first), int(last)) for first, last in listed["challenges"]]
    return Sighted([int(each) for each in listed["responses"]], ranges)


def add_sightings(response: HttpResponseBase, request: HttpRequest, shown: Collection[int]) -> None:
    """Add the responses of this page to the cookie."""
    sighted = read_sightings(request)
    new = [each for each in shown if each not in sighted.responses]
    if not new:
        return
    fitted = _fit(Sighted([*sighted.responses, *new], sighted.challenges))
    # As it was written before there were ranges, as long as there is none.
    listed = {"responses": fitted.responses, "challenges": fitted.challenges}
    response.set_cookie(
        COOKIE,
        signing.dumps(listed if fitted.challenges else fitted.responses, salt=SALT),
        max_age=KEPT_FOR,
        httponly=True,
        samesite="Lax",
        secure=settings.HTTPS,
    )


def _fit(sighted: Sighted) -> Sighted:
    """The same, with the challenges of the oldest responses in their place where it is too long."""
    if len(sighted.responses) + 2 * len(sighted.challenges) <= MOST_LISTED:
        return sighted
    rows = Response.objects.filter(id__in=sighted.responses).order_by()
    challenge_of = dict(rows.values_list("id", "challenge_id"))
    left = [each for each in sighted.responses if each in challenge_of]
    ranges = sighted.challenges
    while len(left) + 2 * len(ranges) > MOST_LISTED:
        challenge = challenge_of[left[0]]
        ranges = merge_ranges([*ranges, (challenge, challenge)], most=MOST_RANGES)
        left = [each for each in left if not _is_within(challenge_of[each], ranges)]
    return Sighted(left, ranges)


def _is_within(challenge: int, ranges: Collection[Range]) -> bool:
    return any(first <= challenge <= last for first, last in ranges)


def save_sightings(request: HttpRequest, voter_id: UUID) -> bool:
    """Save what the cookie lists to the database; returns whether there was anything.

    Then call `delete_sightings_cookie` on the answer.
    """
    sighted = read_sightings(request)
    if sighted.responses:
        Sighting.objects.note(voter_id, sighted.responses)
    if sighted.challenges:
        ToldRange.objects.note(voter_id, sighted.challenges)
    return bool(sighted)


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
