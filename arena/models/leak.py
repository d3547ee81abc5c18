from typing import Self

from django.conf import settings
from django.db import models

from arena.models.response import Response
from arena.models.review import ReviewState, is_decided_in_full


class LeakQuerySet(models.QuerySet["Leak"]):
    def open(self) -> Self:
        return self.filter(state=ReviewState.OPEN)


class Leak(models.Model):
    """A response whose text may reveal its author: not served until a person decides."""

    response = models.OneToOneField(Response, on_delete=models.PROTECT, related_name="leak")
    # Each {"text", "start", "end", "why"}: a piece of the response, and where in it the words are.
    found = models.JSONField()
    found_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=ReviewState, default=ReviewState.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision = models.TextField(blank=True, help_text="Why it was decided so.")

    objects = LeakQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        indexes = [
            models.Index(
                fields=("found_at",),
                condition=models.Q(state=ReviewState.OPEN),
                name="leak_open",
            )
        ]
        constraints = [is_decided_in_full("leak_is_decided_at_a_time_for_a_reason")]

    @property
    def said(self) -> str:
        """The first piece that was found."""
        return str(self.found[0]["text"]) if self.found else ""

    def __str__(self) -> str:
        return f"possible leak in {self.response}"
