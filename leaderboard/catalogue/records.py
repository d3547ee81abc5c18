"""Records of wins, losses and ties, and those of responses from the tallies."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet, Sum, Value

from arena.models import Kind, Response
from leaderboard.models import ResponseTally
from leaderboard.ratings import Z

# From this many votes on, a record is used to pick the strongest and weakest responses.
ENOUGH_VOTES = 5


@dataclass(frozen=True, slots=True)
class Record:
    """Votes on one model or response, by result."""

    wins: int = 0
    losses: int = 0
    ties: int = 0
    both_bad: int = 0

    def __add__(self, other: "Record") -> "Record":
        return Record(
            self.wins + other.wins,
            self.losses + other.losses,
            self.ties + other.ties,
            self.both_bad + other.both_bad,
        )

    @property
    def votes(self) -> int:
        return self.wins + self.losses + self.ties + self.both_bad

    @property
    def score(self) -> float | None:
        """Win share in percent, a tie or both bad as half a win; None without votes."""
        wins = self.wins + (self.ties + self.both_bad) / 2
        return 100 * wins / self.votes if self.votes else None

    @property
    def bar(self) -> list[tuple[str, str, str]]:
        """Segments of a bar in SVG: name, start and width, for each result."""
        names = ("wins", "ties", "both_bad", "losses")
        parts = {name: getattr(self, name) for name in names}
        drawn, start = [], 0.0
        for name, number in parts.items():
            width = 100 * number / max(self.votes, 1)
            drawn.append((name, f"{start:.2f}%", f"{width:.2f}%"))
            start += width
        return drawn

    def bound(self, sign: int) -> float:
        """The lower (-1) or upper (1) 95 % bound of the score, in percent.

        Source:
            Wilson, J. Am. Stat. Assoc. 22 (1927), with half a win for a tie.
        """
        votes, share = max(self.votes, 1), (self.score or 0.0) / 100
        centre = share + Z**2 / (2 * votes)
        margin = Z * math.sqrt(share * (1 - share) / votes + Z**2 / (4 * votes**2))
        return 100 * (centre + sign * margin) / (1 + Z**2 / votes)


@dataclass(frozen=True, slots=True)
class ResponseRecord:
    """A response without its content, and its record."""

    id: int
    sample: int
    kind: str
    challenge: str
    challenge_title: str
    category: str
    competitor: str
    competitor_name: str
    provider: str
    record: Record

    @property
    def kind_name(self) -> str:
        return str(Kind(self.kind).label)


_COLUMNS = (
    "id",
    "sample",
    "kind",
    "challenge__slug",
    "challenge__title",
    "challenge__category__name",
    "competitor__slug",
    "competitor__name",
    "competitor__provider",
)
_COUNTS = ("wins", "losses", "drawn", "both_bad")


def records_of(responses: QuerySet[Response]) -> list[ResponseRecord]:
    """The records of all these responses, in one query."""
    chosen = responses.order_by()
    none = dict.fromkeys(_COUNTS, Value(0))
    rows = chosen.annotate(**none).values_list(*_COLUMNS, *_COUNTS)
    as_left = _tallies(chosen, "left_response", wins="left", losses="right")
    as_right = _tallies(chosen, "right_response", wins="right", losses="left")
    return _added_up(rows.union(as_left, as_right, all=True))


def _tallies(
    chosen: QuerySet[Response], side: str, *, wins: str, losses: str
) -> QuerySet[Any, tuple[Any, ...]]:
    columns = {f"response_{name}": F(f"{side}__{name}") for name in _COLUMNS}
    sums = {
        "wins": Sum(wins),
        "losses": Sum(losses),
        "drawn": Sum("tie"),
        "bad": Sum("both_bad"),
    }
    on_them = ResponseTally.objects.filter(**{f"{side}__in": chosen.values("id")})
    return on_them.values(**columns).annotate(**sums).values_list(*columns, *sums)


def _added_up(rows: Iterable[tuple[Any, ...]]) -> list[ResponseRecord]:
    facts: dict[int, Any] = {}
    records: dict[int, Record] = {}
    for row in rows:
        about, counts = row[: len(_COLUMNS)], row[len(_COLUMNS) :]
        facts[about[0]] = about
        records[about[0]] = records.get(about[0], Record()) + Record(*counts)
    return [_answer(about, records[pk]) for pk, about in facts.items()]


def _answer(about: tuple[Any, ...], record: Record) -> ResponseRecord:
    names = [name for name in ResponseRecord.__slots__ if name != "record"]
    return ResponseRecord(record=record, **dict(zip(names, about, strict=True)))


def strongest(answers: Iterable[ResponseRecord], number: int) -> list[ResponseRecord]:
    """The responses with the highest lower bounds, among those with enough votes."""
    return _first(answers, number, key=lambda answer: -answer.record.bound(-1))


def weakest(answers: Iterable[ResponseRecord], number: int) -> list[ResponseRecord]:
    return _first(answers, number, key=lambda answer: answer.record.bound(1))


def _first(answers: Iterable[ResponseRecord], number: int, *, key: Any) -> list[ResponseRecord]:
    """At most half of the responses, so that none is both strong and weak."""
    enough = list(_with_enough_votes(answers))
    return sorted(enough, key=key)[: min(number, len(enough) // 2)]


def _with_enough_votes(answers: Iterable[ResponseRecord]) -> Iterator[ResponseRecord]:
    return (answer for answer in answers if answer.record.votes >= ENOUGH_VOTES)
