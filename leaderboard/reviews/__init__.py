"""Reviews of suspicious voters: opened from findings of `leaderboard.integrity`, and decided."""

from leaderboard.reviews import bursts, suspicion
from leaderboard.reviews.suspicion import clear_voter, confirm_voter, decide_suspicion

__all__ = [
    "bursts",
    "clear_voter",
    "confirm_voter",
    "decide_suspicion",
    "suspicion",
]
