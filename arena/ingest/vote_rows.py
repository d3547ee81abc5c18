"""Votes cast elsewhere, in any form that `arena.vote_files` reads, as rows to import."""

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from arena.ingest.fields import length_of
from arena.ingest.json_text import why_not_storable
from arena.ingest.limits import DATASET_BYTES
from arena.ingest.progress import Track, untracked
from arena.ingest.report import Refusal, Refused
from arena.ingest.rows import LeftOut, Note, Place, VoteRow
from arena.ingest.sources import find_files
from arena.models import Outcome, Vote
from arena.vote_files import (
    ENDINGS,
    PACKED,
    BadInput,
    BadTime,
    Column,
    Preference,
    VoteBatch,
    VoteColumns,
    VoteFile,
    VoteOptions,
    guess,
    open_votes,
    read_moment,
    texts_at,
)

_OUTCOMES: Mapping[int, Outcome] = {
    Preference.LEFT: Outcome.LEFT,
    Preference.RIGHT: Outcome.RIGHT,
    Preference.TIE: Outcome.TIE,
    Preference.BOTH_BAD: Outcome.BOTH_BAD,
}
# The names of columns here, by the options of the reader.
_OURS = {"a": "left", "b": "right", "winner": "outcome"}
_ENDINGS = tuple(f"{ending}{packed}" for ending in ENDINGS for packed in ("", *PACKED))
_MORE = ("voter", "challenge", "time", "key")
# For readers that have no clock: nothing is in the future.
_NEVER = datetime.max.replace(tzinfo=UTC) - timedelta(days=1)

type VoteItem = VoteRow | Refusal | LeftOut | Note


@dataclass(frozen=True, slots=True)
class Columns:
    """Names of the columns; None is the default name, or one that is usual, if the file has it."""

    left: str | None = None
    right: str | None = None
    outcome: str | None = None
    challenge: str | None = None
    voter: str | None = None
    time: str | None = None
    key: str | None = None


def read_votes(
    path: Path,
    *,
    columns: Columns | None = None,
    options: VoteOptions | None = None,
    known: Collection[str] = frozenset(),
    now: datetime = _NEVER,
    track: Track = untracked,
) -> Iterator[VoteItem]:
    """Votes and refusals of a file, or of the files in a folder.

    Args:
        path: a file or a folder.
        columns: names of columns, beside those of `options`.
        options: how the file is to be read.
        known: names and slugs that are known, and so may be similar to others.
        now: no vote may be cast later.
        track: tells how far it is.
    """
    try:
        files = find_files(path, endings=_ENDINGS)
    except Refused as refused:
        yield Refusal(Place(str(path)), refused.field, refused.reason)
        return
    chosen = _with_columns(options or VoteOptions(), columns)
    seen: Counter[str] = Counter()
    for file in track(files, "Reading files"):
        yield from _FileRows(str(file), chosen, frozenset(known), now, seen).read()


def _with_columns(options: VoteOptions, columns: Columns | None) -> VoteOptions:
    form = replace(options.form, limit=DATASET_BYTES)
    named = {} if columns is None else {k: v for k, v in asdict(columns).items() if v is not None}
    names = {what: named.get(ours) for what, ours in _OURS.items() if ours in named}
    names |= {what: named[what] for what in _MORE if what in named}
    return replace(options, form=form, columns={**options.columns, **names})


class _FileRows:
    """The rows of one file."""

    def __init__(
        self,
        path: str,
        options: VoteOptions,
        known: frozenset[str],
        now: datetime,
        seen: Counter[str],
    ) -> None:
        self._path, self._options, self._known = path, options, known
        self._now, self._seen = now, seen

    def read(self) -> Iterator[VoteItem]:
        try:
            with open_votes(self._path, self._options) as file:
                columns, is_guessed = self._columns(file)
                batches: list[VoteBatch] = []
                try:
                    batches.extend(file.votes(columns))
                finally:
                    yield from self._rows(file, columns, batches, is_guessed=is_guessed)
                yield from (LeftOut(kind, number) for kind, number in file.left_out.items())
                yield from map(Note, file.notes)
        except BadInput as error:
            yield self._refusal(error)

    def _refusal(self, error: BadInput) -> Refusal:
        line = 0 if error.is_after else error.line
        return Refusal(Place(self._path, line), error.column, error.reason)

    def _columns(self, file: VoteFile) -> tuple[VoteColumns, bool]:
        """The columns, and whether that of the challenge was guessed.

        Where models and outcome have the names of options or Podium's own, the other columns
        are read by such names only: what is read identifies a vote.
        """
        names = file.table.columns
        own = {what: ours for what, ours in _OURS.items() if ours in names}
        file.options = replace(
            file.options, columns={**file.options.columns, **_missing(file.options.columns, own)}
        )
        is_named = all(file.options.columns.get(what) for what in _OURS)
        found = file.judged_columns()
        more: dict[str, str | None] = {}
        free = [name for name in names if name not in found.names()]
        for what in _MORE:
            more[what] = file.find_if_named(what) or (what if what in free else None)
            if more[what] is None and not is_named and what != "key":
                more[what] = guess(free, what)
        is_guessed = more["challenge"] != (file.options.columns.get("challenge") or "challenge")
        converted = file.format is not None and file.format.convert is not None
        return replace(found, **more), is_guessed or converted  # type: ignore[arg-type]

    def _rows(
        self, file: VoteFile, columns: VoteColumns, batches: list[VoteBatch], *, is_guessed: bool
    ) -> Iterator[VoteItem]:
        if file.reader is None:
            return
        file.reader.check_words()
        groups = [] if self._options.joins_similar else file.reader.similar(self._known)
        dropped = {name for group in groups for name in group}
        if groups:
            yield self._refusal(file.reader.too_similar(groups))
        names = file.reader.models.list(self._known)
        for batch in batches:
            rows: list[VoteRow | Refusal] = [
                self._refusal(file.refused(problem, shown=False)) for problem in batch.problems
            ]
            for row in self._of_batch(file, columns, batch.repeated(), names):
                if isinstance(row, Refusal):
                    rows.append(row)
                elif not {row.left, row.right} & dropped:
                    rows.append(replace(row, is_guessed=is_guessed))
            yield from sorted(rows, key=lambda row: row.place.line)

    def _of_batch(
        self, file: VoteFile, columns: VoteColumns, batch: VoteBatch, names: list[str]
    ) -> Iterator[VoteRow | Refusal]:
        more = {
            what: _texts(batch, name) if (name := getattr(columns, what)) is not None else None
            for what in _MORE
        }
        left, right, outcome = batch.left.tolist(), batch.right.tolist(), batch.outcome.tolist()
        for place, row in enumerate(batch.rows.tolist()):
            said = {what: texts[place] if texts else None for what, texts in more.items()}
            where = Place(self._path, batch.line_of(row))
            vote = VoteRow(
                place=where,
                left=names[left[place]],
                right=names[right[place]],
                outcome=_OUTCOMES[outcome[place]],
                challenge=said["challenge"],
                voter=said["voter"],
                cast_at=None,
                key=_key(said["key"]),
            )
            try:
                yield self._identified(replace(vote, cast_at=self._time(file, said["time"])))
            except (BadTime, Refused) as error:
                field = error.field if isinstance(error, Refused) else columns.time or ""
                yield Refusal(where, field, str(error))

    def _time(self, file: VoteFile, text: str | None) -> datetime | None:
        if text is None:
            return None
        commas = file.table.has_decimal_commas
        return read_moment(text, dates=self._options.dates, now=self._now, decimal_commas=commas)

    def _identified(self, vote: VoteRow) -> VoteRow:
        """The vote with its key. Equal votes are counted, so that each has its own.

        Raises:
            Refused: a text cannot be stored.
        """
        said = {"left": vote.left, "right": vote.right, "challenge": vote.challenge}
        for field, text in (said | {"voter": vote.voter, "key": vote.key}).items():
            if text and (reason := why_not_storable(text)):
                raise Refused(reason, field=field)
        if vote.key:
            return vote
        digest = _digest(vote)
        self._seen[digest] += 1
        key = hashlib.sha256(f"{digest} {self._seen[digest]}".encode()).hexdigest()
        return replace(vote, key=key)


def _missing(given: Mapping[str, str | None], own: Mapping[str, str]) -> dict[str, str]:
    return {what: name for what, name in own.items() if not given.get(what)}


def _texts(batch: VoteBatch, name: str) -> list[str | None]:
    """The texts, not stripped, since a prompt may begin with a space; None for an empty one."""
    column: Column = batch.columns[name]
    found = texts_at(column, batch.rows)
    return [None if not text or text in {"NaN", "nan"} else text for text in found]


def _key(text: str | None) -> str:
    if text is None or len(text) <= length_of(Vote, "key"):
        return text or ""
    return hashlib.sha256(text.encode()).hexdigest()


def _digest(vote: VoteRow) -> str:
    """A digest of all fields, so that the same vote has the same key in every import."""
    cast_at = vote.cast_at.isoformat() if vote.cast_at else None
    said = [vote.challenge, vote.left, vote.right, vote.outcome.value, vote.voter, cast_at]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()
