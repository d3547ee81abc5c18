"""The staff's view of the ratings: nearly all of it is computed, so nearly all is read-only."""

from leaderboard.admin import (
    board,
    ledger_entry,
    published_dump,
    rating_run,
    response_style,
    suspicion,
    tally,
)

__all__ = [
    "board",
    "ledger_entry",
    "published_dump",
    "rating_run",
    "response_style",
    "suspicion",
    "tally",
]
