from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

# A claim lapses after so many minutes without activity.
CLAIM_MINUTES = 30


class Item(models.TextChoices):
    """A kind of item in the queue of the desk."""

    SUBMISSION = "submission", _("Submitted challenge")
    REPORT = "report", _("Report")
    LEAK = "leak", _("Possible leak")
    VOTER = "voter", _("Suspicious voter")
    CONTENT = "content", _("Failed import")


class ClaimQuerySet(models.QuerySet["Claim"]):
    def standing(self, *, now: datetime) -> Self:
        return self.filter(claimed_at__gt=now - timedelta(minutes=CLAIM_MINUTES))


class Claim(models.Model):
    """A member of staff is working on an item of the queue."""

    item = models.CharField(max_length=10, choices=Item)
    key = models.CharField(max_length=64)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    claimed_at = models.DateTimeField()

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(item__in=Item.values), name="claim_item_is_known"
            ),
            models.UniqueConstraint(fields=("item", "key"), name="claim_is_one_per_item"),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.key} is {self.claimed_by}’s"
