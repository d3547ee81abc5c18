"""The votes and exclusions in their one final order, and the tallies that follow from it.

Appending gives pending events their sequence and digest; backfill counts old events on new boards.
"""

from leaderboard.ledger.append import LedgerPlan, plan_batch, write
from leaderboard.ledger.backfill import backfill_boards, move_windows
from leaderboard.ledger.board_index import BoardIndex, board_filter, challenge_filter
from leaderboard.ledger.canonical import canonical, chain, event_digest
from leaderboard.ledger.cell_sums import CellSums, sum_cells
from leaderboard.ledger.event_facts import EventFacts
from leaderboard.ledger.events import (
    OUTCOME,
    SIGN,
    Integers,
    LedgerRow,
    as_one,
    columns_of,
    events_in_ledger,
    read_events,
)
from leaderboard.ledger.tally_change import TallyChange, board_cells, change_of

__all__ = [
    "OUTCOME",
    "SIGN",
    "BoardIndex",
    "CellSums",
    "EventFacts",
    "Integers",
    "LedgerPlan",
    "LedgerRow",
    "TallyChange",
    "as_one",
    "backfill_boards",
    "board_cells",
    "board_filter",
    "canonical",
    "chain",
    "challenge_filter",
    "change_of",
    "columns_of",
    "event_digest",
    "events_in_ledger",
    "move_windows",
    "plan_batch",
    "read_events",
    "sum_cells",
    "write",
]
