"""Reader of CSV and TSV files with a header line."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from operator import itemgetter

from leaderboard.rate.errors import BadInput
from leaderboard.rate.readers.batch import ROWS, Batch
from leaderboard.rate.readers.streams import UNREADABLE, name_of, open_text, unreadable

# Columns that are not read may hold whole conversations.
csv.field_size_limit(1 << 30)


@contextmanager
def open_csv(path: str) -> Iterator["CsvFile"]:
    with open_text(path) as lines:
        yield CsvFile(name_of(path), lines, delimiter=",")


@contextmanager
def open_tsv(path: str) -> Iterator["CsvFile"]:
    with open_text(path) as lines:
        yield CsvFile(name_of(path), lines, delimiter="\t")


class CsvFile:
    def __init__(self, path: str, lines: Iterable[str], *, delimiter: str) -> None:
        self.path = path
        self._rows = csv.reader(lines, delimiter=delimiter, strict=True)
        first = self._take(1)
        if not first or not any(first[0]):
            raise BadInput(f"{path}, line 1: wants the names of the columns.")
        self.columns: Sequence[str] = [name.strip() for name in first[0]]

    def batches(self, names: Sequence[str]) -> Iterator[Batch]:
        places = [self.columns.index(name) for name in names]
        first = self._rows.line_num + 1
        while rows := self._take(ROWS):
            filled = [row for row in rows if row]
            columns = dict(zip(names, self._columns(rows, filled, places, first), strict=True))
            yield Batch(len(filled), columns, _RowLines(self.path, rows, first).place_of)
            first = self._rows.line_num + 1

    def _take(self, number: int) -> list[list[str]]:
        try:
            return list(islice(self._rows, number))
        except UNREADABLE as error:
            raise unreadable(self.path, error, self._rows.line_num) from error
        except csv.Error as error:
            raise BadInput(f"{self.path}, line {self._rows.line_num}: {error}.") from error

    def _columns(
        self, rows: list[list[str]], filled: list[list[str]], places: list[int], first: int
    ) -> list[list[str | None]]:
        wanted = len(self.columns)
        if set(map(len, filled)) - {wanted}:
            index = next(i for i, row in enumerate(filled) if len(row) != wanted)
            place = _RowLines(self.path, rows, first).place_of(index)
            raise BadInput(f"{place}: {len(filled[index])} fields, but there are {wanted} columns.")
        return [list(map(itemgetter(place), filled)) for place in places]


class _RowLines:
    """Line numbers of the rows of a batch, given empty lines and rows of several lines."""

    def __init__(self, path: str, rows: list[list[str]], first: int) -> None:
        self.path, self.rows, self.first = path, rows, first

    def place_of(self, index: int) -> str:
        line, seen = self.first, -1
        for row in self.rows:
            seen += bool(row)
            if seen == index:
                break
            line += 1 + sum(field.count("\n") for field in row)
        return f"{self.path}, line {line}"
