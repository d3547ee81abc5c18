import uuid

from django.db import models


class Voter(models.Model):
    """A browser known by a random key, never by name."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"voter {str(self.id)[:8]}"
