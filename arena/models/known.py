"""What a voter is not to be shown again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, models
from django.db.models import Q, Value

from arena.models.match import Ending, Match
from arena.models.prepared import Placeholder, PreparedRows
from arena.models.sighting import Sighting

# Of an open match, what pairing looks at; in the order of the table, as `from_db` wants it.
_COLUMNS = ("id", "slot", "opened_at", "expires_at", "ending")
_SHOWN = ("challenge_id", "left_competitor_id", "right_competitor_id")


@dataclass(frozen=True, slots=True)
class Known:
    """What a voter has compared or has before them, and what they saw under its author's name.

    Args:
        compared: two competitors and the challenge on which they were met.
        sighted: a competitor and the challenge on which its response was seen.
        still_open: the open matches among those compared, without what they show.
    """

    compared: Sequence[tuple[int, int, int]]
    sighted: Sequence[tuple[int, int]]
    still_open: Sequence[Match]


def known_to(voter_id: UUID) -> Known:
    compared, sighted, still_open = [], [], []
    for *columns, challenge, left, right in _rows(voter=voter_id):
        if right is None:
            sighted.append((left, challenge))
            continue
        compared.append((left, right, challenge))
        match = Match.from_db(DEFAULT_DB_ALIAS, _COLUMNS, columns)
        if match.ending is None:
            still_open.append(match)
    return Known(compared, sighted, still_open)


def _matches_and_sightings() -> models.QuerySet[Any, Any]:
    """As one statement, because each match opened waits for it: a sighting has one competitor."""
    voter = Placeholder("voter", models.UUIDField())
    matches = Match.objects.filter(Q(ending__isnull=True) | Q(ending=Ending.VOTE), voter=voter)
    sightings = Sighting.objects.filter(voter=voter)
    responses = ("response__challenge_id", "response__competitor_id")
    return (
        matches.order_by()
        .values_list(*_COLUMNS, *_SHOWN)
        .union(
            sightings.order_by().values_list(
                *map(_nothing, _COLUMNS), *responses, _nothing(_SHOWN[-1])
            ),
            all=True,
        )
        .order_by()
    )


def _nothing(column: str) -> Value:
    kind: Any = Match._meta.get_field(column)
    return Value(None, output_field=kind)


_rows = PreparedRows(_matches_and_sightings)
