from datetime import UTC, datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Exists, F, Max, OuterRef, Q
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from arena.models import Competitor
from leaderboard.models.board import Board, SpeaksOf
from leaderboard.models.ledger_entry import GENESIS
from leaderboard.models.run_warnings import in_own_language

# Older runs are forgotten but for the last of each day.
DAYS_OF_EVERY_RUN = 7
# The database's own word on which runs and entries may be deleted, for `keep_rows`.
_MAY_GO = """
    EXISTS (
        SELECT 1 FROM leaderboard_ratingrun AS run
        WHERE run.id = {run} AND {old}
        AND EXISTS (
            SELECT 1 FROM leaderboard_ratingrun AS later
            WHERE later.board_id = run.board_id AND later.id > run.id
            AND {later_day} = {day}
        )
    )
"""


def may_go(run: str) -> dict[str, str]:
    """By vendor, SQL: the run with the id `run`, itself SQL, is old and not the last of its day."""
    return {
        "postgresql": _MAY_GO.format(
            run=run,
            old=f"run.finished_at < now() - interval '{DAYS_OF_EVERY_RUN} days'",
            day="(run.finished_at AT TIME ZONE 'UTC')::date",
            later_day="(later.finished_at AT TIME ZONE 'UTC')::date",
        ),
        "sqlite": _MAY_GO.format(
            run=run,
            old=f"run.finished_at < datetime('now', '-{DAYS_OF_EVERY_RUN} days')",
            day="date(run.finished_at)",
            later_day="date(later.finished_at)",
        ),
    }


class RatingRunQuerySet(models.QuerySet["RatingRun"]):
    def newest(self, board: Board) -> "RatingRun | None":
        return self.filter(board=board).order_by("-id").first()

    def daily(self, board: Board) -> Self:
        """The last run of each UTC day, the first day first."""
        of_day = self.filter(board=board).annotate(day=TruncDate("finished_at", tzinfo=UTC))
        last = of_day.order_by().values("day").annotate(last=Max("id")).values("last")
        return self.filter(id__in=last).order_by("finished_at")

    def before(self, run: "RatingRun", *, days: int) -> Self:
        """The newest of its board that was finished so many days earlier, or none."""
        earlier = run.finished_at - timedelta(days=days)
        return self.filter(board=run.board_id, finished_at__lte=earlier).order_by("-id")[:1]

    def to_forget(self, *, now: datetime) -> Self:
        """Those over a week old that are not the last of their day and were not cited."""
        old = self.filter(
            finished_at__lt=now - timedelta(days=DAYS_OF_EVERY_RUN), cited__isnull=True
        )
        day = TruncDate("finished_at", tzinfo=UTC)
        later = self.model._default_manager.annotate(day=day).filter(
            board=OuterRef("board"), id__gt=OuterRef("id"), day=OuterRef("day")
        )
        return old.annotate(day=day).filter(Exists(later))


class Interval(models.TextChoices):
    """Which votes intervals take for alike."""

    INDEPENDENT = "independent", _("Votes taken as independent")
    VOTER = "voter", _("Over voters")
    CHALLENGE = "challenge", _("Over challenges")
    BOTH = "voter_challenge", _("Over voters and challenges")


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
    # Of the votes, those on matches that named their authors at the end of a session, or never.
    named_after_session = models.PositiveBigIntegerField(db_default=0, default=0)
    never_named = models.PositiveBigIntegerField(db_default=0, default=0)
    # The board's, whose tallies were read.
    generation = models.PositiveIntegerField(null=True)
    method = models.JSONField(default=dict)
    log_likelihood = models.FloatField()
    steps = models.PositiveSmallIntegerField()
    warnings = models.JSONField(default=list)
    # Estimates in nats, each {"value", "error", "lower", "upper"}; null where the method has none.
    tie = models.JSONField(null=True)
    side_effect = models.JSONField(null=True)
    style = models.JSONField(null=True)
    # How well each tie model predicts votes of voters it has not seen, and at how many votes.
    held_out = models.JSONField(null=True)

    # What its intervals are over and speak of, and how many voters and challenges they count.
    interval = models.CharField(
        max_length=15,
        choices=Interval,
        db_default=Interval.INDEPENDENT,
        default=Interval.INDEPENDENT,
    )
    speaks_of = models.CharField(
        max_length=10,
        choices=SpeaksOf,
        db_default=SpeaksOf.LIKE_THESE,
        default=SpeaksOf.LIKE_THESE,
    )
    voters = models.PositiveBigIntegerField(null=True)
    challenges = models.PositiveBigIntegerField(null=True)
    # Which pass over the votes measured its errors, 0 for none, when, and up to where in the
    # ledger; later votes have the same ratio to errors of independent votes.
    pass_number = models.PositiveIntegerField(db_default=0, default=0)
    passed_at = models.DateTimeField(null=True)
    passed_sequence = models.PositiveBigIntegerField(null=True)

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
            models.CheckConstraint(
                condition=Q(interval__in=Interval.values), name="run_interval_is_known"
            ),
            models.CheckConstraint(
                condition=Q(speaks_of__in=SpeaksOf.values), name="run_speaks_of_something_known"
            ),
            models.CheckConstraint(
                condition=Q(pass_number=0, passed_at__isnull=True, passed_sequence__isnull=True)
                | Q(pass_number__gte=1, passed_at__isnull=False, passed_sequence__isnull=False),
                name="run_pass_has_a_time_and_a_place",
            ),
        ]

    def __str__(self) -> str:
        return f"run {self.pk} of {self.board}"

    @property
    def minimum_votes(self) -> int:
        """The votes a model needed to be established; runs of before did not store it."""
        known = self.method.get("minimum_votes")
        return self.board.votes_to_establish if known is None else int(known)

    @property
    def sentences(self) -> list[str]:
        """The warnings, in the reader's language."""
        return [in_own_language(warning) for warning in self.warnings]


class Status(models.TextChoices):
    ESTABLISHED = "established", _("Established")
    PROVISIONAL = "provisional", _("Provisional")
    UNBOUNDED = "unbounded", _("Unbounded")
    UNRATED = "unrated", _("Unrated")


class Entry(models.Model):
    """One competitor's row of a run."""

    run = models.ForeignKey(
        RatingRun, on_delete=models.PROTECT, related_name="entries", db_index=False
    )
    competitor = models.ForeignKey(Competitor, on_delete=models.PROTECT, related_name="entries")
    position = models.PositiveIntegerField(help_text="Where the row stands in the table.")
    theta = models.FloatField(help_text="Log-strength in nats.")
    theta_se = models.FloatField(null=True)
    independent_se = models.FloatField(
        null=True, help_text="As theta_se, if votes were independent."
    )
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
    # Of the votes, as for the run.
    named_after_session = models.PositiveBigIntegerField(db_default=0, default=0)
    never_named = models.PositiveBigIntegerField(db_default=0, default=0)
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

    @property
    def forecast(self) -> float | None:
        """The expected wins of 100, None for a model without enough votes to forecast any."""
        return self.expected_wins if self.status == Status.ESTABLISHED else None
