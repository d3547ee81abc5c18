"""Which voters look as if they were no honest ones: arrays in, p-values out. Knows no Django."""

from leaderboard.integrity.ballots import NO_ADDRESS, Ballots, Skips, in_order, no_skips
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
    "in_order",
    "no_skips",
]
