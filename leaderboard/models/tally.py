from collections.abc import Mapping, Sequence
from typing import ClassVar

from django.db import models
from django.db.models import Q

from arena.models import Competitor, Response
from arena.models.counting import add_counts
from leaderboard.models.board import Board

COUNTS = ("left", "right", "tie", "both_bad", "imported", "simulated", "excluded")


class TallyQuerySet[Kind: "Tally"](models.QuerySet[Kind]):
    def add(self, changes: Mapping[tuple[int, ...], Sequence[int]]) -> None:
        """Add to the cells named by the values of the model's `cell` the changes of `COUNTS`."""
        add_counts(self.model, key=self.model.cell, counts=COUNTS, changes=changes)


class Tally(models.Model):
    """Counts of outcomes of a pair as shown: the sufficient statistics of the ratings.

    `left`, `right`, `tie` and `both_bad` count what counts; `imported` and `simulated` say how many
    of those were not voted here; `excluded` counts what an exclusion keeps out.
    """

    left = models.PositiveBigIntegerField(db_default=0)
    right = models.PositiveBigIntegerField(db_default=0)
    tie = models.PositiveBigIntegerField(db_default=0)
    both_bad = models.PositiveBigIntegerField(db_default=0)
    imported = models.PositiveBigIntegerField(db_default=0)
    simulated = models.PositiveBigIntegerField(db_default=0)
    excluded = models.PositiveBigIntegerField(db_default=0)

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
