from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ImportState(models.TextChoices):
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Checked, nothing written")
    WRITING = "writing", _("Being written")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    DROPPED = "dropped", _("Dropped")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", _("Undone")


class ContentImportQuerySet(models.QuerySet["ContentImport"]):
    def failed(self) -> Self:
        return self.filter(state=ImportState.FAILED)

    def unwritten(self) -> Self:
        """Checked, and waiting for a decision."""
        return self.filter(state__in=(ImportState.CHECKED, ImportState.FAILED))


class ContentImport(models.Model):
    """An import of content: its source, its user, its report and its state."""

    source = models.CharField(max_length=120)
    format = models.CharField(max_length=20, blank=True)
    files = models.JSONField(default=list, help_text="Names of the files, as they were sent.")
    folder = models.CharField(max_length=80, blank=True, help_text="Of uploads that are kept.")
    challenge_state = models.CharField(max_length=10, blank=True)
    keep_going = models.BooleanField(default=False)
    splits_templates = models.BooleanField(
        default=False,
        db_default=False,
        help_text="Whether prompts with the tags of a chat template become turns.",
    )
    state = models.CharField(max_length=10, choices=ImportState)
    # {"added": {noun: n}, "there": {noun: n}, "refused": n, "refusals": [sentence], "held": n}
    report = models.JSONField(default=dict)
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ContentImportQuerySet.as_manager()

    class Meta:
        verbose_name = "import"
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ImportState.values), name="import_state_is_known"
            ),
            models.CheckConstraint(condition=~Q(source=""), name="import_has_a_source"),
        ]

    def __str__(self) -> str:
        return f"import {self.pk} from {self.source}"
