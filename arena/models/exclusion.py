from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from arena.models.vote import Vote


class ExclusionRule(models.TextChoices):
    MANUAL = "manual", _("Decided by a person")
    TEST_VOTE = "test_vote", _("A trial vote")
    MANIPULATION = "manipulation", _("Manipulation")
    AUTOMATED = "automated", _("Cast by a program")
    IDENTITY_LEAK = "identity_leak", _("A response gave away who wrote it")
    QUARANTINE = "quarantine", _("The voter is blocked")
    SUSPICION = "suspicion", _("In quarantine: found by a test")
    UNPROVEN = "unproven", _("No proof of work came with it")
    BROKEN_RESPONSE = "broken_response", _("A response was not shown as it should be")


class ExclusionQuerySet(models.QuerySet["Exclusion"]):
    def standing(self) -> Self:
        return self.filter(lifted_at__isnull=True)


class Exclusion(models.Model):
    """The exclusion of a vote from ratings: rule, reason and actor. The vote itself stays."""

    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="exclusions")
    rule = models.CharField(max_length=20, choices=ExclusionRule)
    reason = models.TextField()
    excluded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    excluded_at = models.DateTimeField()
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_reason = models.TextField(blank=True)

    objects = ExclusionQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(rule__in=ExclusionRule.values), name="exclusion_rule_is_known"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="exclusion_has_a_reason"),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_reason="")
                | (Q(lifted_at__isnull=False) & ~Q(lifted_reason="")),
                name="exclusion_is_lifted_at_a_time_for_a_reason",
            ),
            models.UniqueConstraint(
                fields=("vote",),
                condition=Q(lifted_at__isnull=True),
                name="exclusion_stands_once_per_vote",
            ),
        ]

    def __str__(self) -> str:
        return f"exclusion of {self.vote}"
