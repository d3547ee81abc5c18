import uuid

from django.db import models


class Voter(models.Model):
    """A browser known by a random key, never by name.

    Only the key connects a browser to its votes: without it, they are anonymous for good. Imported
    voters have no key.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.UUIDField(null=True, unique=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    blocked_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="Votes from then on are taken and excluded at once; the voter is not told.",
    )

    quarantined_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="A test was so certain that no vote counts until a person decides; not told.",
    )

    class Meta:
        ordering = ("-created_at",)
        indexes = [
            models.Index(
                fields=("quarantined_at",),
                condition=models.Q(quarantined_at__isnull=False),
                name="voter_in_quarantine",
            ),
        ]
        permissions = [("judge_voter", "Can decide on suspicious voters and block them")]

    def __str__(self) -> str:
        return f"voter {str(self.id)[:8]}"
