"""Open a file of votes: recognise its format, find its columns and the scale of its outcomes."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np

from arena.vote_files import columns as finding
from arena.vote_files.columns import VoteColumns
from arena.vote_files.encoding import as_texts
from arena.vote_files.errors import BadInput
from arena.vote_files.formats import RecordContext, VoteFileFormat, format_named, recognise
from arena.vote_files.formats.kinds import NotAVote
from arena.vote_files.labels import Labels, NumberScale, Preference, scale_named, scale_of
from arena.vote_files.options import VoteOptions
from arena.vote_files.readers import (
    Batch,
    BrokenRow,
    NumberedRecord,
    ParquetTable,
    RecordTable,
    Table,
    Texts,
    open_table,
    unwrapped,
)
from arena.vote_files.votes import EMPTY, Problem, VoteBatch, VoteReader

# Columns that look like numbers of votes, of which a note is given where they are not read.
_LOOKS_LIKE_WEIGHT = ("weight", "weights", "count", "counts", "n_votes", "frequency")


@dataclass(slots=True)
class VoteFile:
    """An open file of votes.

    `left_out` counts rows that were no votes, by reason; `notes` are sentences for the user.
    """

    table: Table
    options: VoteOptions
    format: VoteFileFormat | None = None
    left_out: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    reader: VoteReader | None = None

    def find(self, what: str, requested: str | None = None) -> str:
        """The column, in the rows that were looked at or else in all."""
        named = requested or self.options.columns.get(what) or self._of_format(what)
        while True:
            try:
                return finding.find(self.table.columns, named, what)
            except BadInput:
                if not self.table.look_further():
                    self._refuse_broken()
                    raise

    def _refuse_broken(self) -> None:
        """Without any column, what is wrong is that no row could be read."""
        broken = self.table.first_broken() if isinstance(self.table, RecordTable) else None
        if broken is not None and not self.table.columns:
            raise self.refused(Problem(broken.line, broken.column, broken.reason))

    def find_if_named(self, what: str) -> str | None:
        named = self.options.columns.get(what) or self._of_format(what)
        return None if named is None else self.find(what, named)

    def _of_format(self, what: str) -> str | None:
        return None if self.format is None else self.format.columns.get(what)

    def judged_columns(self) -> VoteColumns:
        """The columns of models, outcomes and weights."""
        a, b = self.find("a"), self.find("b")
        weight = self.find_if_named("weight")
        outcomes, are_counts = self._outcomes()
        winner = "" if outcomes else self.find("winner")
        found = VoteColumns(
            a=a, b=b, winner=winner, weight=weight, outcomes=outcomes, are_counts=are_counts
        )
        if weight is None:
            free = [name for name in self.table.columns if name not in found.names()]
            for name in free:
                if finding.normalised(name) in _LOOKS_LIKE_WEIGHT:
                    self.notes.append(
                        f"The column {name!r} was left aside; --weight {name} counts each row so "
                        "often."
                    )
        return found

    def _outcomes(self) -> tuple[Mapping[Preference, str], bool]:
        names = self.table.columns
        if self.options.counts:
            return finding.outcomes_named(names, self.options.counts), True
        if self.options.columns.get("winner") or self._of_format("winner"):
            return {}, False
        if any(finding.normalised(name) in {"winner", "outcome"} for name in names):
            return {}, False
        return finding.guess_outcomes(names)

    def votes(self, columns: VoteColumns) -> Iterator[VoteBatch]:
        """The votes; rows that are left out are counted, and the rest of them raises.

        Raises:
            BadInput: the file cannot be read, or names in it cannot be told apart.
        """
        batches = iter(self.table.batches(columns.names()))
        first = next(batches, None)
        labels = Labels(self.options.labels, self._scale(first, columns))
        self.reader = reader = VoteReader(
            columns,
            labels,
            joins_similar=self.options.joins_similar,
            decimal_commas=self.table.has_decimal_commas,
        )
        if first is not None:
            yield self._read(reader, first)
        for batch in batches:
            yield self._read(reader, batch)

    def _scale(self, first: Batch | None, columns: VoteColumns) -> NumberScale | None:
        if self.options.scale is not None:
            return scale_named(self.options.scale)
        if self.format is not None and self.format.scale is not None:
            return self.format.scale
        if first is None or not columns.winner or self.options.labels:
            return None
        texts = as_texts(first.columns[columns.winner])
        words = texts.words if isinstance(texts, Texts) else set(texts)
        return scale_of(word or "" for word in words)

    def _read(self, reader: VoteReader, batch: Batch) -> VoteBatch:
        votes = reader.read(batch)
        refused = []
        for problem in votes.problems:
            if problem.kind and self._leaves_out(problem):
                self.left_out[problem.kind.removeprefix(_CONVERTED)] += 1
            else:
                refused.append(problem)
        votes.problems = refused
        self._strengthen(votes)
        return votes

    def _leaves_out(self, problem: Problem) -> bool:
        usual = self.format.leaves_out if self.format else frozenset()
        return (
            self.options.skips_unusable
            or problem.kind == EMPTY
            or problem.kind in usual
            or problem.kind.startswith(_CONVERTED)
        )

    def _strengthen(self, votes: VoteBatch) -> None:
        if votes.strength is None or not self.options.strengths:
            return
        most = int(votes.strength.max(initial=0))
        weights = np.ones(most + 1, dtype=np.int64)
        for strength, number in self.options.strengths.items():
            if strength <= most:
                weights[strength] = number
        times = weights[votes.strength]
        votes.times = times if votes.times is None else votes.times * times

    def refused(self, problem: Problem, *, shown: bool = True) -> BadInput:
        """The problem as an error; `shown` says whether the column stands in the sentence."""
        words = f"{problem.column!r} {problem.reason}"
        is_shown = shown and problem.column and _continues(problem.reason)
        reason = words if is_shown else problem.reason
        return BadInput(
            reason,
            path=self.table.path,
            line=problem.line,
            column=problem.column,
            unit=self.table.unit,
        )


# Marks kinds of rows that the format itself says are no votes.
_CONVERTED = "\u2063"


def _continues(reason: str) -> bool:
    """Whether the reason goes on from the name of a column."""
    return reason.startswith(("is ", "holds "))


@contextmanager
def open_votes(path: str, options: VoteOptions) -> Iterator[VoteFile]:
    """Open a file of votes.

    Raises:
        BadInput: it cannot be read, or holds no votes by what it is.
    """
    with open_table(path, options.form) as opened:
        named = None if options.format is None else format_named(options.format)
        table, found = _recognised(opened, named)
        if named is None and _has_own_columns(options):
            found = None
        if found is not None and found.convert is not None:
            table = _converted(table, found, options)
        file = VoteFile(table, options, found)
        if found is not None and named is None and found.convert is not None:
            file.notes.append(f"Read as {found.title}.")
        yield file


def _recognised(table: Table, named: VoteFileFormat | None) -> tuple[Table, VoteFileFormat | None]:
    """The table, or that within its only record, and the format of it."""
    if not isinstance(table, RecordTable):
        return table, named or recognise(table.columns, {})
    found = recognise(table.columns, table.first() or {})
    if found is None or (named is not None and found is not named):
        inner = unwrapped(table)
        found = recognise(inner.columns, inner.first() or {})
        return inner, named or found
    return table, named or found


def _has_own_columns(options: VoteOptions) -> bool:
    """Whether the user says what the columns mean, so that no format is to be guessed."""
    return any(options.columns.get(what) for what in ("a", "b", "winner")) or bool(options.counts)


def _converted(table: Table, found: VoteFileFormat, options: VoteOptions) -> RecordTable:
    records = RecordTable(table.path, _rows(_records(table), found, options), unit=table.unit)
    if found.refusal and not any(records.columns):
        raise BadInput(found.refusal, path=table.path)
    return records


def _rows(
    records: Iterator[NumberedRecord], found: VoteFileFormat, options: VoteOptions
) -> Iterator[NumberedRecord]:
    assert found.convert is not None
    for count, (number, record) in enumerate(records, 1):
        if isinstance(record, BrokenRow):
            yield number, record
            continue
        for row in found.convert(record, RecordContext(count, options.baseline)):
            if isinstance(row, NotAVote):
                yield number, BrokenRow(number, f"{row.kind}.", kind=f"{_CONVERTED}{row.kind}")
            else:
                yield number, row


def _records(table: Table) -> Iterator[NumberedRecord]:
    if isinstance(table, RecordTable):
        yield from table.take_all()
    elif isinstance(table, ParquetTable):
        yield from table.records()
    else:
        names: Sequence[str] = [name for name in table.columns if name]
        for batch in table.batches(names):
            for row in batch.broken:
                yield row.line, row
            columns = [batch.columns[name] for name in names]
            for place in range(batch.size):
                values = (column[place] for column in columns)  # type: ignore[index]
                yield batch.line_of(place), dict(zip(names, values, strict=True))
