import numpy as np
import pytest

from arena.models import Competitor
from arena.models.counting import add_counts
from arena.models.inserting import insert_rows
from leaderboard.models import BoardTally, Entry
from tests.breaking import Cast, valid

pytestmark = pytest.mark.django_db

NAMES = [
    "plain",
    "null",
    "NULL",
    "",
    "with, comma",
    'with "quotes"',
    "{braces}",
    "back\\slash",
    "ü",
]


def test_text_is_inserted_unchanged_whatever_its_characters():
    number = len(NAMES)
    columns = {
        "slug": [f"slug-{place}" for place in range(number)],
        "name": [f"name-{place}" for place in range(number)],
        "provider": NAMES,
        "description": [""] * number,
        "specs": ["{}"] * number,
        "source": ["here"] * number,
        "created_at": ["2026-06-01 12:00:00+00:00"] * number,
    }
    insert_rows(Competitor, columns)
    assert list(Competitor.objects.order_by("id").values_list("provider", flat=True)) == NAMES


def test_numbers_are_inserted_to_the_last_bit():
    row = Entry(**valid(Entry, Cast()))
    theta = [0.1 + 0.2, -1e-300]
    names = [field.column for field in Entry._meta.concrete_fields if field.name != "id"]
    columns = {name: [getattr(row, name)] * 2 for name in names}
    insert_rows(
        Entry,
        columns
        | {
            "position": np.array([1, 2]),
            "competitor_id": [row.competitor_id, _other(row)],
            "theta": theta,
            "lower": [None, 5.0],
        },
    )
    kept = list(Entry.objects.order_by("position").values_list("theta", "lower"))
    assert kept == [(theta[0], None), (theta[1], 5.0)]


def _other(entry):
    return Competitor.objects.exclude(pk=entry.competitor_id).first().pk


def test_counts_can_fall_and_rise_and_missing_rows_are_inserted():
    cast = Cast()
    key = [cast.board.pk, 0, cast.ada.pk, cast.bob.pk]
    for change in (5, -3):
        rows = np.array([[*key, change]])
        add_counts(BoardTally, key=BoardTally.cell, counts=["left"], rows=rows)
    assert BoardTally.objects.get().left == 2
