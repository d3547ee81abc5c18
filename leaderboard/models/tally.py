from collections.abc import Mapping, Sequence
from typing import ClassVar

from django.db import connection, models
from django.db.models import Q

from arena.models import Competitor, Response
from leaderboard.models.board import Board


COUNTS = ("left", "right", "tie", "both_bad", "imported", "simulated", "excluded")

# Cells per statement: SQLite takes at most 32,766 parameters in one.
CHUNK = 2_000

# One statement adds to many cells at once; the ORM could only read them, add, and write each back.
# Not an upsert: PostgreSQL checks the constraints of the row it proposes, and a change may be < 0.
_ADD = """
    UPDATE {table} SET {sums}
    FROM (VALUES {values}) AS change
    WHERE {same_cell}
"""


class TallyQuerySet(models.QuerySet["Tally"]):
    def add(self, changes: Mapping[tuple[int, ...], Sequence[int]]) -> None:
        """Add to the cells named by the values of the model's `cell` the changes of `COUNTS`."""
        cell = self.model.cell
        rows = [dict(zip(cell, key, strict=True)) for key in changes]
        self.bulk_create([self.model(**row) for row in rows], ignore_conflicts=True)
        cells = list(changes.items())
        for start in range(0, len(cells), CHUNK):
            self._add([[*key, *change] for key, change in cells[start : start + CHUNK]])

    def _add(self, rows: Sequence[Sequence[int]]) -> None:
        quote = connection.ops.quote_name
        table, cell = quote(self.model._meta.db_table), self.model.cell  # noqa: SLF001 - Django's documented Model._meta API
        columns = [f"change.column{number}" for number in range(1, len(cell) + len(COUNTS) + 1)]
        statement = _ADD.format(
            table=table,
            sums=", ".join(
                f"{quote(count)} = {table}.{quote(count)} + {column}"
                for count, column in zip(COUNTS, columns[len(cell) :], strict=True)
            ),
            values=", ".join(["(" + ", ".join(["%s"] * len(columns)) + ")"] * len(rows)),
            same_cell=" AND ".join(
                f"{table}.{quote(name)} = {column}"
                for name, column in zip(cell, columns, strict=False)
            ),
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, [value for row in rows for value in row])


class Tally(models.Model):
    """Counts of outcomes of a pair as shown: the sufficient statistics of the ratings.

    `left`, `right`, `tie` and `both_bad` count what counts; `imported` and `simulated` say how many
    of those were not voted here; `excluded` counts what an exclusion keeps out.
    """

    left = models.PositiveBigIntegerField(default=0)
    right = models.PositiveBigIntegerField(default=0)
    tie = models.PositiveBigIntegerField(default=0)
    both_bad = models.PositiveBigIntegerField(default=0)
    imported = models.PositiveBigIntegerField(default=0)
    simulated = models.PositiveBigIntegerField(default=0)
    excluded = models.PositiveBigIntegerField(default=0)

    # The columns that name a cell.
    cell: ClassVar[tuple[str, ...]]

    objects = TallyQuerySet.as_manager()

    class Meta:
        abstract = True


class BoardTally(Tally):
    """What a board's ratings are computed from: one cell of its cube."""

    cell = ("board_id", "left_competitor_id", "right_competitor_id")

    board = models.ForeignKey(Board, on_delete=models.CASCADE, db_index=False)
    left_competitor = models.ForeignKey(
        Competitor, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    right_competitor = models.ForeignKey(
        Competitor, on_delete=models.PROTECT, db_index=False, related_name="+"
    )

    class Meta:
        verbose_name_plural = "board tallies"
        constraints = [
            models.UniqueConstraint(
                fields=("board", "left_competitor", "right_competitor"), name="board_tally_is_one"
            ),
            models.CheckConstraint(
                condition=~Q(left_competitor=models.F("right_competitor")),
                name="board_tally_is_between_two_competitors",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.board}: {self.left_competitor} | {self.right_competitor}"


class ResponseTally(Tally):
    """The finest grain: two responses and which of them was shown on the left."""

    cell = ("left_response_id", "right_response_id")

    left_response = models.ForeignKey(
        Response, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    right_response = models.ForeignKey(
        Response, on_delete=models.PROTECT, db_index=False, related_name="+"
    )

    class Meta:
        verbose_name_plural = "response tallies"
        constraints = [
            models.UniqueConstraint(
                fields=("left_response", "right_response"), name="response_tally_is_one"
            )
        ]

    def __str__(self) -> str:
        return f"{self.left_response} | {self.right_response}"
