from collections import Counter
from collections.abc import Iterable

import numpy as np
from django.db import models
from django.db.models import F, Q

from arena.models.competitor import Competitor
from arena.models.counting import add_counts
from arena.models.match import Ending

_COLUMNS = {Ending.SKIP: "skipped", Ending.EXPIRY: "expired", Ending.WITHDRAWAL: "withdrawn"}


class UnvotedCountManager(models.Manager["UnvotedCount"]):
    def add(self, ended: Iterable[tuple[int, int, Ending]]) -> None:
        """Count deleted matches: the competitors left and right, and the ending, of each."""
        counts: dict[tuple[int, int], Counter[Ending]] = {}
        for left, right, ending in ended:
            pair = min(left, right), max(left, right)
            counts.setdefault(pair, Counter())[ending] += 1
        rows = [[*pair, *(of[ending] for ending in _COLUMNS)] for pair, of in counts.items()]
        add_counts(
            self.model,
            key=("first_id", "second_id"),
            counts=tuple(_COLUMNS.values()),
            rows=np.array(rows, dtype=np.int64).reshape(-1, 2 + len(_COLUMNS)),
        )


class UnvotedCount(models.Model):
    """How many matches of a pair were deleted, since their voters never voted, and how they ended.

    A rate of skips or expiries is over these and the rows of `Match`; `Pair.servings` has both. It
    is a table of its own, since every match that is opened waits for the row of its `Pair`.
    """

    first = models.ForeignKey(Competitor, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Competitor, on_delete=models.PROTECT, related_name="+")
    skipped = models.PositiveBigIntegerField(db_default=0)
    expired = models.PositiveBigIntegerField(db_default=0)
    withdrawn = models.PositiveBigIntegerField(db_default=0)

    objects = UnvotedCountManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("first", "second"), name="unvoted_count_is_one_row"),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")), name="unvoted_count_is_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"matches of {self.first} and {self.second} without a vote"
