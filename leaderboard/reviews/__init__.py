"""Reviews of suspicious voters: opened from findings of `leaderboard.integrity`, and decided."""

from leaderboard.reviews import suspicion
from leaderboard.reviews.suspicion import clear_voter, confirm_voter, decide_suspicion

__all__ = [
    "clear_voter",
    "confirm_voter",
    "decide_suspicion",
    "suspicion",
]
