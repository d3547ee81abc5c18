from django.db import connection, models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact

from arena.models import VoteEvent

# What the first entry of every chain follows.
GENESIS = "0" * 64
# Of the canonical form of an entry; `leaderboard.ledger` has the bytes of each. From `SALTED` on,
# an entry is chained by the digest of a salt and the event.
UNSALTED, SALTED = 1, 2
SALT_BYTES = 32


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
    # Code that does not know the column writes entries of the first version.
    version = models.PositiveSmallIntegerField(db_default=UNSALTED, default=UNSALTED)
    # Published with the event only, since without it nobody can try out what an event was.
    salt = models.BinaryField(max_length=SALT_BYTES, null=True)

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
            models.CheckConstraint(
                condition=Q(version=UNSALTED, salt__isnull=True)
                # A CHECK takes NULL for yes, so the absence of a salt is asked for.
                | Q(Exact(Length("salt"), SALT_BYTES), version=SALTED, salt__isnull=False),
                name="ledger_salt_is_of_its_version",
            ),
        ]

    def __str__(self) -> str:
        return f"ledger {self.sequence}"
