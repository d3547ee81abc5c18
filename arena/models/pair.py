import random

import numpy as np
import numpy.typing as npt
from django.db import connection, models
from django.db.models import F, Q

from arena.models.competitor import Competitor
from arena.models.counting import add_counts

# The side that is behind is drawn with this probability (Efron, Biometrika 58, 1971), so the
# two sides of a pair stay balanced while no single draw can be predicted.
LAGGING_SIDE_PROBABILITY = 2 / 3
FAIR = 1 / 2

# One statement, because two servings of a pair at once must see each other's side; and raw, because
# the ORM has no upsert that returns a computed column.
_DRAW_SIDE = """
    INSERT INTO arena_pair (first_id, second_id, servings, first_left, last_first_left, votes)
    VALUES (%(first)s, %(second)s, 1, %(fair)s, %(fair_side)s, 0)
    ON CONFLICT (first_id, second_id) DO UPDATE SET
        servings = arena_pair.servings + 1,
        first_left = arena_pair.first_left + CASE
            WHEN 2 * arena_pair.first_left < arena_pair.servings THEN %(lagging)s
            WHEN 2 * arena_pair.first_left > arena_pair.servings THEN %(leading)s
            ELSE %(fair)s END,
        last_first_left = CASE
            WHEN 2 * arena_pair.first_left < arena_pair.servings THEN %(lagging_side)s
            WHEN 2 * arena_pair.first_left > arena_pair.servings THEN %(leading_side)s
            ELSE %(fair_side)s END
    RETURNING last_first_left
"""


class PairQuerySet(models.QuerySet["Pair"]):
    def draw_side(self, *, first: int, second: int, rng: random.Random) -> bool:
        """Count one more serving of the pair and return whether `first` is shown on the left."""
        chance = rng.random()
        sides = {
            "fair": chance < FAIR,
            "lagging": chance < LAGGING_SIDE_PROBABILITY,
            "leading": chance >= LAGGING_SIDE_PROBABILITY,
        }
        numbers = {name: int(side) for name, side in sides.items()}
        booleans = {f"{name}_side": side for name, side in sides.items()}
        with connection.cursor() as cursor:
            cursor.execute(_DRAW_SIDE, {"first": first, "second": second, **numbers, **booleans})
            row = cursor.fetchone()
        return bool(row[0])

    def count_votes(self, rows: npt.NDArray[np.int64]) -> None:
        """Add to the votes of pairs: (N, 3) unique rows of lower id, higher id and change."""
        add_counts(self.model, key=("first_id", "second_id"), counts=("votes",), rows=rows)


class Pair(models.Model):
    """Two competitors, `first` with the lower id: how often served, on which side, and voted on.

    `votes` is updated from the ledger and lags behind by seconds, which is enough for pairing.
    """

    first = models.ForeignKey(Competitor, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Competitor, on_delete=models.PROTECT, related_name="+")
    servings = models.PositiveBigIntegerField(db_default=0)
    first_left = models.PositiveBigIntegerField(db_default=0)
    last_first_left = models.BooleanField(db_default=False)
    votes = models.PositiveBigIntegerField(db_default=0)

    objects = PairQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("first", "second"), name="pair_is_one_row"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="pair_is_in_order"),
            models.CheckConstraint(
                condition=Q(first_left__lte=F("servings")), name="pair_sides_are_servings"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} and {self.second}"
