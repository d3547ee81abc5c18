"""The leaderboard's tables, one per file."""

from leaderboard.models.board import Board
from leaderboard.models.ledger_entry import GENESIS, LedgerEntry
from leaderboard.models.rating_run import Entry, RatingRun, Status
from leaderboard.models.tally import BoardTally, ResponseTally, Tally

__all__ = [
    "GENESIS",
    "Board",
    "BoardTally",
    "Entry",
    "LedgerEntry",
    "RatingRun",
    "ResponseTally",
    "Status",
    "Tally",
]
