"""The votes and exclusions in their one final order, and the tallies that follow from it.

Appending gives pending events their sequence and digest; backfill counts old events on new boards.
"""

from leaderboard.ledger import append
from leaderboard.ledger.append import Fold
from leaderboard.ledger.backfill import fill_boards, move_windows
from leaderboard.ledger.board_index import BoardIndex, asked_of, counts_on
from leaderboard.ledger.cell_sums import Sums, sum_cells
from leaderboard.ledger.events import (
    OUTCOME,
    SIGN,
    Integers,
    as_one,
    chain,
    columns_of,
    events_in_ledger,
)

__all__ = [
    "OUTCOME",
    "SIGN",
    "BoardIndex",
    "Fold",
    "Integers",
    "Sums",
    "append",
    "as_one",
    "asked_of",
    "chain",
    "columns_of",
    "counts_on",
    "events_in_ledger",
    "fill_boards",
    "move_windows",
    "sum_cells",
]
