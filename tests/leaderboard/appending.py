"""Appending to the ledger without rating anything."""

from leaderboard.ledger.append import plan_batch, write
from leaderboard.ledger.backfill import backfill_boards
from leaderboard.ledger.event_facts import EventFacts
from leaderboard.ledger.tally_change import TallyChange
from leaderboard.models import Board
from tests.arrange import NOON


def make_boards() -> None:
    """Those of every arena, ready to count new votes."""
    Board.objects.complete()
    backfill_boards(today=NOON.date())


def append_pending() -> list[TallyChange]:
    """Write all that is pending; the changes, a batch each."""
    facts, changes = EventFacts(), []
    while plan := plan_batch(facts):
        write(plan)
        changes.append(plan.change)
    return changes
