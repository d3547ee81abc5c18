"""Readers of votes cast elsewhere: CSV with a header, or JSON Lines."""

import csv
import hashlib
import io
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from arena.ingest.fields import length_of, read_time
from arena.ingest.json_text import read_value, why_not_storable
from arena.ingest.progress import Track, untracked
from arena.ingest.report import Refusal, Refused, in_field, quoted
from arena.ingest.rows import Place, VoteRow
from arena.ingest.sources import PACKED, find_files, lines_of, read_text
from arena.models import Outcome, Vote

ENDINGS = (".csv", ".jsonl")

# Ours, and those of LMArena's public votes.
OUTCOMES: Mapping[str, Outcome] = {
    **{outcome.value: outcome for outcome in Outcome},
    "model_a": Outcome.LEFT,
    "model_b": Outcome.RIGHT,
    "tie (bothbad)": Outcome.BOTH_BAD,
    "bothbad": Outcome.BOTH_BAD,
}

_NEEDED = frozenset({"left", "right", "outcome"})

type Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Columns:
    """Names of the columns; None is the default name, if the file has it."""

    left: str | None = None
    right: str | None = None
    outcome: str | None = None
    challenge: str | None = None
    voter: str | None = None
    time: str | None = None
    key: str | None = None


@lru_cache(maxsize=64)  # a file has one set of columns, or few
def columns_among(columns: Columns, names: tuple[str, ...]) -> Columns:
    """The columns of a file with these names.

    Raises:
        Refused: a named or required column is missing.
    """
    found: dict[str, str | None] = {}
    for one in fields(columns):
        asked: str | None = getattr(columns, one.name)
        name = asked or one.name
        if name not in names and (asked or one.name in _NEEDED):
            raise Refused(f"there is no such column among {', '.join(names)}", field=name)
        found[one.name] = name if name in names else None
    return Columns(**found)


def read_votes(
    path: Path, *, columns: Columns, track: Track = untracked
) -> Iterator[VoteRow | Refusal]:
    """Votes and refusals of a file, or of the files in a folder."""
    try:
        files = find_files(path, endings=ENDINGS)
    except Refused as refused:
        yield Refusal(Place(str(path)), refused.field, refused.reason)
        return
    seen: Counter[str] = Counter()
    for file in track(files, "Reading files"):
        try:
            for place, values in _records(file, columns):
                yield _vote(values, place, columns, seen)
        except Refused as refused:
            yield Refusal(Place(str(file), refused.line), refused.field, refused.reason)


def _records(file: Path, columns: Columns) -> Iterator[tuple[Place, Values | Refused]]:
    text = read_text(file)
    is_csv = file.name.removesuffix(PACKED).endswith(".csv")
    for line, values in _csv_records(text, columns) if is_csv else _json_records(text):
        yield Place(str(file), line), values


def _csv_records(text: str, columns: Columns) -> Iterator[tuple[int, Values | Refused]]:
    # The rows keep their own line ends, because prompts have some.
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(lines)
        if len(set(header)) != len(header):
            raise Refused("two columns have the same name", line=1)
        columns_among(columns, tuple(header))
        first = lines.line_num + 1
        for record in lines:
            if record:
                yield first, _paired(header, record)
            first = lines.line_num + 1
    except csv.Error as error:
        raise Refused(f"is not CSV: {error}", line=lines.line_num) from error


def _paired(header: Sequence[str], record: Sequence[str]) -> Values | Refused:
    if len(header) != len(record):
        return Refused(f"has {len(record)} columns, the header {len(header)}")
    return dict(zip(header, record, strict=True))


def _json_records(text: str) -> Iterator[tuple[int, Values | Refused]]:
    for number, line in lines_of(text):
        try:
            yield number, _object(line)
        except Refused as refused:
            yield number, refused


def _object(line: str) -> Values:
    values = read_value(line)
    if not isinstance(values, dict):
        raise Refused("must be an object")
    if reason := why_not_storable(values):
        raise Refused(reason)
    return values


def _vote(
    values: Values | Refused, place: Place, columns: Columns, seen: Counter[str]
) -> VoteRow | Refusal:
    try:
        if isinstance(values, Refused):
            raise values
        vote = _row(values, place, columns_among(columns, tuple(values)))
    except Refused as refused:
        return Refusal(place, refused.field, refused.reason)
    if vote.key:
        return vote
    digest = _digest(vote)
    seen[digest] += 1
    return replace(vote, key=hashlib.sha256(f"{digest} {seen[digest]}".encode()).hexdigest())


def _row(values: Values, place: Place, columns: Columns) -> VoteRow:
    return VoteRow(
        place=place,
        left=_needed(values, columns.left),
        right=_needed(values, columns.right),
        outcome=_outcome(_needed(values, columns.outcome), columns.outcome),
        challenge=_text(values, columns.challenge),
        voter=_text(values, columns.voter),
        cast_at=_time(values, columns.time),
        key=_key(_text(values, columns.key)),
    )


def _needed(values: Values, column: str | None) -> str:
    text = _text(values, column)
    if text is None:
        raise Refused("is missing", field=column or "")
    return text


def _text(values: Values, column: str | None) -> str | None:
    """The text of the column, not stripped, since a prompt may begin with a space."""
    value = values.get(column) if column else None
    if value is None or value == "":
        return None
    if isinstance(value, bool | list | dict):
        raise Refused("must be a text or a number", field=column or "")
    return str(value)


def _outcome(text: str, column: str | None) -> Outcome:
    if text not in OUTCOMES:
        raise Refused(f"{quoted(text)} is none of {', '.join(OUTCOMES)}", field=column or "")
    return OUTCOMES[text]


def _time(values: Values, column: str | None) -> datetime | None:
    """ISO 8601, or seconds since 1970."""
    text = _text(values, column)
    if text is None:
        return None
    with in_field(column or ""):
        try:
            return datetime.fromtimestamp(float(text), UTC) if _is_number(text) else read_time(text)
        except (ValueError, OverflowError, OSError) as error:
            raise Refused(
                f"{quoted(text)} is neither an ISO 8601 time nor seconds since 1970"
            ) from error


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdecimal()


def _key(text: str | None) -> str:
    if text is None or len(text) <= length_of(Vote, "key"):
        return text or ""
    return hashlib.sha256(text.encode()).hexdigest()


def _digest(vote: VoteRow) -> str:
    """A digest of all fields, so that the same vote has the same key in every import."""
    cast_at = vote.cast_at.isoformat() if vote.cast_at else None
    said = [vote.challenge, vote.left, vote.right, vote.outcome.value, vote.voter, cast_at]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()
