from typing import ClassVar

from django.db import models
from django.db.models import F, Q


class PoolVersionManager(models.Manager["PoolVersion"]):
    def current(self) -> int:
        return self.values_list("number", flat=True).filter(id=PoolVersion.ONLY).first() or 0

    def advance(self) -> None:
        """Record that the responses that matches are made of have changed."""
        self.bulk_create([PoolVersion(id=PoolVersion.ONLY, number=0)], ignore_conflicts=True)
        self.filter(id=PoolVersion.ONLY).update(number=F("number") + 1)


class PoolVersion(models.Model):
    """One row whose number grows whenever the servable responses change, so that each web process
    knows when its pool is out of date."""

    ONLY: ClassVar[int] = 1

    number = models.PositiveBigIntegerField(default=0)

    objects = PoolVersionManager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="pool_version_is_one_row")]

    def __str__(self) -> str:
        return f"pool version {self.number}"
