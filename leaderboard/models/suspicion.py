from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from arena.models import Voter


class Inspection(models.Model):
    """One finished look at all voters. It never changes."""

    inspected_at = models.DateTimeField()
    # The votes and matches looked at; a look that would find the same ones is not taken.
    votes = models.PositiveBigIntegerField()
    last_vote = models.PositiveBigIntegerField()
    voters = models.PositiveBigIntegerField()
    found = models.PositiveBigIntegerField(help_text="Voters found, under review before or not.")
    level = models.FloatField(help_text="Which share of those found may be honest.")
    taste = models.FloatField(help_text="How much honest voters differ on a competitor, in nats.")
    rounds = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(level__gt=0, level__lt=1), name="inspection_level_is_a_share"
            ),
        ]

    def __str__(self) -> str:
        return f"inspection {self.pk}"


class SuspicionGround(models.TextChoices):
    """Why a voter is to be looked at; `leaderboard.integrity.Ground` knows the mathematics."""

    ONE_SIDE = "one_side", _("Prefers what is shown on one side")
    SURPRISING = "surprising", _("Prefers what nobody else does")
    RANDOM = "random", _("Votes at random")
    ONE_COMPETITOR = "one_competitor", _("Always for, or against, one model")
    SEEKS_ONE = "seeks_one", _("Votes where one model is and skips the rest, or the reverse")
    TOO_FAST = "too_fast", _("Votes faster than one can read")
    BURST = "burst", _("Came from one address with many others, at once")
    TOGETHER = "together", _("Moves one model together with others of one address")
    AS_ONE = "as_one", _("Came with many others of one address, who vote as one")


class SuspicionState(models.TextChoices):
    OPEN = "open", _("Open")
    CLEARED = "cleared", _("Cleared")
    CONFIRMED = "confirmed", _("Confirmed")


class SuspicionQuerySet(models.QuerySet["Suspicion"]):
    def open(self) -> Self:
        return self.filter(state=SuspicionState.OPEN)

    def decide(
        self, *, state: SuspicionState, actor_id: int | None, reason: str, now: datetime
    ) -> int:
        """Close those that are open; says how many."""
        return self.open().update(state=state, decided_by=actor_id, decided_at=now, reason=reason)


class Suspicion(models.Model):
    """A review of one voter on one ground, for a person to decide."""

    voter = models.ForeignKey(Voter, on_delete=models.PROTECT, related_name="suspicions")
    ground = models.CharField(max_length=20, choices=SuspicionGround)
    inspection = models.ForeignKey(
        Inspection, on_delete=models.PROTECT, related_name="suspicions", db_index=False
    )
    opened_at = models.DateTimeField()
    votes = models.PositiveIntegerField(help_text="Of the voter, when it was opened.")
    p = models.FloatField(help_text="How likely an honest voter looks like this, on this ground.")
    q = models.FloatField(
        help_text="Which share is honest of all who look at least as suspicious on any ground."
    )
    evidence = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=SuspicionState, default=SuspicionState.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)

    objects = SuspicionQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        indexes = [
            models.Index(
                fields=("opened_at",), condition=Q(state=SuspicionState.OPEN), name="suspicion_open"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ground__in=SuspicionGround.values), name="suspicion_ground_is_known"
            ),
            models.CheckConstraint(
                condition=Q(p__gte=0, p__lte=1, q__gte=0, q__lte=1),
                name="suspicion_chances_are_chances",
            ),
            models.CheckConstraint(
                condition=Q(state=SuspicionState.OPEN, decided_at__isnull=True, reason="")
                | (
                    Q(state__in=(SuspicionState.CLEARED, SuspicionState.CONFIRMED))
                    & Q(decided_at__isnull=False)
                    & ~Q(reason="")
                ),
                name="suspicion_is_decided_at_a_time_for_a_reason",
            ),
            models.UniqueConstraint(
                fields=("voter", "ground"),
                condition=Q(state=SuspicionState.OPEN),
                name="suspicion_is_open_once_per_voter_and_ground",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.voter}: {self.get_ground_display()}"
