"""Sessions: where authors are named at the end of one, all its votes at once.

A session is the voter's votes on matches served under that rule whose authors are not named yet. It
ends after so many votes as the arena has set, or when the voter asks; what was named then stays
named.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from arena.arena_settings import current_settings
from arena.errors import NothingToName, SessionNotFound
from arena.matches.proof_of_work import waiting_for_review
from arena.models import Match, VotingSession, known_to


@dataclass(frozen=True, slots=True)
class EndedSession:
    """A session with its matches, each with its vote, challenge and authors, the first first, and
    the ids of those whose vote waits for a review."""

    session: VotingSession
    matches: Sequence[Match]
    waiting_for_review: frozenset[UUID]


def count_unnamed(voter_id: UUID) -> int:
    """How many votes of the voter wait for the end of the session."""
    return Match.objects.of(voter_id).waiting_for_names().order_by().count()


def end_session(*, voter_id: UUID | None, now: datetime) -> VotingSession:
    """Name the authors of all votes that wait for it.

    Raises:
        NothingToName: no vote does.
    """
    session = None if voter_id is None else _end(voter_id, now)
    if session is None:
        raise NothingToName
    return session


def end_full_session(*, voter_id: UUID, now: datetime) -> VotingSession | None:
    """End the session if it has as many votes as sessions of this arena have; call it in the
    transaction of a vote on a match that is named at the end of a session."""
    is_full = count_unnamed(voter_id) >= current_settings().session_votes
    return _end(voter_id, now) if is_full else None


def find_session(*, session_id: UUID, voter_id: UUID | None) -> EndedSession:
    """An ended session of this voter.

    Raises:
        SessionNotFound: there is no such session of theirs.
    """
    found = VotingSession.objects.filter(id=session_id, voter=voter_id) if voter_id else None
    session = None if found is None else found.first()
    if session is None:
        raise SessionNotFound
    rows = Match.objects.filter(voter=voter_id, session=session).order_by("opened_at", "id")
    shown = ("challenge", "vote", "left_competitor", "right_competitor")
    matches = list(rows.select_related(*shown))
    return EndedSession(session, matches, waiting_for_review(match.id for match in matches))


@transaction.atomic
def _end(voter_id: UUID, now: datetime) -> VotingSession | None:
    session = VotingSession.objects.create(voter_id=voter_id, ended_at=now)
    if Match.objects.of(voter_id).waiting_for_names().update(session=session):
        # What is open may show a response that is named now.
        if spoiled := known_to(voter_id).spoiled:
            Match.objects.expire(voter_id, now=now, spoiled=spoiled)
        return session
    session.delete()  # another request has just ended it
    return None
