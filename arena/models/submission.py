import hashlib

from django.db import models
from django.db.models import Q

from arena.models.challenge import Challenge
from arena.models.voter import Voter


def digest_of(token: str) -> str:
    """The stored hash of the token of a private link, unsalted since it is long and random."""
    return hashlib.sha256(token.encode()).hexdigest()


class Submission(models.Model):
    """The submission of a challenge by a visitor, who follows it by a private link."""

    challenge = models.OneToOneField(Challenge, on_delete=models.CASCADE, related_name="submission")
    voter = models.ForeignKey(
        Voter, on_delete=models.SET_NULL, null=True, blank=True, related_name="submissions"
    )
    link_digest = models.CharField(max_length=64, unique=True, editable=False)
    message = models.TextField(blank=True, help_text="What the submitter said to the reviewers.")
    submitted_at = models.DateTimeField(help_text="Last time; it may have been sent back since.")

    class Meta:
        ordering = ("-submitted_at",)
        constraints = [
            models.CheckConstraint(
                condition=Q(link_digest__regex=r"^[0-9a-f]{64}$"),
                name="submission_link_digest_is_hexadecimal",
            )
        ]

    def __str__(self) -> str:
        return f"submission of {self.challenge}"
