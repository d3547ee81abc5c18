from typing import Self

from django.db import models
from django.db.models import Q


class ApiAnswerQuerySet(models.QuerySet["ApiAnswer"]):
    def of(self, owner: str, name: str) -> Self:
        return self.filter(owner=owner, name=name)


class ApiAnswer(models.Model):
    """What a write with an `Idempotency-Key` was answered, for when it is sent again.

    Written in the transaction of what the write changed, so neither is there without the other.
    """

    owner = models.CharField(max_length=60, help_text="The key of the API, or the voter.")
    name = models.CharField(max_length=255, help_text="The Idempotency-Key.")
    request_digest = models.CharField(
        max_length=64, help_text="SHA-256 of the method, the address and the body."
    )
    status = models.PositiveSmallIntegerField()
    headers: "models.JSONField[dict[str, str], dict[str, str]]" = models.JSONField(default=dict)
    body = models.BinaryField()
    answered_at = models.DateTimeField(db_index=True)

    objects = ApiAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = "kept answer"
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(
                fields=("owner", "name"), name="api_answer_is_one_per_owner_and_name"
            ),
            models.CheckConstraint(condition=~Q(owner=""), name="api_answer_has_an_owner"),
            models.CheckConstraint(condition=~Q(name=""), name="api_answer_has_a_name"),
            models.CheckConstraint(
                condition=Q(status__gte=200, status__lt=500), name="api_answer_is_no_failure"
            ),
            models.CheckConstraint(
                condition=Q(request_digest__regex=r"^[0-9a-f]{64}$"),
                name="api_answer_digest_is_hexadecimal",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.status} to {self.owner}, {self.name[:40]}"
