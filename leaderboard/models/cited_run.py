from django.db import models

from leaderboard.models.rating_run import RatingRun


class CitedRun(models.Model):
    """A run that somebody cited, which is kept for ever."""

    run = models.OneToOneField(
        RatingRun, on_delete=models.PROTECT, primary_key=True, related_name="cited"
    )
    cited_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ("-cited_at",)

    def __str__(self) -> str:
        return f"citation of {self.run}"
