from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from arena.models.api_key import ApiKey
from arena.models.exclusion import ExclusionRule


class BulkKind(models.TextChoices):
    EXCLUDE = "exclude", _("Exclude")
    REINSTATE = "reinstate", _("Reinstate")


class BulkActionQuerySet(models.QuerySet["BulkAction"]):
    def unfinished(self) -> Self:
        return self.filter(ended_at__isnull=True)


class BulkAction(models.Model):
    """Excluding or reinstating all votes of a search, some at a time, from where it stopped."""

    kind = models.CharField(max_length=10, choices=BulkKind)
    search = models.JSONField(help_text="As `arena.vote_search` reads it.")
    rule = models.CharField(max_length=20, choices=ExclusionRule, blank=True)
    reason = models.TextField()
    # Votes that came later are not touched.
    last_vote = models.PositiveBigIntegerField()
    total = models.PositiveBigIntegerField(help_text="Votes found when it began.")
    done_to = models.PositiveBigIntegerField(default=0, help_text="All votes up to this one are.")
    touched = models.PositiveBigIntegerField(default=0, help_text="Votes changed so far.")
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    begun_with = models.ForeignKey(
        ApiKey, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = BulkActionQuerySet.as_manager()

    class Meta:
        db_table = "arena_bulkdeed"  # from before the class had its name, as the constraints are
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=BulkKind.EXCLUDE, rule__in=ExclusionRule.values)
                | Q(kind=BulkKind.REINSTATE, rule=""),
                name="bulk_deed_excludes_under_a_rule",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="bulk_deed_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.total:,} votes"
