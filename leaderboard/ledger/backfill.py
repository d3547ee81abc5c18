"""Tallies counted from the ledger by the database: of a board that is new, and of the days that a
window leaves behind."""

from collections.abc import Iterator
from datetime import date

import numpy as np
from django.db import transaction
from django.db.models import (
    Case,
    CharField,
    Expression,
    F,
    IntegerField,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Mod, Right, StrIndex, Substr

from arena.models import Competitor, EventKind, NameAuthors, VoteEvent, insert_rows
from leaderboard.ledger.board_index import board_filter, midnight, start_of_window
from leaderboard.ledger.events import Integers
from leaderboard.ledger.tally_change import board_cells
from leaderboard.ledger.withholding import may_begin, may_move
from leaderboard.models import COUNTS, FOLDS, RULE_COUNTS, Board, BoardTally, LedgerEntry

# Rows per transaction: SQLite lets nobody vote meanwhile.
CHUNK = 10_000

_HEX = "0123456789abcdef"
_CELL = ("in_fold", "left", "right")


def backfill_boards(*, today: date) -> None:
    """Count what the ledger holds on each board that is not filled, unless a new one has to wait
    for votes; appending continues from there. Hold `locks.only_one("ledger")`.

    Args:
        today: the last day of the windows, in UTC.
    """
    for board in Board.objects.filter(filled=False):
        board.window_start = start_of_window(board, today)
        if may_begin(board):
            _backfill(board)


def _backfill(board: Board) -> None:
    """Every transaction leaves the board unfilled but the last, so a crash begins it anew."""
    head, _ = LedgerEntry.objects.head()
    BoardTally.objects.filter(board=board).delete()
    counted = False
    for cells, counts in _count(_ledgered(board)):
        counted = True
        rows = board_cells(board.pk, cells)
        columns = dict(zip([*BoardTally.cell, *COUNTS], [*rows.T, *counts.T], strict=True))
        insert_rows(BoardTally, columns)
    Board.objects.filter(pk=board.pk).update(
        window_start=board.window_start,
        sequence=head if counted else 0,
        generation=F("generation") + 1,
        filled=True,
    )


def move_windows(*, today: date) -> None:
    """Take the votes of days that fell out off the windows that need not wait for others. Hold
    `locks.only_one("ledger")`."""
    for board in Board.objects.filter(filled=True, window_days__isnull=False):
        start = start_of_window(board, today)
        # A clock that is set back moves no window.
        is_later = start and board.window_start and start > board.window_start
        if is_later and start and may_move(board, midnight(start)):
            _move(board, start)


def _move(board: Board, start: date) -> None:
    gone = list(_count(_ledgered(board).filter(vote__cast_at__lt=midnight(start))))
    with transaction.atomic():
        for cells, counts in gone:
            BoardTally.objects.add(board_cells(board.pk, cells), -counts)
        empty = dict.fromkeys(COUNTS, 0)
        BoardTally.objects.filter(board=board, **empty).delete()
        changed = {"generation": F("generation") + 1} if gone else {}
        Board.objects.filter(pk=board.pk).update(window_start=start, **changed)


def _ledgered(board: Board) -> "QuerySet[VoteEvent]":
    """An event stops pending in the transaction that gives it its place in the ledger."""
    return VoteEvent.objects.filter(board_filter(board), pending=False)


def _count(events: "QuerySet[VoteEvent]") -> Iterator[tuple[Integers, Integers]]:
    """Cells (fold, left, right) of a board with what the events add to each of `COUNTS`, some rows
    at a time."""
    rows = (
        _with_sides(events.order_by())
        .annotate(in_fold=_fold())
        .values(*_CELL)
        .annotate(**{f"number_{name}": total for name, total in _totals().items()})
        .values_list(*_CELL, *(f"number_{name}" for name in COUNTS))
    )
    table: list[tuple[int, ...]] = []
    for row in rows.iterator(chunk_size=CHUNK):
        table.append(row)
        if len(table) == CHUNK:
            yield _split(table)
            table = []
    if table:
        yield _split(table)


def _with_sides(events: "QuerySet[VoteEvent]") -> "QuerySet[VoteEvent]":
    """The competitors left and right: those that were merged into others are the others."""
    left, right = F("vote__left_competitor_id"), F("vote__right_competitor_id")
    if not Competitor.objects.merged():
        return events.annotate(left=left, right=right)
    sides = events.annotate(
        left=Coalesce(F("vote__left_competitor__merged_into_id"), left),
        right=Coalesce(F("vote__right_competitor__merged_into_id"), right),
    )
    return sides.exclude(left=F("right"))


def _split(table: list[tuple[int, ...]]) -> tuple[Integers, Integers]:
    array = np.array(table, dtype=np.int64)
    return array[:, : len(_CELL)], array[:, len(_CELL) :]


def _totals() -> dict[str, Expression]:
    """Per count, the sum over events: as `events.Columns.change` has it for each."""
    sign = Case(
        When(kind=EventKind.EXCLUDED, then=Value(-1)),
        default=Value(1),
        output_field=IntegerField(),
    )
    conditions = {name: Q(vote__outcome=name) for name in COUNTS[:4]}
    conditions |= {name: Q(vote__origin=name) for name in ("imported", "simulated")}
    rules = zip(RULE_COUNTS, (NameAuthors.AFTER_SESSION, NameAuthors.NEVER), strict=True)
    conditions |= {name: Q(vote__match__name_authors=rule) for name, rule in rules}
    totals: dict[str, Expression] = {
        name: Coalesce(Sum(sign, filter=condition), 0) for name, condition in conditions.items()
    }
    totals["excluded"] = Coalesce(-Sum(sign, filter=~Q(kind=EventKind.CAST)), 0)
    return totals


def _fold() -> Expression:
    """`events.fold_of` in SQL: sixteen is one modulo five, so a byte is its two digits' sum."""
    voter = Cast("vote__voter_id", CharField())
    last, before = Right(voter, 1), Substr(Right(voter, 2), 1, 1)
    digits = StrIndex(Value(_HEX), last) + StrIndex(Value(_HEX), before) - 2
    number = Case(When(vote__voter_id__isnull=True, then=F("vote_id")), default=digits)
    return Mod(number, Value(FOLDS), output_field=IntegerField())
