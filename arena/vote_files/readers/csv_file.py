"""Reader of CSV files with a header line, separated by commas, semicolons, tabs or bars."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, islice
from operator import add, itemgetter
from pathlib import Path
from typing import Any, TextIO

from arena.vote_files.errors import BadInput
from arena.vote_files.readers.batch import ROWS, Batch, BrokenRow
from arena.vote_files.readers.plain_csv import plain_block
from arena.vote_files.readers.streams import UNREADABLE, open_text, unreadable

# Columns that are not read may hold whole conversations.
csv.field_size_limit(1 << 30)

# Characters at a time where lines are read as blocks.
_BLOCK = 1 << 22

DELIMITERS = (",", ";", "\t", "|")
_NAMES = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "bar": "|", "pipe": "|"}
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)


def delimiter_named(text: str) -> str:
    """The character that `--delimiter` means.

    Raises:
        BadInput: it is more than one character.
    """
    found = _NAMES.get(text.casefold(), text)
    if len(found) != 1 or found in '"\r\n':
        raise BadInput(f"--delimiter {text}: wants one character, or the word tab.")
    return found


def delimiter_of(header: str, *, usual: str = ",") -> str:
    """The separator that stands most often in the header outside of quotation marks."""
    bare = _QUOTED.sub("", header)
    return max((usual, *DELIMITERS), key=bare.count) if bare else usual


class CsvFile:
    unit = "line"

    def __init__(self, path: str, text: TextIO, *, delimiter: str | None, usual: str = ",") -> None:
        self.path, self._text = path, text
        header, rest, self._skipped = self._begin(iter(text))
        said = _SEPARATOR_LINE.fullmatch(self._separator_line)
        found = delimiter or (said[1] if said else delimiter_of(header, usual=usual))
        self.has_decimal_commas = found != ","
        spaced = (
            f"{found} " in header
            and found != "\t"
            and header.count(f"{found} ") == (_QUOTED.sub("", header).count(found))
        )
        self._sign, self._is_spaced = found, spaced
        self._rows = self._reader(chain([header], rest))
        first = self._take(1)
        if not first or not any(name.strip() for name in first[0]):
            raise BadInput("wants the names of the columns.", path=path, line=1)
        names = [name.strip() for name in first[0]]
        self._width = len(names)
        self.columns: Sequence[str] = names
        self._refuse_doubled()

    def _reader(self, lines: Iterable[str]) -> Any:
        return csv.reader(
            lines, delimiter=self._sign, strict=True, skipinitialspace=self._is_spaced
        )

    def _begin(self, lines: Iterator[str]) -> tuple[str, Iterator[str], int]:
        """The header, the lines after it, and how many were before it."""
        self._separator_line, skipped = "", 0
        try:
            for line in lines:
                if _SEPARATOR_LINE.fullmatch(line):
                    self._separator_line = line
                elif line.strip():
                    return line, lines, skipped
                skipped += 1
        except UNREADABLE as error:
            raise unreadable(self.path, error, skipped) from error
        if skipped:
            raise BadInput("wants the names of the columns.", path=self.path, line=1)
        raise BadInput("is empty.", path=self.path)

    def _refuse_doubled(self) -> None:
        seen: set[str] = set()
        for name in self.columns:
            if name and name in seen:
                raise BadInput(
                    f"two columns have the same name, {name!r}; rename one of them.",
                    path=self.path,
                    line=self._line,
                )
            seen.add(name)

    @property
    def _line(self) -> int:
        return int(self._rows.line_num) + self._skipped

    def look_further(self) -> bool:
        return False

    def batches(self, names: Sequence[str]) -> Iterator[Batch]:
        places = [self.columns.index(name) for name in names]
        if self._is_plain():
            yield from self._plain_batches(names, places)
        first = self._line + 1
        while rows := self._take(ROWS):
            filled, broken, line_of = self._filled(rows, first)
            columns = {
                name: list(map(itemgetter(place), filled))
                for name, place in zip(names, places, strict=True)
            }
            yield Batch(len(filled), columns, line_of, broken)
            first = self._line + 1

    def _is_plain(self) -> bool:
        """Whether blocks of lines can be tried first: of files alone, which can be read again to
        name the line of a byte that is no text."""
        return not self._is_spaced and self._sign.isascii() and Path(self.path).is_file()

    def _plain_batches(self, names: Sequence[str], places: Sequence[int]) -> Iterator[Batch]:
        """Blocks of lines without quotation marks; from the first other one on, `_rows` has the
        rest."""
        rest = ""
        while True:
            more = self._read_block()
            # The last line may have no end.
            text = rest + more if more or not rest else rest + "\n"
            cut = text.rfind("\n") + 1
            lines, rest = text[:cut], text[cut:]
            block = plain_block(lines, sign=self._sign, width=self._width) if lines else None
            if lines and block is None:
                self._skipped = self._line
                self._rows = self._reader(self._lines_from(lines, rest))
                return
            if block is not None:
                columns = {name: block.column(at) for name, at in zip(names, places, strict=True)}
                yield Batch(block.size, columns, partial(add, self._line + 1))
                self._skipped += block.size
            if not more:
                return

    def _lines_from(self, lines: str, rest: str) -> Iterator[str]:
        yield from io.StringIO(lines, newline="")
        if last := rest + self._text.readline():
            yield last
        yield from self._text

    def _read_block(self) -> str:
        try:
            return self._text.read(_BLOCK)
        except UnicodeDecodeError as error:
            raise self._undecodable(error) from error
        except UNREADABLE as error:
            raise unreadable(self.path, error, self._line) from error

    def _undecodable(self, error: UnicodeDecodeError) -> BadInput:
        """The error with its line, which a block does not tell."""
        with open_text(self.path, encoding=self._text.encoding) as lines:
            whole = 0
            try:
                for _ in lines:
                    whole += 1
            except UnicodeDecodeError as again:
                return unreadable(self.path, again, whole)
        return unreadable(self.path, error, self._line)

    def _take(self, number: int) -> list[list[str]]:
        try:
            return list(islice(self._rows, number))
        except UNREADABLE as error:
            raise unreadable(self.path, error, self._line) from error
        except csv.Error as error:
            raise BadInput(f"is not CSV: {error}.", path=self.path, line=self._line) from error

    def _filled(
        self, rows: list[list[str]], first: int
    ) -> tuple[list[list[str]], list[BrokenRow], Callable[[int], int]]:
        """The rows with as many fields as there are columns, and those that have not."""
        widths = set(map(len, rows))
        if widths <= {0, self._width}:
            filled = [row for row in rows if row] if 0 in widths else rows
            return filled, [], _RowLines(rows, first, bool).line_of
        broken: list[BrokenRow] = []
        kept: set[int] = set()
        filled = []
        line = first
        for index, row in enumerate(rows):
            if reason := self._why_broken(row):
                broken.append(BrokenRow(line, reason))
            elif row:
                filled.append(row)
                kept.add(index)
            line += 1 + sum(field.count("\n") for field in row)
        wanted = {id(rows[index]) for index in kept}
        return filled, broken, _RowLines(rows, first, lambda row: id(row) in wanted).line_of

    def _why_broken(self, row: list[str]) -> str:
        if not row or len(row) == self._width:
            return ""
        if len(row) > self._width and not any(map(str.strip, row[self._width :])):
            return ""  # a spreadsheet's empty cells
        return f"{len(row)} fields, but there are {self._width} columns."


class _RowLines:
    """Line numbers of the rows of a batch, given empty lines and rows of several lines."""

    def __init__(
        self, rows: list[list[str]], first: int, is_counted: Callable[[list[str]], bool]
    ) -> None:
        self.rows, self.first, self.is_counted = rows, first, is_counted
        self._lines: list[int] = []

    def line_of(self, index: int) -> int:
        if not self._lines:
            line = self.first
            for row in self.rows:
                if self.is_counted(row):
                    self._lines.append(line)
                line += 1 + sum([field.count("\n") for field in row])
        return self._lines[index]
