"""Statistical tests for suspicious voters: arrays in, p-values out. Uses no Django."""

from leaderboard.integrity.ballots import NO_ADDRESS, Ballots, Skips, no_skips, sorted_ballots
from leaderboard.integrity.examination import Findings, examine
from leaderboard.integrity.tested import Evidence, Ground

__all__ = [
    "NO_ADDRESS",
    "Ballots",
    "Evidence",
    "Findings",
    "Ground",
    "Skips",
    "examine",
    "no_skips",
    "sorted_ballots",
]
