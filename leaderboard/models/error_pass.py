from django.db import models
from django.db.models import F, Q

from leaderboard.models.board import Board, SpeaksOf
from leaderboard.models.rating_run import Interval


class ErrorPass(models.Model):
    """The last pass over a board's votes by voter and by challenge: how many times as large errors
    are as if votes were independent.

    One row a board, overwritten by each pass; `leaderboard.runs.inflations` packs the arrays.
    """

    board = models.OneToOneField(Board, on_delete=models.CASCADE, related_name="error_pass")
    number = models.PositiveIntegerField()
    # The version of the tallies whose votes were read, and how many votes that were.
    sequence = models.PositiveBigIntegerField()
    generation = models.PositiveIntegerField()
    votes = models.PositiveBigIntegerField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField()
    interval = models.CharField(max_length=15, choices=Interval)
    speaks_of = models.CharField(max_length=10, choices=SpeaksOf)
    voters = models.PositiveBigIntegerField(null=True)
    challenges = models.PositiveBigIntegerField(null=True)
    notes = models.JSONField(default=list)
    competitors = models.BinaryField()
    own = models.BinaryField()
    between = models.BinaryField()

    class Meta:
        verbose_name_plural = "error passes"
        constraints = [
            models.CheckConstraint(condition=Q(number__gte=1), name="pass_numbers_begin_at_one"),
            models.CheckConstraint(
                condition=Q(started_at__lte=F("finished_at")), name="pass_ends_after_it_began"
            ),
            models.CheckConstraint(
                condition=Q(interval__in=Interval.values), name="pass_interval_is_known"
            ),
            models.CheckConstraint(
                condition=Q(speaks_of__in=SpeaksOf.values), name="pass_speaks_of_something_known"
            ),
        ]

    def __str__(self) -> str:
        return f"pass {self.number} of {self.board}"

    @property
    def version(self) -> tuple[int, int]:
        """As `Board.version`."""
        return self.generation, self.sequence
