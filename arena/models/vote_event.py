from typing import Self

import numpy as np
import numpy.typing as npt
from django.db import models
from django.db.models import Q

from arena.models.exclusion import Exclusion
from arena.models.inserting import with_ids
from arena.models.vote import Vote


class EventKind(models.TextChoices):
    CAST = "cast"
    EXCLUDED = "excluded"
    REINSTATED = "reinstated"


class VoteEventQuerySet(models.QuerySet["VoteEvent"]):
    def pending(self) -> Self:
        """Events without a place in the ledger, in the order of their future places.

        An event is caused by one committed before, so the ids of a vote's events are in order.
        """
        return self.filter(pending=True).order_by("id")

    def settle(self, ids: npt.NDArray[np.int64]) -> None:
        """Mark these events as no longer pending."""
        with_ids(self, ids).update(pending=False)


class VoteEvent(models.Model):
    """Something that happened to a vote, written in the transaction of the change.

    The rows are the queue of the ledger: `pending` is all that may ever change, once, to false.
    """

    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10, choices=EventKind)
    exclusion = models.ForeignKey(
        Exclusion, on_delete=models.PROTECT, null=True, blank=True, related_name="events"
    )
    happened_at = models.DateTimeField()
    pending = models.BooleanField(default=True)

    objects = VoteEventQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        indexes = [
            models.Index(fields=("id",), condition=Q(pending=True), name="event_pending"),
            models.Index(
                fields=("happened_at",),
                condition=Q(kind__in=("excluded", "reinstated")),
                name="event_of_exclusions",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=EventKind.values), name="event_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(kind=EventKind.CAST, exclusion__isnull=True)
                | (~Q(kind=EventKind.CAST) & Q(exclusion__isnull=False)),
                name="event_has_an_exclusion_unless_cast",
            ),
            models.UniqueConstraint(
                fields=("vote",), condition=Q(kind=EventKind.CAST), name="event_cast_once_per_vote"
            ),
            models.UniqueConstraint(
                fields=("exclusion", "kind"), name="event_of_an_exclusion_happens_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.vote} {self.kind}"
