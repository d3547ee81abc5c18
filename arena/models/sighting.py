from collections.abc import Collection, Iterable
from uuid import UUID

from django.db import models, transaction
from django.db.models import F, Q

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


type Range = tuple[int, int]


class ToldRangeQuerySet(models.QuerySet["ToldRange"]):
    @transaction.atomic
    def note(self, voter_id: UUID, ranges: Iterable[Range]) -> None:
        """Store that the voter counts as told all authors on these challenges."""
        own = self.filter(voter=voter_id).order_by()
        stored = set(own.values_list("first", "last"))
        merged = set(merge_ranges([*stored, *ranges]))
        for first, last in stored - merged:
            own.filter(first=first, last=last).delete()
        rows = [ToldRange(voter_id=voter_id, first=a, last=b) for a, b in sorted(merged - stored)]
        self.bulk_create(rows, ignore_conflicts=True)


class ToldRange(models.Model):
    """A voter has read so many responses with their authors' names that all responses to these
    challenges count as read, from one id of a challenge to another."""

    voter = models.ForeignKey(
        Voter, on_delete=models.CASCADE, related_name="told_ranges", db_index=False
    )
    first = models.PositiveBigIntegerField()
    last = models.PositiveBigIntegerField()

    objects = ToldRangeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("voter", "first", "last"), name="told_range_is_one_per_voter"
            ),
            models.CheckConstraint(
                condition=Q(first__lte=F("last")), name="told_range_is_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.voter} was told challenges {self.first} to {self.last}"


def merge_ranges(ranges: Iterable[Range], *, most: int | None = None) -> list[Range]:
    """The same in ascending order, those that touch as one.

    Args:
        ranges: first and last.
        most: with more than so many, those with the least between them become one, too.
    """
    merged: list[Range] = []
    for first, last in sorted(ranges):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = merged[-1][0], max(merged[-1][1], last)
        else:
            merged.append((first, last))
    while most is not None and len(merged) > most:
        place = min(range(len(merged) - 1), key=lambda at: merged[at + 1][0] - merged[at][1])
        merged[place : place + 2] = [(merged[place][0], merged[place + 1][1])]
    return merged
