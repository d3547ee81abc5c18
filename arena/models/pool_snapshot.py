from datetime import datetime
from typing import ClassVar, NamedTuple

from django.db import models
from django.db.models import F, Q


class Stored(NamedTuple):
    """Which picture is stored: of which version of the responses, the how manieth, how old."""

    version: int
    serial: int
    checked_at: datetime


class PoolSnapshotManager(models.Manager["PoolSnapshot"]):
    def stored(self) -> Stored | None:
        rows = self.filter(id=PoolSnapshot.ONLY)
        row = rows.values_list("version", "serial", "checked_at").first()
        return None if row is None else Stored(*row)

    def content(self) -> bytes:
        return bytes(self.values_list("content", flat=True).get(id=PoolSnapshot.ONLY))

    def store(self, content: bytes, *, version: int, now: datetime) -> None:
        """Put another picture in the place of the one there is."""
        made = {"version": version, "content": content, "checked_at": now}
        changed = self.filter(id=PoolSnapshot.ONLY).update(serial=F("serial") + 1, **made)
        if not changed:
            self.create(id=PoolSnapshot.ONLY, serial=1, **made)

    def confirm(self, *, now: datetime) -> None:
        """The picture there is was found to be still right."""
        self.filter(id=PoolSnapshot.ONLY).update(checked_at=now)


class PoolSnapshot(models.Model):
    """One row with the picture that matches are drawn from, made by the worker and read by each web
    process when its `serial` has grown."""

    ONLY: ClassVar[int] = 1

    version = models.PositiveBigIntegerField(help_text="Of the responses it was made from.")
    serial = models.PositiveBigIntegerField()
    checked_at = models.DateTimeField(help_text="When it was last found to be right.")
    content = models.BinaryField()

    objects = PoolSnapshotManager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="pool_snapshot_is_one_row")]

    def __str__(self) -> str:
        return f"pool snapshot {self.serial}"
