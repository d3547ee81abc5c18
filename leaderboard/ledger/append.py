"""Appending to the ledger: the votes and exclusions in their one final order.

Here alone an event gets its sequence number and digest, and in the same transaction the tallies
change, so whatever crashes, each event is applied exactly once. Only one process may do this at a
time: hold `locks.only_one("ledger")` from the plan until it is written.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import transaction

from arena.models import Competitor, Pair, VoteEvent, insert_rows
from leaderboard.ledger.board_index import BoardIndex
from leaderboard.ledger.canonical import canonical, chain
from leaderboard.ledger.event_facts import EventFacts
from leaderboard.ledger.events import Event, columns_of, read_events
from leaderboard.ledger.tally_change import TallyChange, board_cells, change_of
from leaderboard.ledger.withholding import events_without_waiting, may_wait
from leaderboard.models import (
    SALT_BYTES,
    SALTED,
    Board,
    BoardTally,
    LedgerEntry,
    ResponseTally,
)

# Events per transaction: about 100 ms of a lock that voting on SQLite has to wait for.
BATCH = 2_000


@dataclass(frozen=True, slots=True)
class LedgerPlan:
    """The next entries of the ledger and how they change the tallies; none of it is written.

    `entries` are columns of `LedgerEntry`; `is_last` says that nothing more was pending.
    """

    entries: Mapping[str, npt.NDArray[Any]]
    change: TallyChange
    is_last: bool


def plan_batch(facts: EventFacts) -> LedgerPlan | None:
    """The oldest pending events that need not wait for others, a batch at most, with their places
    in the ledger; None if there are none. All that takes time is done here, before the transaction
    others may wait for."""
    boards = Board.objects.filter(filled=True)
    events = read_events(VoteEvent.objects.pending()[:BATCH], facts)
    if may_wait(events):
        ready = events_without_waiting(facts, boards, most=BATCH)
        events = read_events(VoteEvent.objects.filter(id__in=ready).order_by("id"), facts)
    if not events:
        return None
    sequence, digest = LedgerEntry.objects.head()
    columns = columns_of(
        events, facts, first_sequence=sequence + 1, merged=Competitor.objects.merged()
    )
    salts = [secrets.token_bytes(SALT_BYTES) for _ in events]
    entries = {
        "sequence": np.arange(sequence + 1, sequence + 1 + len(events)),
        "event_id": np.array([event.id for event in events]),
        "digest": np.array(_digests(digest, events, salts, facts)),
        "version": np.full(len(events), SALTED),
        "salt": np.array(salts, dtype=object),
    }
    change = change_of(columns, BoardIndex(boards))
    return LedgerPlan(entries, change, is_last=len(events) < BATCH)


def _digests(
    digest: str, events: Sequence[Event], salts: Sequence[bytes], facts: EventFacts
) -> list[str]:
    """Of the entries of these events, where `digest` is that of the entry before them."""
    digests = []
    for event, salt in zip(events, salts, strict=True):
        digest = chain(digest, canonical(event, facts), salt)
        digests.append(digest)
    return digests


def write(plan: LedgerPlan) -> None:
    """Append the entries and change the tallies, in one transaction."""
    with transaction.atomic():
        _leave_flushing_to_the_run()
        insert_rows(LedgerEntry, plan.entries)
        VoteEvent.objects.settle(plan.entries["event_id"])
        _change_tallies(plan.change)


def _leave_flushing_to_the_run() -> None:
    """Whoever commits durably makes all that was committed before durable, too, and the run that is
    published next does. Entries that a crash takes away before are pending events once more."""
    LedgerEntry.objects.commit_without_flush()


def _change_tallies(change: TallyChange) -> None:
    if change.boards:
        cells = [board_cells(board, cells) for board, (cells, _) in change.boards.items()]
        counts = [counts for _, counts in change.boards.values()]
        BoardTally.objects.add(np.concatenate(cells), np.concatenate(counts))
    ResponseTally.objects.add(*change.responses)
    Board.objects.filter(pk__in=change.boards).update(sequence=change.sequence)
    # Last, because serving a match waits for the pairs' rows.
    Pair.objects.count_votes(np.column_stack(change.pairs))
