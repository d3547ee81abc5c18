from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from arena.models.challenge import Challenge
from arena.models.competitor import Competitor
from arena.models.match import Match
from arena.models.response import Response
from arena.models.voter import Voter


class Outcome(models.TextChoices):
    LEFT = "left", _("A is better")
    RIGHT = "right", _("B is better")
    TIE = "tie", _("Tie")
    BOTH_BAD = "both_bad", _("Both are bad")


class Origin(models.TextChoices):
    """The origin of a vote; boards show how many of each they count."""

    VOTED = "voted", _("Voted here")
    IMPORTED = "imported", _("Imported")
    SIMULATED = "simulated", _("Simulated")


# Rules of exclusions that a voter would notice being found by.
_HIDDEN_RULES = ("quarantine", "suspicion", "unproven")


class VoteQuerySet(models.QuerySet["Vote"]):
    def counted(self) -> Self:
        return self.exclude(exclusions__lifted_at__isnull=True, exclusions__isnull=False)

    def shown_as_counted(self) -> Self:
        """Votes shown to a voter as counted: also those whose exclusion is hidden."""
        standing = Q(exclusions__lifted_at__isnull=True, exclusions__isnull=False)
        return self.exclude(standing & ~Q(exclusions__rule__in=_HIDDEN_RULES))


class Vote(models.Model):
    """The outcome of a match, or one brought from elsewhere. Never changed, never deleted."""

    match = models.OneToOneField(Match, on_delete=models.PROTECT, null=True, related_name="vote")
    voter = models.ForeignKey(Voter, on_delete=models.PROTECT, null=True, related_name="votes")
    challenge = models.ForeignKey(
        Challenge, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    left = models.ForeignKey(
        Response, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    right = models.ForeignKey(
        Response, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    left_competitor = models.ForeignKey(
        Competitor, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    right_competitor = models.ForeignKey(
        Competitor, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    outcome = models.CharField(max_length=8, choices=Outcome)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.VOTED)
    source = models.CharField(max_length=120, blank=True)
    # Identifies an imported vote in its source, so that importing it twice adds nothing.
    key = models.CharField(max_length=64, blank=True)
    cast_at = models.DateTimeField()

    objects = VoteQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        permissions = [("exclude_vote", "Can exclude and reinstate votes")]
        indexes = [
            models.Index(fields=("cast_at",), name="vote_by_time"),
            # The database asks for these at each response or challenge that is deleted.
            models.Index(fields=("challenge",), name="vote_by_challenge"),
            models.Index(fields=("left",), name="vote_by_left"),
            models.Index(fields=("right",), name="vote_by_right"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=Outcome.values), name="vote_outcome_is_known"
            ),
            models.CheckConstraint(
                condition=Q(origin__in=Origin.values), name="vote_origin_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(left_competitor=F("right_competitor")),
                name="vote_is_between_two_competitors",
            ),
            models.CheckConstraint(
                condition=Q(origin=Origin.VOTED, match__isnull=False, voter__isnull=False)
                | (~Q(origin=Origin.VOTED) & Q(match__isnull=True) & ~Q(source="")),
                name="vote_has_a_match_or_a_source",
            ),
            models.CheckConstraint(
                condition=Q(left__isnull=True, right__isnull=True)
                | Q(left__isnull=False, right__isnull=False, challenge__isnull=False),
                name="vote_has_both_responses_or_neither",
            ),
            models.UniqueConstraint(
                fields=("source", "key"),
                condition=~Q(key=""),
                name="vote_is_brought_once_from_its_source",
            ),
        ]

    def __str__(self) -> str:
        return f"vote {self.pk}"
