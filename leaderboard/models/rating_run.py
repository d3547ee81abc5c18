from django.db import models
from django.db.models import F, Q

from arena.models import Competitor
from leaderboard.models.board import Board
from leaderboard.models.ledger_entry import GENESIS


class RatingRunQuerySet(models.QuerySet["RatingRun"]):
    def newest(self, board: Board) -> "RatingRun | None":
        return self.filter(board=board).order_by("-id").first()


class RatingRun(models.Model):
    """One finished recomputation of a board. Committing it publishes it; it never changes."""

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="runs", db_index=False)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField()
    # The ledger up to here is what was counted.
    sequence = models.PositiveBigIntegerField(default=0)
    head = models.CharField(max_length=64, default=GENESIS)
    votes = models.PositiveBigIntegerField()
    imported = models.PositiveBigIntegerField()
    simulated = models.PositiveBigIntegerField()
    excluded = models.PositiveBigIntegerField()
    method = models.JSONField(default=dict)
    log_likelihood = models.FloatField()
    steps = models.PositiveSmallIntegerField()
    warnings = models.JSONField(default=list)

    objects = RatingRunQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        indexes = [models.Index(fields=("board", "-id"), name="run_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(started_at__lte=F("finished_at")), name="run_ends_after_it_began"
            ),
            models.CheckConstraint(
                condition=Q(votes__gte=F("imported") + F("simulated")),
                name="run_votes_include_imported_and_simulated",
            ),
        ]

    def __str__(self) -> str:
        return f"run {self.pk} of {self.board}"


class Status(models.TextChoices):
    ESTABLISHED = "established"
    PROVISIONAL = "provisional"
    UNBOUNDED = "unbounded"
    UNRATED = "unrated"


class Entry(models.Model):
    """One competitor's row of a run."""

    run = models.ForeignKey(
        RatingRun, on_delete=models.PROTECT, related_name="entries", db_index=False
    )
    competitor = models.ForeignKey(Competitor, on_delete=models.PROTECT, related_name="entries")
    position = models.PositiveIntegerField(help_text="Where the row stands in the table.")
    theta = models.FloatField(help_text="Log-strength in nats.")
    theta_se = models.FloatField(null=True)
    rating = models.FloatField()
    lower = models.FloatField(null=True)
    upper = models.FloatField(null=True)
    elo = models.FloatField()
    rank = models.PositiveIntegerField(null=True)
    rank_low = models.PositiveIntegerField(null=True)
    rank_high = models.PositiveIntegerField(null=True)
    expected_wins = models.FloatField(null=True)
    votes = models.PositiveBigIntegerField()
    wins = models.PositiveBigIntegerField()
    losses = models.PositiveBigIntegerField()
    ties = models.PositiveBigIntegerField()
    both_bad = models.PositiveBigIntegerField()
    island = models.PositiveIntegerField()
    status = models.CharField(max_length=12, choices=Status)

    class Meta:
        verbose_name_plural = "entries"
        ordering = ("run", "position")
        constraints = [
            models.UniqueConstraint(
                fields=("run", "competitor"), name="entry_is_one_per_run_and_competitor"
            ),
            models.UniqueConstraint(
                fields=("run", "position"), name="entry_position_is_taken_once"
            ),
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="entry_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(rank_low__isnull=True, rank_high__isnull=True)
                # A CHECK takes NULL for yes, so the absence of each is asked for.
                | Q(
                    rank_low__isnull=False,
                    rank_high__isnull=False,
                    rank_low__lte=F("rank_high"),
                ),
                name="entry_rank_set_is_in_order",
            ),
            models.CheckConstraint(
                condition=Q(votes=F("wins") + F("losses") + F("ties") + F("both_bad")),
                name="entry_votes_are_the_sum_of_outcomes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.competitor} in {self.run}"
