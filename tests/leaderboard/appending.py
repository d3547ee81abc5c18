"""Appending to the ledger without rating anything."""

from dataclasses import replace

import numpy as np

from arena.models import VoteEvent
from leaderboard.ledger import canonical, chain
from leaderboard.ledger.append import plan_batch, write
from leaderboard.ledger.backfill import backfill_boards
from leaderboard.ledger.event_facts import EventFacts
from leaderboard.ledger.events import read_events
from leaderboard.ledger.tally_change import TallyChange
from leaderboard.models import UNSALTED, Board, LedgerEntry
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


def append_unsalted() -> None:
    """Write what is pending as releases did whose entries had no salt."""
    facts = EventFacts()
    _, digest = LedgerEntry.objects.head()
    plan, digests = plan_batch(facts), []
    events = VoteEvent.objects.filter(id__in=plan.entries["event_id"].tolist())
    for event in read_events(events.order_by("id"), facts):
        digest = chain(digest, canonical(event, facts, version=UNSALTED), None)
        digests.append(digest)
    entries = {name: plan.entries[name] for name in ("sequence", "event_id")}
    write(replace(plan, entries=entries | {"digest": np.array(digests)}))
