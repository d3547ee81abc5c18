"""What a voter learns once the vote is cast: who was who, if the match names its authors by now."""

from collections.abc import Sequence
from dataclasses import dataclass

from arena.arena_settings import current_settings
from arena.errors import MatchNotFound
from arena.matches import agreement, standings
from arena.matches.agreement import Agreement
from arena.matches.sessions import count_unnamed
from arena.matches.standings import NOBODY, Crowd, Standing
from arena.models import Competitor, Ending, Mask, Match, NameAuthors, Outcome, Response, Vote


@dataclass(frozen=True, slots=True)
class Revealed:
    """Who wrote the response on one side, and whether words of it were masked."""

    response: Response
    competitor: Competitor
    standing: Standing | None
    is_masked: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """Both sides revealed; `crowd` only where enough voted on the same two responses; how the voter
    has agreed with others so far."""

    outcome: Outcome
    left: Revealed
    right: Revealed
    crowd: Crowd | None
    agreement: Agreement


@dataclass(frozen=True, slots=True)
class Unnamed:
    """A vote on a match that does not name its authors, or not yet.

    Nothing else is in it: how others voted, or how good a side is, would tell who wrote it.

    Args:
        outcome: of the vote.
        name_authors: the rule that the match was served under.
        waiting: how many votes of the session there are so far.
        session_votes: with how many it ends.
    """

    outcome: Outcome
    name_authors: NameAuthors
    waiting: int
    session_votes: int

    @property
    def is_named_later(self) -> bool:
        return self.name_authors == NameAuthors.AFTER_SESSION


def boards_of_first_vote(match: Match, verdict: Verdict | Unnamed) -> Sequence[str]:
    """The boards that the first vote of a voter counts on; none after it. It asks nothing of the
    authors, nor whether the vote is held back, which its voter is not told."""
    if isinstance(verdict, Verdict):
        is_first = verdict.agreement.votes <= 1
    else:
        votes = Vote.objects.filter(voter=match.voter_id).order_by()
        is_first = len(votes.values_list("pk")[:2]) <= 1
    return standings.current().boards_with(match.challenge) if is_first else ()


def verdict_of(match: Match) -> Verdict | Unnamed:
    """Reveal a match that was voted on, by the rule that it was served under.

    Raises:
        MatchNotFound: it has no vote, so there is nothing to reveal.
    """
    if match.ending != Ending.VOTE:
        raise MatchNotFound
    return _revealed(match) if match.names_authors else _unnamed(match)


def _unnamed(match: Match) -> Unnamed:
    rule = NameAuthors(match.name_authors)
    return Unnamed(
        outcome=Outcome(match.vote.outcome),
        name_authors=rule,
        waiting=count_unnamed(match.voter_id) if rule == NameAuthors.AFTER_SESSION else 0,
        session_votes=current_settings().session_votes,
    )


def _revealed(match: Match) -> Verdict:
    current = standings.current()
    ratings = current.standings_of(match.left_competitor_id, match.right_competitor_id)
    votes = agreement.votes_of(match.voter_id)
    shown = (match.left_id, match.right_id)
    crowds = current.crowds_on({shown} | agreement.seen_in(votes))
    crowd = crowds.get(shown, NOBODY)
    masked = Mask.objects.words_of(shown)
    return Verdict(
        outcome=Outcome(match.vote.outcome),
        left=Revealed(
            match.left,
            match.left.competitor,
            ratings.get(match.left_competitor_id),
            is_masked=match.left_id in masked,
        ),
        right=Revealed(
            match.right,
            match.right.competitor,
            ratings.get(match.right_competitor_id),
            is_masked=match.right_id in masked,
        ),
        crowd=crowd if crowd.is_large_enough else None,
        agreement=agreement.agreement_in(votes, crowds),
    )
