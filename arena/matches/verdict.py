"""What a voter learns once the vote is cast."""

from dataclasses import dataclass

from arena.errors import MatchNotFound
from arena.matches import agreement, standings
from arena.matches.agreement import Agreement
from arena.matches.standings import NOBODY, Crowd, Standing
from arena.models import Competitor, Ending, Match, Outcome, Response


@dataclass(frozen=True, slots=True)
class Revealed:
    """Who wrote the response on one side."""

    response: Response
    competitor: Competitor
    standing: Standing | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Both sides revealed; `crowd` only where enough voted on the same two responses; how the voter
    has agreed with others so far."""

    outcome: Outcome
    left: Revealed
    right: Revealed
    crowd: Crowd | None
    agreement: Agreement


def verdict_of(match: Match) -> Verdict:
    """Reveal a match that was voted on.

    Raises:
        MatchNotFound: it has no vote, so there is nothing to reveal.
    """
    if match.ending != Ending.VOTE:
        raise MatchNotFound
    current = standings.current()
    ratings = current.standings_of(match.left_competitor_id, match.right_competitor_id)
    votes = agreement.votes_of(match.voter_id)
    shown = (match.left_id, match.right_id)
    crowds = current.crowds_on({shown} | agreement.seen_in(votes))
    crowd = crowds.get(shown, NOBODY)
    return Verdict(
        outcome=Outcome(match.vote.outcome),
        left=Revealed(match.left, match.left.competitor, ratings.get(match.left_competitor_id)),
        right=Revealed(match.right, match.right.competitor, ratings.get(match.right_competitor_id)),
        crowd=crowd if crowd.is_large_enough else None,
        agreement=agreement.agreement_in(votes, crowds),
    )
