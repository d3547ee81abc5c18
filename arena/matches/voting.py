"""Recording one vote for each match served."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from arena.errors import AlreadyVoted, MatchConsumed, MatchExpired, MatchNotFound
from arena.models import (
    Ending,
    EventKind,
    Exclusion,
    ExclusionRule,
    Match,
    Outcome,
    Vote,
    VoteEvent,
)


@dataclass(frozen=True, slots=True)
class Recorded:
    """A vote, and whether this call was the one that cast it."""

    vote: Vote
    is_first: bool


def find_match(*, match_id: UUID, voter_id: UUID | None) -> Match:
    """The match with all that a page of it shows.

    Raises:
        MatchNotFound: no such match, or it was served to another voter.
    """
    match = Match.objects.with_responses().filter(id=match_id, voter=voter_id).first()
    if match is None or voter_id is None:
        raise MatchNotFound
    return match


def cast_vote(
    *, match_id: UUID, voter_id: UUID | None, outcome: Outcome, now: datetime
) -> Recorded:
    """Consume the match served to this voter and record `outcome`.

    Casting the same outcome twice returns the first vote, so a double click or a retry is harmless.

    Raises:
        MatchNotFound: no such match, or it was served to another voter.
        MatchConsumed: it was skipped, or one of its responses was withdrawn.
        MatchExpired: its time was over.
        AlreadyVoted: it has a vote with another outcome.
    """
    match = _served(match_id, voter_id)
    with transaction.atomic():
        if Match.objects.consume(match.id, ending=Ending.VOTE, now=now):
            return Recorded(vote=_record(match, outcome, now), is_first=True)
    return Recorded(vote=_first_vote(match.id, outcome, now), is_first=False)


def skip_match(*, match_id: UUID, voter_id: UUID | None, now: datetime) -> None:
    """Consume the match without an outcome. Skipping twice is harmless.

    Raises:
        MatchNotFound: no such match, or it was served to another voter.
        MatchConsumed: it has a vote, or one of its responses was withdrawn.
        MatchExpired: its time was over.
    """
    match = _served(match_id, voter_id)
    if not Match.objects.consume(match.id, ending=Ending.SKIP, now=now):
        ended = _ended(match.id, now)
        if ended.ending != Ending.SKIP:
            raise MatchConsumed


def _served(match_id: UUID, voter_id: UUID | None) -> Match:
    match = Match.objects.select_related("voter").filter(id=match_id, voter=voter_id).first()
    if match is None or voter_id is None:
        raise MatchNotFound
    return match


def _record(match: Match, outcome: Outcome, now: datetime) -> Vote:
    vote = Vote.objects.create(
        match_id=match.id,
        voter_id=match.voter_id,
        challenge_id=match.challenge_id,
        left_id=match.left_id,
        right_id=match.right_id,
        left_competitor_id=match.left_competitor_id,
        right_competitor_id=match.right_competitor_id,
        outcome=outcome,
        cast_at=now,
    )
    VoteEvent.objects.create(vote=vote, kind=EventKind.CAST, happened_at=now)
    if match.voter.blocked_at is not None:
        _quarantine(vote, now)
    return vote


def _quarantine(vote: Vote, now: datetime) -> None:
    """Keep the vote of a blocked voter out of the ratings; the voter sees no difference."""
    exclusion = Exclusion.objects.create(
        vote=vote,
        rule=ExclusionRule.QUARANTINE,
        reason="The voter is blocked.",
        excluded_at=now,
    )
    VoteEvent.objects.create(
        vote=vote, kind=EventKind.EXCLUDED, exclusion=exclusion, happened_at=now
    )


def _first_vote(match_id: UUID, outcome: Outcome, now: datetime) -> Vote:
    ended = _ended(match_id, now)
    if ended.ending != Ending.VOTE:
        raise MatchConsumed
    vote = Vote.objects.get(match_id=match_id)
    if vote.outcome != outcome:
        raise AlreadyVoted
    return vote


def _ended(match_id: UUID, now: datetime) -> Match:
    """The match as it ended, which it now does if only its time was over."""
    match = Match.objects.get(id=match_id)
    if match.has_expired(now):
        Match.objects.expire(match.voter_id, now=now)
        raise MatchExpired
    return match
