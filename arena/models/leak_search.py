from django.db import models


class LeakSearch(models.Model):
    """How far the responses are searched for the names known now; one row."""

    # Of the names looked for; empty until the worker first looks at them.
    names = models.CharField(max_length=64, blank=True, editable=False)
    # The last response searched for them.
    done_to = models.BigIntegerField(default=0, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name_plural = "leak searches"

    def __str__(self) -> str:
        return f"searched to response {self.done_to}"
