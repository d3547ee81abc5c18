"""Votes as columns straight from the database: on PostgreSQL it packs them itself, elsewhere they
are read row by row."""

from collections.abc import Iterator
from datetime import UTC
from itertools import batched
from typing import Any
from uuid import UUID

import numpy as np
import numpy.typing as npt
from django.db import connection
from django.db.models import (
    Aggregate,
    BinaryField,
    Case,
    Expression,
    F,
    Func,
    IntegerField,
    Max,
    Min,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce

from arena.models import Vote
from leaderboard.ledger import OUTCOME

type Column = npt.NDArray[Any]

# Rows in memory at a time.
CHUNK = 50_000
# Numbers of votes that the database packs at a time.
_PACKED = 200_000
NOBODY = -1
# A key for no voter.
_NO_VOTER = 0
# Before the elements of an array in PostgreSQL's own format: dimensions, whether any is NULL, the
# type, size and lower bound. Each element is preceded by its length.
_HEADER = 20
_UUID = np.dtype([("length", ">i4"), ("high", ">u8"), ("low", ">u8")])
# Odd, so that no half of a key is lost: Knuth's and the golden ratio's 64-bit multipliers.
_MIXED_HIGH, _MIXED_LOW = np.uint64(6364136223846793005), np.uint64(11400714819323198485)
_COLUMNS = {
    "voter": "voter_id",
    "challenge": "challenge_id",
    "left": "left_competitor_id",
    "right": "right_competitor_id",
    "outcome": "outcome",
    "day": "cast_at",
    "left_response": "left_id",
    "right_response": "right_id",
}


class _Packed(Aggregate):
    """All values as one array, as bytes; several have the rows in the same order."""

    template = "array_send(array_agg(%(expressions)s))"
    output_field = BinaryField()


class _Day(Func):
    """As `date.toordinal` counts, in UTC."""

    template = "((%(expressions)s AT TIME ZONE 'UTC')::date - DATE '0001-01-01' + 1)"
    output_field = IntegerField()


def read_columns(votes: QuerySet[Vote]) -> dict[str, Column]:
    """The columns of these votes, sorted by voter and challenge.

    `voter` numbers voters from 0, -1 for none; `challenge` is -1 for none, responses 0; `outcome`
    is a place in `COUNTS`.
    """
    is_packed = connection.vendor == "postgresql"
    parts = list(_packed(votes) if is_packed else _by_rows(votes))
    # Columns of one part are given back once all parts of a column are joined.
    table = {name: np.concatenate([part.pop(name) for part in parts]) for name in _COLUMNS}
    voter, order = _sorted(table.pop("voter"), table["challenge"])
    return {"voter": voter} | {name: table.pop(name)[order] for name in list(table)}


def _sorted(key: Column, challenge: Column) -> tuple[Column, Column]:
    """Numbers of voters, in order, and what sorts votes by voter and challenge."""
    order = np.argsort(key, kind="stable")
    key = key[order]
    begins = np.ones(len(key), dtype=bool)
    np.not_equal(key[1:], key[:-1], out=begins[1:])
    voter = np.cumsum(begins, dtype=np.int32) - np.int32(1)
    # The key of no voter is the least.
    if len(key) and key[0] == _NO_VOTER:
        voter -= np.int32(1)
    both = (voter.astype(np.int64) << 32) + challenge[order]
    return voter, order[np.argsort(both, kind="stable")]


def _packed(votes: QuerySet[Vote]) -> Iterator[dict[str, Column]]:
    bounds = Vote.objects.aggregate(first=Min("pk"), last=Max("pk"))
    columns = {name: _Packed(each) for name, each in _expressions().items()}
    yield {name: np.zeros(0, dtype=np.int32) for name in columns}
    for first in range(bounds["first"] or 1, (bounds["last"] or 0) + 1, _PACKED):
        some = votes.filter(pk__gte=first, pk__lt=first + _PACKED)
        found = some.order_by().aggregate(**columns)
        if found["voter"] is None:
            continue
        part = {name: _unpacked(found[name]) for name in columns if name != "voter"}
        part["outcome"] = part["outcome"].astype(np.int8)
        yield {"voter": _keys(found["voter"])} | part


def _expressions() -> dict[str, Expression | F]:
    def number(name: str, none: int) -> Expression:
        return Coalesce(Cast(F(name), IntegerField()), Value(none))

    places = [When(outcome=name, then=Value(place)) for name, place in OUTCOME.items()]
    return {
        "voter": Coalesce(F("voter_id"), Value(UUID(int=0))),
        "challenge": number("challenge_id", NOBODY),
        "left": number("left_competitor_id", 0),
        "right": number("right_competitor_id", 0),
        "outcome": Case(*places, output_field=IntegerField()),
        "day": _Day(F("cast_at")),
        "left_response": number("left_id", 0),
        "right_response": number("right_id", 0),
    }


def _unpacked(array: bytes) -> Column:
    """Of 32-bit integers."""
    return np.frombuffer(array, dtype=">i4", offset=_HEADER)[1::2].astype(np.int32)


def _keys(array: bytes) -> Column:
    """64 bits for each voter: two share them once in a hundred million arenas of half a million."""
    found = np.frombuffer(array, dtype=_UUID, offset=_HEADER)
    high, low = (found[name].astype(np.uint64) for name in ("high", "low"))
    return np.asarray(high * _MIXED_HIGH ^ low * _MIXED_LOW)


def _by_rows(votes: QuerySet[Vote]) -> Iterator[dict[str, Column]]:
    rows = votes.order_by("pk").values_list(*_COLUMNS.values()).iterator(chunk_size=CHUNK)
    voters: dict[Any, int] = {None: _NO_VOTER}
    yield {name: np.zeros(0, dtype=np.int32) for name in _COLUMNS}
    for some in batched(rows, CHUNK):
        yield _columns_of(some, voters)


def _columns_of(rows: tuple[tuple[Any, ...], ...], voters: dict[Any, int]) -> dict[str, Column]:
    voter, challenge, left, right, outcome, cast_at, *responses = zip(*rows, strict=True)
    columns = [
        [voters.setdefault(each, len(voters)) for each in voter],
        [NOBODY if each is None else each for each in challenge],
        left,
        right,
        [OUTCOME[each] for each in outcome],
        [each.astimezone(UTC).toordinal() for each in cast_at],
        *([each or 0 for each in side] for side in responses),
    ]
    made = (np.array(column, dtype=np.int32) for column in columns)
    return dict(zip(_COLUMNS, made, strict=True))
