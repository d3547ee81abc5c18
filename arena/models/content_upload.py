from datetime import datetime, timedelta
from typing import Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from arena.models.api_key import ApiKey
from arena.models.content_import import ContentImport

# How long an upload may take before it is deleted.
UNFINISHED_KEPT_FOR = timedelta(days=1)


class ContentUploadQuerySet(models.QuerySet["ContentUpload"]):
    def unfinished(self) -> Self:
        return self.filter(content_import__isnull=True)

    def abandoned(self, *, now: datetime) -> Self:
        return self.unfinished().filter(begun_at__lte=now - UNFINISHED_KEPT_FOR)


class ContentUpload(models.Model):
    """A file that the API is sent in parts, and the import that it becomes."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(max_length=200, help_text="Of the file, as it was sent.")
    size = models.PositiveBigIntegerField(help_text="Bytes of the whole file.")
    received = models.PositiveBigIntegerField(default=0, help_text="Bytes that are there.")
    sha256 = models.CharField(max_length=64, blank=True, help_text="Of the whole file, if known.")
    folder = models.CharField(max_length=80)
    format = models.CharField(max_length=20)
    source = models.CharField(max_length=120)
    challenge_state = models.CharField(max_length=10)
    keep_going = models.BooleanField(default=False)
    splits_templates = models.BooleanField(default=False)
    check_only = models.BooleanField(
        default=False, help_text="Whether it is checked and then waits for a decision."
    )
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    begun_with = models.ForeignKey(
        ApiKey, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    begun_at = models.DateTimeField()
    content_import = models.OneToOneField(
        ContentImport, on_delete=models.PROTECT, null=True, blank=True, related_name="upload"
    )

    objects = ContentUploadQuerySet.as_manager()

    class Meta:
        verbose_name = "upload"
        ordering = ("-begun_at",)
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="upload_has_a_name"),
            models.CheckConstraint(condition=Q(size__gt=0), name="upload_has_a_size"),
            models.CheckConstraint(
                condition=Q(received__lte=F("size")), name="upload_receives_its_size_at_most"
            ),
            models.CheckConstraint(
                condition=Q(sha256="") | Q(sha256__regex=r"^[0-9a-f]{64}$"),
                name="upload_sha256_is_hexadecimal",
            ),
            models.CheckConstraint(
                condition=Q(content_import__isnull=True) | Q(received=F("size")),
                name="upload_is_whole_when_imported",
            ),
        ]

    def __str__(self) -> str:
        return f"upload of {self.name}"


class ImportLine(models.Model):
    """A line of an import that was refused."""

    content_import = models.ForeignKey(
        ContentImport, on_delete=models.CASCADE, related_name="refused_lines"
    )
    file = models.CharField(max_length=250)
    line = models.PositiveIntegerField(help_text="0 is the file as a whole.")
    field = models.CharField(max_length=250, blank=True)
    reason = models.TextField()

    class Meta:
        verbose_name = "refused line"
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="import_line_has_a_reason")
        ]

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"
