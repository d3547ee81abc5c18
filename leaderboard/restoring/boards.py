"""Boards of a dump with their newest runs; their counts are counted anew from the ledger."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
from django.conf import settings

from arena.models import Competitor, Pair
from leaderboard.ledger import (
    BoardIndex,
    CellSums,
    EventFacts,
    backfill_boards,
    canonical,
    change_of,
    columns_of,
    events_in_ledger,
)
from leaderboard.models import COUNTS, Board, Entry, RatingRun, ResponseTally
from leaderboard.restoring.content import Names, write_rows
from leaderboard.restoring.folder import DumpFolder, RestoreRefused, Row, time_of

_CHUNK = 10_000
_SAME = (
    "slug", "name", "kind", "language", "window_days", "style_controlled", "ties", "side_effect",
    "speaks_of",
)  # fmt: skip
_OF_RUN = (
    "sequence", "head", "votes", "imported", "simulated", "excluded", "named_after_session",
    "never_named", "method", "log_likelihood", "tie", "style", "interval", "speaks_of", "voters",
    "challenges", "passed_sequence", "warnings",
)  # fmt: skip
# Of a run whose errors were measured, by the pass over all its votes that the restore makes, or by
# an earlier one, after which the board is published anew.
_FIRST_PASS, _EARLIER_PASS = 1, 2

type Day = date


def count_ledger(dump: DumpFolder) -> None:
    """Count the votes by responses and by pair, and see that each event reads as in the dump."""
    responses = CellSums(cell=2, counts=len(COUNTS))
    pairs = CellSums(cell=2, counts=1)
    facts, index, merged = EventFacts(), BoardIndex(()), Competitor.objects.merged()
    told = (row for row in dump.rows("ledger") if row["event"] is not None)
    for rows in events_in_ledger(facts, chunk=_CHUNK):
        for row, expected in zip(rows, told, strict=False):
            if canonical(row.event, facts, version=row.version).decode() != expected["event"]:
                raise RestoreRefused(
                    f"ledger.jsonl.gz: entry {expected['sequence']} and the other tables do not "
                    "say the same."
                )
        events = columns_of(
            [row.event for row in rows], facts, first_sequence=rows[0].sequence, merged=merged
        )
        change = change_of(events, index)
        responses.add(*change.responses)
        pairs.add(*change.pairs)
    ResponseTally.objects.add(*responses.total())
    Pair.objects.count_votes(np.column_stack(pairs.total()))


def restore_boards(dump: DumpFolder, names: Names) -> tuple[int, list[str]]:
    """Write the boards, count their votes and write their newest runs, if the ledger is whole; how
    many there are, and the slugs of those that cannot be written."""
    rows = list(dump.rows("boards"))
    kept = [row for row in rows if row["challenge"] is None or row["challenge"] in names.challenges]
    for day, some in _by_last_day(kept, time_of(dump.manifest["made_at"])).items():
        Board.objects.bulk_create(_board(row, names) for row in some)
        backfill_boards(today=day)
    if not dump.manifest["withheld"]:
        _write_runs(dump, kept, names)
    return len(kept), [row["slug"] for row in rows if row not in kept]


def _by_last_day(rows: list[Row], made_at: datetime) -> Mapping[Day, list[Row]]:
    """A window is counted as of the day of its run."""
    found: dict[Day, list[Row]] = defaultdict(list)
    for row in rows:
        start, days = row["method"].get("window_start"), row["window_days"]
        day = made_at.astimezone(UTC).date()
        if start and days:
            day = date.fromisoformat(start) + timedelta(days=days - 1)
        found[day].append(row)
    return found


def _board(row: Row, names: Names) -> Board:
    least = row["method"].get("minimum_votes")
    return Board(
        **{name: row[name] for name in _SAME},
        category_id=names.categories[row["category"]] if row["category"] else None,
        challenge_id=names.challenge(row["challenge"]),
        anchor_id=names.competitor(row["anchor"]),
        minimum_votes=None if least == settings.MINIMUM_VOTES else least,
        # A board that has counted before need not wait until votes without names are many.
        generation=1,
    )


def _write_runs(dump: DumpFolder, rows: list[Row], names: Names) -> None:
    boards = {board.slug: board for board in Board.objects.all()}
    write_rows(RatingRun, rows, lambda row: _run(row, boards[row["slug"]]))
    write_rows(Entry, _entries(dump, boards), lambda row: _entry(row, names))
    for row in rows:
        if row["is_current"]:
            # It stands where the run does: later entries change nothing on it.
            Board.objects.filter(pk=boards[row["slug"]].pk).update(sequence=row["sequence"])


def _run(row: Row, board: Board) -> RatingRun:
    passed = row["passed_at"]
    is_of_all = row["passed_sequence"] == row["sequence"]
    return RatingRun(
        id=row["run"],
        board=board,
        generation=board.generation if row["is_current"] else None,
        started_at=time_of(row["started_at"]),
        finished_at=time_of(row["finished_at"]),
        side_effect=row["side_estimate"],
        steps=0,
        passed_at=None if passed is None else time_of(passed),
        pass_number=0 if passed is None else _FIRST_PASS if is_of_all else _EARLIER_PASS,
        **{name: row[name] for name in _OF_RUN},
    )


def _entries(dump: DumpFolder, boards: Mapping[str, Any]) -> Iterator[Row]:
    return (row for row in dump.rows("entries") if row["board"] in boards)


def _entry(row: Row, names: Names) -> Entry:
    same = {
        name: value for name, value in row.items() if name not in {"board", "run", "competitor"}
    }
    return Entry(run_id=row["run"], competitor_id=names.competitors[row["competitor"]], **same)
