import uuid

from django.db import models

from arena.models.voter import Voter


class VotingSession(models.Model):
    """The end of a session of votes: the matches that refer to it had their authors named then."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    voter = models.ForeignKey(Voter, on_delete=models.PROTECT, related_name="sessions")
    ended_at = models.DateTimeField()

    class Meta:
        ordering = ("-ended_at",)

    def __str__(self) -> str:
        return f"session {self.id}"
