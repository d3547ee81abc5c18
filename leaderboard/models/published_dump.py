from datetime import date, datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q


class PublishedDumpQuerySet(models.QuerySet["PublishedDump"]):
    def whole(self) -> Self:
        """Those that can be downloaded, the newest first."""
        return self.filter(finished_at__isnull=False).order_by("-day")

    def begin(self, day: date, *, now: datetime) -> "PublishedDump":
        """Note that the dump of this day is being made, for the first time or again."""
        begun, _ = self.update_or_create(day=day, defaults={"started_at": now, "failure": ""})
        return begun


class PublishedDump(models.Model):
    """A dump of one day: what its manifest says once it is whole, or why it is not."""

    day = models.DateField(unique=True, help_text="In UTC.")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    failure = models.TextField(blank=True, help_text="Why the last attempt failed.")
    manifest: "models.JSONField[dict[str, Any] | None, dict[str, Any] | None]" = models.JSONField(
        null=True
    )

    objects = PublishedDumpQuerySet.as_manager()

    class Meta:
        ordering = ("-day",)
        constraints = [
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True, manifest__isnull=True)
                | Q(finished_at__isnull=False, manifest__isnull=False, failure=""),
                name="dump_is_whole_with_its_manifest",
            ),
            models.CheckConstraint(
                # A CHECK takes NULL for yes, as is meant here.
                condition=Q(finished_at__gte=models.F("started_at")),
                name="dump_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return f"dump of {self.day}"
