from collections.abc import Collection
from uuid import UUID

from django.db import models

from arena.models.response import Response
from arena.models.voter import Voter


class SightingQuerySet(models.QuerySet["Sighting"]):
    def note(self, voter_id: UUID, responses: Collection[int]) -> None:
        """Store that the voter has seen the authors of these responses; unknown ids are ignored."""
        there = Response.objects.filter(id__in=responses).order_by().values_list("id", flat=True)
        rows = [Sighting(voter_id=voter_id, response_id=response) for response in there]
        self.bulk_create(rows, ignore_conflicts=True)


class Sighting(models.Model):
    """A voter has seen a response with its author's name, so could not judge it blindly."""

    voter = models.ForeignKey(
        Voter, on_delete=models.CASCADE, related_name="sightings", db_index=False
    )
    response = models.ForeignKey(
        Response, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    objects = SightingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("voter", "response"), name="sighting_is_one_per_voter_and_response"
            )
        ]

    def __str__(self) -> str:
        return f"{self.voter} saw {self.response}"
