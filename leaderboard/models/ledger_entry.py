from django.db import connection, models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact

from arena.models import VoteEvent

# What the first entry of every chain follows.
GENESIS = "0" * 64


class LedgerEntryQuerySet(models.QuerySet["LedgerEntry"]):
    def head(self) -> tuple[int, str]:
        """Sequence number and digest of the last entry."""
        last = self.order_by("-sequence").values_list("sequence", "digest").first()
        return last or (0, GENESIS)

    @staticmethod
    def commit_without_flush() -> None:
        """The transaction that is open commits without waiting for the disk. Django has no word for
        it, and SQLite does as its journal says."""
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL synchronous_commit TO OFF")


class LedgerEntry(models.Model):
    """The place of one event in the final order. Every rating is computed from these rows."""

    sequence = models.PositiveBigIntegerField(primary_key=True)
    # Nothing can delete an event, so the database need not look at it for each entry.
    event = models.OneToOneField(
        VoteEvent, on_delete=models.PROTECT, related_name="ledger_entry", db_constraint=False
    )
    digest = models.CharField(max_length=64)

    objects = LedgerEntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "ledger entries"
        ordering = ("sequence",)
        constraints = [
            models.CheckConstraint(condition=Q(sequence__gte=1), name="ledger_begins_at_one"),
            models.CheckConstraint(
                # PostgreSQL takes ten times as long for ^[0-9a-f]{64}$, and half of an insert.
                condition=~Q(digest__regex=r"[^0-9a-f]") & Q(Exact(Length("digest"), 64)),
                name="ledger_digest_is_hexadecimal",
            ),
        ]

    def __str__(self) -> str:
        return f"ledger {self.sequence}"
