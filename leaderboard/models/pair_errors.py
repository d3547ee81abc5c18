from django.db import models

from leaderboard.models.board import Board
from leaderboard.models.rating_run import RatingRun


class PairErrors(models.Model):
    """The standard errors of all differences between two rows of a board's newest run.

    The errors of single rows do not tell them, for strengths are estimated together. One row a
    board, overwritten by each run: an older run's would be a third of a megabyte that nobody asks
    for, at 400 competitors.
    """

    board = models.OneToOneField(Board, on_delete=models.CASCADE, related_name="pair_errors")
    run = models.ForeignKey(RatingRun, on_delete=models.CASCADE, related_name="+", db_index=False)
    # What `leaderboard.runs.pair_errors` packs.
    competitors = models.BinaryField()
    errors = models.BinaryField()
    # The same if votes were independent, which tells what a further vote is worth.
    independent = models.BinaryField(null=True)

    class Meta:
        verbose_name_plural = "pair errors"

    def __str__(self) -> str:
        return f"errors of pairs in {self.run}"
