"""Passes over the votes themselves, by voter and by challenge, in a process of their own: how much
larger errors are than if votes were independent. The tick applies what the last pass found."""

from leaderboard.passes.due import boards_due
from leaderboard.passes.making import make_passes
from leaderboard.passes.process import PassProcess
from leaderboard.passes.votes import (
    BoardVotes,
    CountedVotes,
    joined_as_a_whole,
    one_moment,
    read_votes,
)

__all__ = [
    "BoardVotes",
    "CountedVotes",
    "PassProcess",
    "boards_due",
    "joined_as_a_whole",
    "make_passes",
    "one_moment",
    "read_votes",
]
