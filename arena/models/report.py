from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from arena.models.challenge import Challenge
from arena.models.response import Response
from arena.models.review import ReviewState, is_decided_in_full
from arena.models.voter import Voter

LONGEST_WORDS = 1_000


class ReportReason(models.TextChoices):
    IDENTITY = "identity", _("It gives away who wrote it")
    BROKEN = "broken", _("It is not shown as it should be")
    HARMFUL = "harmful", _("It is harmful or hateful")
    PERSONAL = "personal", _("It holds somebody’s personal data")
    OTHER = "other", _("Something else")


class ReportQuerySet(models.QuerySet["Report"]):
    def open(self) -> Self:
        return self.filter(state=ReviewState.OPEN)

    def on(self, challenge: Challenge, response: Response | None) -> Self:
        """Reports on the response or, without one, on the challenge itself."""
        return self.filter(challenge=challenge, response=response)


class Report(models.Model):
    """A visitor's report on a response or a challenge.

    Reports on the same thing are decided together: they are one item of the queue.
    """

    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="reports")
    response = models.ForeignKey(
        Response, on_delete=models.PROTECT, null=True, blank=True, related_name="reports"
    )
    voter = models.ForeignKey(
        Voter, on_delete=models.SET_NULL, null=True, blank=True, related_name="reports"
    )
    reason = models.CharField(max_length=10, choices=ReportReason)
    words = models.CharField(max_length=LONGEST_WORDS, blank=True)
    reported_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=ReviewState, default=ReviewState.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision = models.TextField(blank=True, help_text="Why it was decided so.")

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        permissions = [("decide_report", "Can decide reports")]
        indexes = [
            models.Index(
                fields=("challenge", "response"),
                condition=Q(state=ReviewState.OPEN),
                name="report_open",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(reason__in=ReportReason.values), name="report_reason_is_known"
            ),
            is_decided_in_full("report_is_decided_at_a_time_for_a_reason"),
            models.UniqueConstraint(
                fields=("voter", "response"),
                condition=Q(state=ReviewState.OPEN, response__isnull=False),
                name="report_is_open_once_per_voter_and_response",
            ),
            models.UniqueConstraint(
                fields=("voter", "challenge"),
                condition=Q(state=ReviewState.OPEN, response__isnull=True),
                name="report_is_open_once_per_voter_and_challenge",
            ),
        ]

    def __str__(self) -> str:
        return f"report on {self.response or self.challenge}"
