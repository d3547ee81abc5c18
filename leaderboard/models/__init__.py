"""The leaderboard's tables, one per file."""

from leaderboard.models.board import OVERALL, Board, SpeaksOf, TieModel
from leaderboard.models.cited_run import CitedRun
from leaderboard.models.error_pass import ErrorPass
from leaderboard.models.ledger_entry import GENESIS, SALT_BYTES, SALTED, UNSALTED, LedgerEntry
from leaderboard.models.pair_errors import PairErrors
from leaderboard.models.published_dump import PublishedDump
from leaderboard.models.rating_run import (
    DAYS_OF_EVERY_RUN,
    Entry,
    Interval,
    RatingRun,
    Status,
)
from leaderboard.models.response_style import FEATURES, ResponseStyle
from leaderboard.models.suspicion import (
    Inspection,
    Suspicion,
    SuspicionGround,
    SuspicionQuerySet,
    SuspicionState,
)
from leaderboard.models.tally import COUNTS, FOLDS, RULE_COUNTS, BoardTally, ResponseTally, Tally

__all__ = [
    "COUNTS",
    "DAYS_OF_EVERY_RUN",
    "FEATURES",
    "FOLDS",
    "GENESIS",
    "OVERALL",
    "RULE_COUNTS",
    "SALTED",
    "SALT_BYTES",
    "UNSALTED",
    "Board",
    "BoardTally",
    "CitedRun",
    "Entry",
    "ErrorPass",
    "Inspection",
    "Interval",
    "LedgerEntry",
    "PairErrors",
    "PublishedDump",
    "RatingRun",
    "ResponseStyle",
    "ResponseTally",
    "SpeaksOf",
    "Status",
    "Suspicion",
    "SuspicionGround",
    "SuspicionQuerySet",
    "SuspicionState",
    "Tally",
    "TieModel",
]
