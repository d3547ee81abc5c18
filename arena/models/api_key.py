from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    def newest_first(self) -> Self:
        return self.select_related("made_by", "revoked_by").order_by("-id")


class ApiKey(models.Model):
    """A key with which a program uses the API for the person who made it.

    The key itself is shown once and not stored: it is found again by its SHA-256, which tells
    nothing of 256 random bits.
    """

    name = models.CharField(max_length=80, help_text="What it is for.")
    prefix = models.CharField(
        max_length=16, unique=True, help_text="How the key begins, to recognise it by."
    )
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the whole key.")
    scopes: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True, help_text="To the minute.")
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        verbose_name = "API key"
        ordering = ("-id",)
        permissions = [("manage_key", "Can make and revoke keys of the API")]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="api_key_has_a_name"),
            models.CheckConstraint(condition=~Q(prefix=""), name="api_key_has_a_prefix"),
            models.CheckConstraint(
                condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="api_key_digest_is_hexadecimal"
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")), name="api_key_expires_after_it_is_made"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=False) | Q(revoked_by__isnull=True),
                name="api_key_revoked_by_somebody_is_revoked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"
