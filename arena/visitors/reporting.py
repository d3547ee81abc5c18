"""Reports of visitors on responses and challenges."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from arena.errors import NothingToReport
from arena.models import PUBLIC_STATES, Challenge, Match, Report, ReportReason, Response, Voter
from arena.models import Side as MatchSide
from arena.visibility import Reader, visible_to


def report(
    *,
    challenge: Challenge,
    response: Response | None,
    voter: Voter,
    reason: ReportReason,
    words: str,
    now: datetime,
) -> Report:
    """Report a response, or the challenge itself, to the staff.

    Reporting the same thing again before a decision returns the first report.
    """
    of_voter = Report.objects.open().on(challenge, response).filter(voter=voter)
    if there := of_voter.first():
        return there
    try:
        with transaction.atomic():
            return Report.objects.create(
                challenge=challenge,
                response=response,
                voter=voter,
                reason=reason,
                words=words,
                reported_at=now,
            )
    except IntegrityError:
        if there := of_voter.first():  # a concurrent request was faster
            return there
        raise


def response_in_match(
    *, match_id: UUID, voter_id: UUID | None, side: MatchSide | None
) -> tuple[Challenge, Response | None]:
    """The challenge of a match served to this voter and, given a side, its response.

    Raises:
        NothingToReport: there is no such match, or it was served to another voter.
    """
    matches = Match.objects.select_related("challenge", "left__competitor", "right__competitor")
    match = matches.filter(id=match_id, voter=voter_id).first()
    if match is None or voter_id is None:
        raise NothingToReport
    return match.challenge, None if side is None else match.response_on(side)


def response_to(*, competitor: str, challenge: str, reader: Reader) -> Response:
    """The first sample of a competitor on a public challenge, by their slugs.

    Raises:
        NothingToReport: there is none, it is withdrawn, or this reader may not see it yet.
    """
    rows = visible_to(reader).select_related("challenge", "competitor")
    found = rows.filter(competitor__slug=competitor, challenge__slug=challenge)
    if (first := found.order_by("sample").first()) is None:
        raise NothingToReport
    return first


def published_challenge(*, slug: str) -> Challenge:
    """The public challenge with this slug.

    Raises:
        NothingToReport: there is none.
    """
    found = Challenge.objects.filter(slug=slug, state__in=PUBLIC_STATES).first()
    if found is None:
        raise NothingToReport
    return found
