"""Reviews of suspicious voters: opened from findings of `leaderboard.integrity`, and decided."""

from leaderboard.reviews import suspicion
from leaderboard.reviews.suspicion import confirm_voter, decide_suspicion

__all__ = [
    "confirm_voter",
    "decide_suspicion",
    "suspicion",
]
