"""Read all votes and skips from the database as `Ballots` for the tests of voters."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any
from uuid import UUID

import numpy as np
import numpy.typing as npt

from arena.models import Ending, Match, Origin, Vote
from leaderboard.integrity import NO_ADDRESS, Ballots, Skips, sorted_ballots
from leaderboard.ledger import OUTCOME
from leaderboard.models import ResponseStyle

# Rows in memory at a time, beside the arrays.
_CHUNK = 20_000

_VOTE = (
    "voter_id",
    "left_competitor_id",
    "right_competitor_id",
    "outcome",
    "cast_at",
    "match__opened_at",
    "match__address_hash",
    "left_id",
    "right_id",
)

type Columns = Sequence[npt.NDArray[Any]]


@dataclass(frozen=True, slots=True)
class BallotsRead:
    """Ballots and skips, with the ids that their indices stand for."""

    ballots: Ballots
    skips: Skips
    voters: Sequence[UUID]
    competitors: Sequence[int]


class Indices(dict[Any, int]):
    """Indices from 0 of keys, in the order of their first use."""

    def __missing__(self, key: Any) -> int:
        place = self[key] = len(self)
        return place


def read_ballots() -> BallotsRead:
    """Read every counted vote cast here, and the matches of the same voters without a vote.

    Imported votes are left out: how their sides were drawn and how long they took is unknown.
    """
    voters, competitors, addresses = Indices(), Indices(), Indices()
    addresses[""] = NO_ADDRESS
    votes = Vote.objects.counted().filter(origin=Origin.VOTED).order_by()
    columns = _join(
        (
            _vote_columns(rows, voters, competitors, addresses)
            for rows in batched(votes.values_list(*_VOTE).iterator(chunk_size=_CHUNK), _CHUNK)
        ),
        width=8,
    )
    voter, left, right, outcome, cast_at, seconds, address, responses = columns
    skips = _read_skips(voters, competitors)
    ballots = sorted_ballots(
        len(competitors),
        voter=voter.astype(np.int64),
        left=left.astype(np.int64),
        right=right.astype(np.int64),
        outcome=outcome.astype(np.int64),
        cast_at=cast_at,
        seconds=seconds,
        length=_lengths(responses),
        address=address.astype(np.int64),
    )
    return BallotsRead(ballots, skips, list(voters), list(competitors))


def _vote_columns(
    rows: Sequence[tuple[Any, ...]], voters: Indices, competitors: Indices, addresses: Indices
) -> Columns:
    voter, left, right, outcome, cast_at, opened_at, address, *responses = zip(*rows, strict=True)
    cast = np.array([at.timestamp() for at in cast_at])
    opened = np.array([at.timestamp() for at in opened_at])
    return (
        np.array([voters[one] for one in voter]),
        np.array([competitors[one] for one in left]),
        np.array([competitors[one] for one in right]),
        np.array([OUTCOME[one] for one in outcome]),
        cast,
        cast - opened,
        np.array([addresses[one] for one in address]),
        np.array(responses, dtype=np.float64).T,
    )


def _read_skips(voters: Indices, competitors: Indices) -> Skips:
    """Matches skipped or let expire, of voters who have votes."""
    unvoted = Match.objects.filter(ending__in=(Ending.SKIP, Ending.EXPIRY)).order_by()
    rows = unvoted.values_list("voter_id", "left_competitor_id", "right_competitor_id")
    known = [
        (voters[voter], competitors[left], competitors[right])
        for voter, left, right in rows.iterator(chunk_size=_CHUNK)
        if voter in voters
    ]
    return Skips(*np.array(known, dtype=np.int64).reshape(-1, 3).T)


def _lengths(responses: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """(N,) characters of both responses; NaN where one is not text or is not measured yet."""
    measured = ResponseStyle.objects.filter(length__gt=0).order_by("pk")
    rows = measured.values_list("pk", "length").iterator(chunk_size=_CHUNK)
    table = np.array(list(rows), dtype=np.float64).reshape(-1, 2)
    if not len(table):
        return np.full(len(responses), np.nan)
    place = np.minimum(np.searchsorted(table[:, 0], responses), len(table) - 1)
    lengths = np.where(table[place, 0] == responses, table[place, 1], np.nan)
    return np.asarray(lengths.reshape(-1, 2).sum(axis=1))


def _join(parts: Iterable[Columns], *, width: int) -> list[npt.NDArray[np.float64]]:
    """Concatenate the columns of chunks; the last column has two values a row, one a response."""
    every = list(parts)
    if not every:
        return [*(np.zeros(0) for _ in range(width - 1)), np.zeros((0, 2))]
    columns = zip(*every, strict=True)
    return [np.concatenate(column).astype(np.float64) for column in columns]
