"""What a voter learns once the vote is cast."""

from dataclasses import dataclass

from arena import standings
from arena.errors import MatchNotFound
from arena.models import Competitor, Ending, Match, Outcome, Response, Vote
from arena.standings import Crowd, Standing


@dataclass(frozen=True, slots=True)
class Revealed:
    """Who wrote the response on one side."""

    response: Response
    competitor: Competitor
    standing: Standing | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Both sides revealed; `crowd` only where enough others voted on the same two responses."""

    outcome: Outcome
    left: Revealed
    right: Revealed
    crowd: Crowd | None


def verdict_of(match: Match) -> Verdict:
    """Reveal a match that was voted on.

    Raises:
        MatchNotFound: it has no vote, so there is nothing to reveal.
    """
    if match.ending != Ending.VOTE:
        raise MatchNotFound
    outcome = Vote.objects.values_list("outcome", flat=True).get(match=match)
    current = standings.current()
    ratings = current.standings_of((match.left_competitor_id, match.right_competitor_id))
    crowd = current.crowd_on(left=match.left_id, right=match.right_id)
    return Verdict(
        outcome=Outcome(outcome),
        left=Revealed(match.left, match.left.competitor, ratings.get(match.left_competitor_id)),
        right=Revealed(match.right, match.right.competitor, ratings.get(match.right_competitor_id)),
        crowd=crowd if crowd.is_large_enough else None,
    )
