from collections.abc import Collection
from typing import ClassVar

import numpy as np
import numpy.typing as npt
from django.db import connection, models
from django.db.models import Q

from arena.models import Competitor, Response, add_counts
from leaderboard.models.board import Board

# Parts that the voters of a board are split into, to be held out in turn.
FOLDS = 5
# Votes that named no author at once, by the rule of their match.
RULE_COUNTS = ("named_after_session", "never_named")
COUNTS = ("left", "right", "tie", "both_bad", "imported", "simulated", "excluded", *RULE_COUNTS)


class TallyQuerySet[Kind: "Tally"](models.QuerySet[Kind]):
    def add(self, cells: npt.NDArray[np.int64], changes: npt.NDArray[np.int64]) -> None:
        """Add to (N,) different cells.

        Args:
            cells: (N, K) values of the model's `cell`.
            changes: (N, len(COUNTS)) what each of `COUNTS` grows by.
        """
        rows = np.column_stack([cells, changes])
        add_counts(self.model, key=self.model.cell, counts=COUNTS, rows=rows)


class Tally(models.Model):
    """Counts of outcomes of a pair as shown: the sufficient statistics of the ratings.

    `left`, `right`, `tie` and `both_bad` count what counts; `imported` and `simulated` say how many
    of those were not voted here, `named_after_session` and `never_named` how many on matches that
    named their authors at the end of a session or never; `excluded` counts what an exclusion keeps
    out.

    The database does not look at what a cell refers to: the votes that are counted there refer to
    the same, and looking took longer than counting.
    """

    left = models.PositiveBigIntegerField(db_default=0)
    right = models.PositiveBigIntegerField(db_default=0)
    tie = models.PositiveBigIntegerField(db_default=0)
    both_bad = models.PositiveBigIntegerField(db_default=0)
    imported = models.PositiveBigIntegerField(db_default=0)
    simulated = models.PositiveBigIntegerField(db_default=0)
    excluded = models.PositiveBigIntegerField(db_default=0)
    named_after_session = models.PositiveBigIntegerField(db_default=0)
    never_named = models.PositiveBigIntegerField(db_default=0)

    # The columns that name a cell.
    cell: ClassVar[tuple[str, ...]]

    objects = TallyQuerySet.as_manager()

    class Meta:
        abstract = True


class BoardTally(Tally):
    """What a board's ratings are computed from: one cell of its counts.

    A voter's votes are all in one fold, the last byte of the voter's key modulo `FOLDS`; those of
    nobody known are each in that of their own number. So a board can be fitted without a fifth of
    its voters, to see how well it predicts theirs.
    """

    cell = ("board_id", "fold", "left_competitor_id", "right_competitor_id")

    board = models.ForeignKey(Board, on_delete=models.CASCADE, db_index=False, db_constraint=False)
    fold = models.PositiveSmallIntegerField(db_default=0, default=0)
    left_competitor = models.ForeignKey(
        Competitor, on_delete=models.PROTECT, db_index=False, db_constraint=False, related_name="+"
    )
    right_competitor = models.ForeignKey(
        Competitor, on_delete=models.PROTECT, db_index=False, db_constraint=False, related_name="+"
    )

    class Meta:
        verbose_name_plural = "board tallies"
        constraints = [
            models.UniqueConstraint(
                fields=("board", "fold", "left_competitor", "right_competitor"),
                name="board_tally_is_one_per_fold",
            ),
            models.CheckConstraint(
                condition=Q(fold__lt=FOLDS), name="board_tally_fold_is_one_of_five"
            ),
            models.CheckConstraint(
                condition=~Q(left_competitor=models.F("right_competitor")),
                name="board_tally_is_between_two_competitors",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.board}: {self.left_competitor} | {self.right_competitor}"


# Raw, because each verdict waits for it, and Django takes longer to write a list of places than the
# database takes to answer.
_AMONG = """
    SELECT left_response_id, right_response_id, "left", "right", tie, both_bad, simulated
    FROM leaderboard_responsetally
    WHERE left_response_id IN ({places}) AND right_response_id IN ({places})
"""


class ResponseTallyQuerySet(TallyQuerySet["ResponseTally"]):
    def among(self, responses: Collection[int]) -> list[tuple[int, ...]]:
        """Of each two of these that were shown: left, right, then how often each outcome was
        chosen, and how many of the votes were simulated."""
        statement = _AMONG.format(places=", ".join(["%s"] * len(responses)))
        with connection.cursor() as cursor:
            cursor.execute(statement, [*responses, *responses])
            rows: list[tuple[int, ...]] = cursor.fetchall()
        return rows


class ResponseTally(Tally):
    """The finest grain: two responses and which of them was shown on the left."""

    cell = ("left_response_id", "right_response_id")

    objects: ClassVar = ResponseTallyQuerySet.as_manager()

    left_response = models.ForeignKey(
        Response, on_delete=models.PROTECT, db_index=False, db_constraint=False, related_name="+"
    )
    right_response = models.ForeignKey(
        Response, on_delete=models.PROTECT, db_index=False, db_constraint=False, related_name="+"
    )

    class Meta:
        verbose_name_plural = "response tallies"
        # A response's record is asked for from both sides.
        indexes = [models.Index(fields=("right_response",), name="response_tally_by_right")]
        constraints = [
            models.UniqueConstraint(
                fields=("left_response", "right_response"), name="response_tally_is_one"
            )
        ]

    def __str__(self) -> str:
        return f"{self.left_response} | {self.right_response}"
