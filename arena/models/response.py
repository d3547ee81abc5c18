from typing import Self

from django.db import models
from django.db.models import Q

from arena.models.challenge import PUBLIC_STATES, Challenge, ChallengeState
from arena.models.competitor import Competitor
from arena.models.content_import import ContentImport
from arena.models.kind import Kind
from arena.models.prepared import Placeholder, PreparedObjects
from arena.models.review import ReviewState
from arena.text import Turns


class ResponseQuerySet(models.QuerySet["Response"]):
    def visible(self) -> Self:
        return self.filter(withdrawal__isnull=True)

    def servable(self) -> Self:
        """What a match may be made of: visible, its challenge published, its author not retired,
        and no person is still to say whether it gives its author away."""
        return self.visible().filter(
            Q(leak__isnull=True) | ~Q(leak__state=ReviewState.OPEN),
            challenge__state=ChallengeState.PUBLISHED,
            competitor__retired_at__isnull=True,
        )

    def to_serve(self, challenge: int, first: int, second: int) -> "list[Response]":
        """The servable responses of two competitors, with the challenge they answer."""
        return _to_serve(challenge=challenge, first=first, second=second)

    def public(self) -> Self:
        """What has a page that names its author."""
        return self.visible().filter(challenge__state__in=PUBLIC_STATES)


class Response(models.Model):
    """One competitor's answer to one challenge, as received. Never edited, only withdrawn.

    The database refuses to change or delete a row; a withdrawal is a row of its own.
    """

    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="responses")
    competitor = models.ForeignKey(Competitor, on_delete=models.PROTECT, related_name="responses")
    sample = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=10, choices=Kind)
    language = models.CharField(max_length=40, blank=True)
    content = models.TextField(blank=True)
    # A conversation, whose text is `content` (see `arena.text.turns`); None for all others.
    turns: "models.JSONField[Turns | None, Turns | None]" = models.JSONField(null=True, blank=True)
    file = models.CharField(max_length=200, blank=True, help_text="Path below the media folder.")
    media_type = models.CharField(max_length=80, blank=True)
    sha256 = models.CharField(max_length=64, help_text="Of the raw bytes as received.")
    # Provenance: what was asked of the competitor, and what came back beside the content.
    sent = models.JSONField(default=dict, blank=True)
    returned = models.JSONField(default=dict, blank=True)
    generated_at = models.DateTimeField(null=True, blank=True)
    source = models.CharField(max_length=120, blank=True)
    brought_by = models.ForeignKey(
        ContentImport, on_delete=models.PROTECT, null=True, editable=False, related_name="responses"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        permissions = [("judge_response", "Can withdraw, restore and clear responses")]
        constraints = [
            models.UniqueConstraint(
                fields=("challenge", "competitor", "sample"),
                name="response_is_one_per_challenge_competitor_and_sample",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values), name="response_kind_is_known"
            ),
            models.CheckConstraint(
                # A text may be empty: saying nothing is an answer, too.
                condition=(Q(file="") & (~Q(content="") | Q(kind=Kind.TEXT)))
                | (Q(content="") & ~Q(file="")),
                name="response_is_either_text_or_a_file",
            ),
            models.CheckConstraint(
                condition=Q(turns__isnull=True) | Q(kind=Kind.TEXT, file=""),
                name="response_turns_are_of_the_kind_text",
            ),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="response_sha256_is_hexadecimal"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.competitor} on {self.challenge}"


class Withdrawal(models.Model):
    """A response taken out of new matches. Restoring it deletes this row; the audit keeps both."""

    response = models.OneToOneField(Response, on_delete=models.PROTECT, related_name="withdrawal")
    reason = models.TextField()
    withdrawn_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="withdrawal_has_a_reason")
        ]

    def __str__(self) -> str:
        return f"{self.response} (withdrawn)"


def _servable_of_two() -> ResponseQuerySet:
    key = models.BigIntegerField()
    either = Q(competitor=Placeholder("first", key)) | Q(competitor=Placeholder("second", key))
    servable = Response.objects.servable().filter(either, challenge=Placeholder("challenge", key))
    return servable.order_by("id")


_to_serve = PreparedObjects(
    _servable_of_two,
    related=("challenge", "challenge__category"),
    without=("sent", "returned"),  # which no match shows
)
