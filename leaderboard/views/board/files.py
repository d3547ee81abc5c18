"""What a board's pages show, as CSV and as JSON: plain numbers, whatever the reader's language."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from leaderboard.models import RULE_COUNTS, Entry, RatingRun
from leaderboard.ratings import POINTS_PER_NAT, Z
from leaderboard.views.board.rows import Row
from leaderboard.views.board.shown import Shown
from leaderboard.views.board.standing import BoardStanding
from leaderboard.views.citations import address_of

_TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
# A spreadsheet would take what begins so for a formula.
_FORMULAS = ("=", "+", "-", "@", "\t", "\r")
_FIELDS = (
    "position",
    "rank_low",
    "rank_high",
    "rank",
    "rating",
    "lower",
    "upper",
    "elo",
    "expected_wins",
    "votes",
    "wins",
    "losses",
    "ties",
    "both_bad",
    "island",
    "status",
)
_SOURCE = ("run", "run_finished_at", "licence", "address")
# The interval as if votes were independent, as an aside.
_INDEPENDENT = ("lower_independent", "upper_independent")


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows of one kind, and the run they are of."""

    run: RatingRun | None
    columns: Sequence[str]
    rows: Iterable[Sequence[Any]]


def headers(form: str, name: str) -> dict[str, str]:
    return {"content_type": _TYPES[form], "file_name": f"{name}.{form}" if form == "csv" else ""}


def write(form: str, sheet: Sheet, *, origin: str) -> bytes:
    """The rows with their run, its date, the licence and its address: in a table as last columns,
    so that a row on its own says where it is from."""
    return _as_csv(sheet, origin) if form == "csv" else _as_json(sheet, origin)


def table(standing: BoardStanding, shown: Shown) -> Sheet:
    moved = ("moved_since", "moved_places", "moved_points")
    return Sheet(
        standing.run,
        ("slug", "name", "provider", *_FIELDS, *moved, *RULE_COUNTS, *_INDEPENDENT),
        [_row(row, shown.since) for row in shown.rows],
    )


def _about(run: RatingRun | None, origin: str) -> Mapping[str, Any]:
    if run is None:
        return {"board": None, "run": None}
    return {
        "licence": settings.DATA_LICENCE or None,
        "address": address_of(run, origin=origin),
        "board": run.board.slug,
        "run": {
            "id": run.pk,
            "started_at": run.started_at.isoformat(),
            "finished_at": run.finished_at.isoformat(),
            "votes": run.votes,
            "imported": run.imported,
            "simulated": run.simulated,
            "excluded": run.excluded,
            **{name: getattr(run, name) for name in RULE_COUNTS},
            "sequence": run.sequence,
            "head": run.head,
            "interval": run.interval,
            "speaks_of": run.speaks_of,
            "voters": run.voters,
            "challenges": run.challenges,
            "passed_at": run.passed_at.isoformat() if run.passed_at else None,
            "passed_sequence": run.passed_sequence,
            "method": run.method,
        },
    }


def _row(row: Row, since: str) -> list[Any]:
    entry, moved = row.entry, row.moved
    who = entry.competitor
    numbers = [_number(getattr(entry, name)) for name in _FIELDS]
    past = [since, moved.places, _number(moved.points)] if moved else [None] * 3
    rules = [getattr(entry, name) for name in RULE_COUNTS]
    aside = [_number(bound) for bound in _independent_bounds(entry)]
    return [who.slug, who.name, who.provider, *numbers, *past, *rules, *aside]


def _independent_bounds(entry: Entry) -> tuple[float | None, float | None]:
    """The interval as if votes were independent, open where the rating has no bound on a side."""
    if entry.independent_se is None:
        return None, None
    margin = Z * POINTS_PER_NAT * entry.independent_se
    is_unknown = entry.lower is None and entry.upper is None
    return (
        None if entry.lower is None and not is_unknown else entry.rating - margin,
        None if entry.upper is None and not is_unknown else entry.rating + margin,
    )


def _number(value: Any) -> Any:
    """A hundredth of a point is less than any rating is known to."""
    return round(value, 2) if isinstance(value, float) else value


def _source(run: RatingRun | None, origin: str) -> list[Any]:
    """The values of `_SOURCE`."""
    if run is None:
        return [None] * len(_SOURCE)
    finished = run.finished_at.isoformat()
    return [run.pk, finished, settings.DATA_LICENCE or None, address_of(run, origin=origin)]


def _as_csv(sheet: Sheet, origin: str) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([*sheet.columns, *_SOURCE])
    source = _source(sheet.run, origin)
    writer.writerows([_harmless(value) for value in (*row, *source)] for row in sheet.rows)
    return out.getvalue().encode()


def _harmless(value: Any) -> Any:
    is_formula = isinstance(value, str) and value.startswith(_FORMULAS)
    return f"'{value}" if is_formula else value


def _as_json(sheet: Sheet, origin: str) -> bytes:
    rows = [dict(zip(sheet.columns, row, strict=True)) for row in sheet.rows]
    return json.dumps(
        {**_about(sheet.run, origin), "rows": rows}, ensure_ascii=False, default=str
    ).encode()
