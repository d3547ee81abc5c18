"""One match for one voter: the pool it is drawn from, the vote, and the verdict.

What a verdict shows of ratings is asked of whoever registered with `standings`.
"""

from arena.matches import standings
from arena.matches.agreement import agreement_of
from arena.matches.choices import ANYTHING, Choice, Options, known_part_of, options, require_known
from arena.matches.drawing import UNIFORM_SHARE
from arena.matches.ending import (
    Contribution,
    Left,
    contribution_of,
    left_by_category,
    left_for,
)
from arena.matches.narrowing import narrowed_pools
from arena.matches.own_votes import OwnVote, ToldAuthor, own_votes
from arena.matches.pairing import open_match
from arena.matches.pool import pools
from arena.matches.pool_building import refresh_snapshot
from arena.matches.proof_of_work import (
    WAITS_FOR_REVIEW,
    challenge_for,
    rule_without_work,
    waiting_for_review,
)
from arena.matches.sessions import EndedSession, count_unnamed, end_session, find_session
from arena.matches.standings import NOBODY, Crowd, Standing
from arena.matches.unvoted import delete_unvoted
from arena.matches.verdict import Revealed, Unnamed, Verdict, boards_of_first_vote, verdict_of
from arena.matches.voting import cast_vote, find_match, skip_match

__all__ = [
    "ANYTHING",
    "NOBODY",
    "UNIFORM_SHARE",
    "WAITS_FOR_REVIEW",
    "Choice",
    "Contribution",
    "Crowd",
    "EndedSession",
    "Left",
    "Options",
    "OwnVote",
    "Revealed",
    "Standing",
    "ToldAuthor",
    "Unnamed",
    "Verdict",
    "agreement_of",
    "boards_of_first_vote",
    "cast_vote",
    "challenge_for",
    "contribution_of",
    "count_unnamed",
    "delete_unvoted",
    "end_session",
    "find_match",
    "find_session",
    "known_part_of",
    "left_by_category",
    "left_for",
    "narrowed_pools",
    "open_match",
    "options",
    "own_votes",
    "pools",
    "refresh_snapshot",
    "require_known",
    "rule_without_work",
    "skip_match",
    "standings",
    "verdict_of",
    "waiting_for_review",
]
