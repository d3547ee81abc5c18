"""Reviews of suspicious voters: opened from what `leaderboard.integrity` finds, and decided."""

from leaderboard.reviews import suspicion
from leaderboard.reviews.suspicion import confirm_voter, decide_suspicion

__all__ = [
    "confirm_voter",
    "decide_suspicion",
    "suspicion",
]
