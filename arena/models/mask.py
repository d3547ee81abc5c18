from collections.abc import Collection

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q

from arena.models.briefly_kept import BrieflyKept
from arena.models.response import Response


def forget_masks() -> None:
    """For this process and, once it is committed, for its other threads."""
    masked_responses.forget()
    transaction.on_commit(masked_responses.forget)


class MaskQuerySet(models.QuerySet["Mask"]):
    def responses(self) -> frozenset[int]:
        """The responses in which words are masked."""
        return frozenset(self.order_by().values_list("response_id", flat=True))

    def words_of(self, responses: Collection[int]) -> dict[int, list[str]]:
        """The masked words of those of these responses that have any, as of a second ago."""
        if masked_responses.current().isdisjoint(responses):
            return {}
        return dict(self.filter(response__in=responses).values_list("response_id", "words"))


class Mask(models.Model):
    """Words of a response that voters see as ▮▮▮. Undoing deletes this row; the audit keeps both.

    The response itself stays as it was received.
    """

    response = models.OneToOneField(Response, on_delete=models.PROTECT, related_name="mask")
    words = models.JSONField(help_text="A list of what is masked, wherever it occurs.")
    reason = models.TextField()
    masked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    masked_at = models.DateTimeField()

    objects = MaskQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="mask_has_a_reason"),
            models.CheckConstraint(condition=~Q(words=[]), name="mask_has_words"),
        ]

    def __str__(self) -> str:
        return f"mask of {self.response}"


masked_responses = BrieflyKept(Mask.objects.responses)
