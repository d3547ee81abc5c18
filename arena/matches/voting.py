"""Recording one vote for each match served."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from arena.errors import AlreadyVoted, MatchConsumed, MatchExpired, MatchNotFound
from arena.matches.sessions import end_full_session
from arena.measures import Measure, count
from arena.models import (
    Consumed,
    Ending,
    EventKind,
    Exclusion,
    ExclusionRule,
    Match,
    NameAuthors,
    Outcome,
    Vote,
    VoteEvent,
    VotingSession,
    insert_row,
)

# Why a vote is excluded as it comes, by rule.
_REASONS = {
    ExclusionRule.QUARANTINE: "The voter is blocked.",
    ExclusionRule.UNPROVEN: "The vote came without the proof of work that its match asks for.",
    ExclusionRule.SUSPICION: "The voter is in quarantine until a person decides.",
}


@dataclass(frozen=True, slots=True)
class Recorded:
    """A vote, whether this call was the one that cast it, and the session that it ended, if it was
    the last vote of one."""

    vote: Vote
    is_first: bool
    session: VotingSession | None = None


def find_match(*, match_id: UUID, voter_id: UUID | None) -> Match:
    """The match with all that a page of it shows.

    Raises:
        MatchNotFound: no such match, or it was served to another voter.
    """
    match = None if voter_id is None else Match.objects.whole(match_id, voter_id=voter_id)
    if match is None:
        raise MatchNotFound
    return match


def cast_vote(
    *,
    match_id: UUID,
    voter_id: UUID | None,
    outcome: Outcome,
    now: datetime,
    excluded_under: ExclusionRule | None = None,
) -> Recorded:
    """Consume the match served to this voter and record `outcome`, which does not count if it is
    `excluded_under` a rule, or if its voter is blocked or in quarantine. The last vote of a session
    has all its authors named.

    Casting the same outcome twice returns the first vote, so a double click or a retry is harmless.

    Raises:
        MatchNotFound: no such match, or it was served to another voter.
        MatchConsumed: it was skipped, or one of its responses was withdrawn.
        MatchExpired: its time was over.
        AlreadyVoted: it has a vote with another outcome.
    """
    if voter_id is None:
        raise MatchNotFound
    with transaction.atomic():
        consumed = Match.objects.consume(match_id, voter_id=voter_id, ending=Ending.VOTE, now=now)
        if consumed is not None:
            vote = Vote(match_id=match_id, voter_id=voter_id, outcome=outcome, cast_at=now)
            cast = _record(vote, consumed, excluded_under)
            is_of_session = consumed.name_authors == NameAuthors.AFTER_SESSION
            session = end_full_session(voter_id=voter_id, now=now) if is_of_session else None
            recorded = Recorded(vote=cast, is_first=True, session=session)
    if consumed is not None:
        count(Measure.VOTE_ACCEPTED)
        return recorded
    return Recorded(vote=_first_vote(match_id, voter_id, outcome, now), is_first=False)


def skip_match(*, match_id: UUID, voter_id: UUID | None, now: datetime) -> None:
    """Consume the match without an outcome. Skipping twice is harmless.

    Raises:
        MatchNotFound: no such match, or it was served to another voter.
        MatchConsumed: it has a vote, or one of its responses was withdrawn.
        MatchExpired: its time was over.
    """
    if voter_id is None:
        raise MatchNotFound
    if not Match.objects.consume(match_id, voter_id=voter_id, ending=Ending.SKIP, now=now):
        ended = _ended(match_id, voter_id, now)
        if ended.ending != Ending.SKIP:
            raise MatchConsumed


def _record(vote: Vote, consumed: Consumed, excluded_under: ExclusionRule | None) -> Vote:
    """Write the vote on what the match has shown, and that it was cast."""
    vote.challenge_id = consumed.challenge_id
    vote.left_id, vote.right_id = consumed.left_id, consumed.right_id
    vote.left_competitor_id = consumed.left_competitor_id
    vote.right_competitor_id = consumed.right_competitor_id
    insert_row(vote)
    insert_row(VoteEvent(vote_id=vote.pk, kind=EventKind.CAST, happened_at=vote.cast_at))
    # What the voter is told about is the rule, or who is told nothing would know of a quarantine.
    if rule := excluded_under or consumed.excluded_under:
        _exclude(vote, ExclusionRule(rule))
    return vote


def _exclude(vote: Vote, rule: ExclusionRule) -> None:
    """Keep the vote out of the ratings from the start; the voter sees no difference."""
    now = vote.cast_at
    exclusion = Exclusion.objects.create(
        vote=vote, rule=rule, reason=_REASONS[rule], excluded_at=now
    )
    VoteEvent.objects.create(
        vote=vote, kind=EventKind.EXCLUDED, exclusion=exclusion, happened_at=now
    )


def _first_vote(match_id: UUID, voter_id: UUID, outcome: Outcome, now: datetime) -> Vote:
    ended = _ended(match_id, voter_id, now)
    if ended.ending != Ending.VOTE:
        raise MatchConsumed
    vote = Vote.objects.get(match_id=match_id)
    if vote.outcome != outcome:
        raise AlreadyVoted
    return vote


def _ended(match_id: UUID, voter_id: UUID, now: datetime) -> Match:
    """The voter's match as it ended, which it now does if only its time was over."""
    match = Match.objects.of(voter_id).filter(id=match_id).order_by().first()
    if match is None:
        raise MatchNotFound
    if match.has_expired(now):
        Match.objects.expire(voter_id, now=now)
        raise MatchExpired
    return match
