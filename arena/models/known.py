"""What a voter was told, and is therefore not to be shown again."""

import heapq
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, models
from django.db.models import Value

from arena.models.arena_settings import NameAuthors
from arena.models.match import Ending, Match
from arena.models.prepared import Placeholder, PreparedRows
from arena.models.sighting import Sighting, ToldRange

# A challenge does not come twice within so many matches while others are left.
MATCHES_APART = 5

# Of a match, in the order of the table, as `from_db` wants it.
_COLUMNS = (
    "id",
    "challenge_id",
    "left_competitor_id",
    "right_competitor_id",
    "name_authors",
    "session_id",
    "slot",
    "opened_at",
    "expires_at",
    "ending",
)


class _Row(NamedTuple):
    """A match; or a response that was seen with its author's name, with `left` alone; or a range
    of challenges, with its last one as `right`."""

    id: Any
    challenge: int
    left: int | None
    right: int | None
    name_authors: str | None
    session: Any
    slot: int | None
    opened_at: Any
    expires_at: Any
    ending: str | None

    @property
    def sides(self) -> set[tuple[int | None, int]]:
        return {(self.left, self.challenge), (self.right, self.challenge)}


@dataclass(frozen=True, slots=True)
class Known:
    """What a voter knows of responses and their authors.

    Args:
        told: a competitor and a challenge, of each response whose author the voter knows, or will
            once an open match is voted on.
        told_challenges: the first and the last id of challenges of which the voter counts as told
            every author.
        compared: two competitors and a challenge on which they were met without being named, which
            depends on the rule the match was served under.
        recent: the challenges of the newest matches, the newest first.
        still_open: the open matches that are blind, without what they show.
        spoiled: the open matches that are not, because one of their authors was named meanwhile.
        newest_slot: of the match that was opened last.
    """

    told: Collection[tuple[int, int]] = ()
    told_challenges: Sequence[tuple[int, int]] = ()
    compared: Sequence[tuple[int, int, int]] = ()
    recent: Sequence[int] = ()
    still_open: Sequence[Match] = ()
    spoiled: Sequence[Match] = ()
    newest_slot: int | None = None


def known_to(voter_id: UUID) -> Known:
    """The one answer to what a voter was told: by verdicts, and by pages that name authors."""
    told: set[Any] = set()
    compared: list[Any] = []
    ranges: list[Any] = []
    matches: list[_Row] = []
    for row in map(_Row._make, _rows(voter=voter_id)):
        if row.right is None:
            told.add((row.left, row.challenge))
        elif row.left is None:
            ranges.append((row.challenge, row.right))
        else:
            matches.append(row)
            if row.ending == Ending.VOTE:
                _add_met(row, told, compared)
    blind, spoiled = [], []
    for row in sorted((each for each in matches if each.ending is None), key=_opened_at):
        if _is_spoiled(row, told, ranges):
            spoiled.append(_match(row))
        else:
            blind.append(_match(row))
            _add_met(row, told, compared)
    newest = heapq.nlargest(MATCHES_APART, matches, key=_opened_at)
    return Known(
        told=told,
        told_challenges=ranges,
        compared=compared,
        recent=[row.challenge for row in newest],
        still_open=blind,
        spoiled=spoiled,
        newest_slot=newest[0].slot if newest else None,
    )


_opened_at = attrgetter("opened_at")


def _add_met(row: _Row, told: set[Any], compared: list[Any]) -> None:
    if _names_authors(row):
        told |= row.sides
    else:
        compared.append((row.left, row.right, row.challenge))


def _names_authors(row: _Row) -> bool:
    """Whether the vote on a match has named both authors or, of an open one, will at once."""
    return row.name_authors == NameAuthors.AFTER_EACH_VOTE or row.session is not None


def _is_spoiled(row: _Row, told: set[Any], ranges: Sequence[tuple[int, int]]) -> bool:
    named = any(first <= row.challenge <= last for first, last in ranges)
    return named or not told.isdisjoint(row.sides)


def _match(row: _Row) -> Match:
    return Match.from_db(DEFAULT_DB_ALIAS, _COLUMNS, row)


def _all_rows() -> models.QuerySet[Any, Any]:
    """As one statement, because each match opened waits for it."""
    voter = Placeholder("voter", models.UUIDField())
    matches = Match.objects.filter(voter=voter)
    named = {
        "challenge_id": "response__challenge_id",
        "left_competitor_id": "response__competitor_id",
    }
    ranges = {"challenge_id": "first", "right_competitor_id": "last"}
    return (
        matches.order_by()
        .values_list(*_COLUMNS)
        .union(
            Sighting.objects.filter(voter=voter).order_by().values_list(*_columns(named)),
            ToldRange.objects.filter(voter=voter).order_by().values_list(*_columns(ranges)),
            all=True,
        )
        .order_by()
    )


def _columns(given: Mapping[str, str]) -> list[Any]:
    """Columns as those of a match, but for those given empty."""
    return [given.get(name) or _nothing(name) for name in _COLUMNS]


def _nothing(column: str) -> Value:
    kind: Any = Match._meta.get_field(column)
    return Value(None, output_field=kind)


_rows = PreparedRows(_all_rows)
