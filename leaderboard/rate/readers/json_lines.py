"""Reader of JSON Lines files, an object per line."""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from leaderboard.rate.errors import BadInput
from leaderboard.rate.readers.batch import ROWS, Batch
from leaderboard.rate.readers.streams import UNREADABLE, name_of, open_text, unreadable


@contextmanager
def open_json_lines(path: str) -> Iterator["JsonLines"]:
    with open_text(path) as lines:
        yield JsonLines(name_of(path), lines)


_WANTS = "wants an object per line, such as {…}; `jq -c '.[]' FILE` makes them of a list."


class JsonLines:
    def __init__(self, path: str, lines: Iterable[str]) -> None:
        self.path = path
        self._lines = enumerate(lines, 1)
        self._read = 0
        first = self._take(1)
        if not first:
            raise BadInput(f"{path} is empty.")
        self._first = first
        self.columns: Sequence[str] = list(first[0][1])

    def batches(self, names: Sequence[str]) -> Iterator[Batch]:
        rows = self._first + self._take(ROWS - 1)
        while rows:
            lines = [line for line, _ in rows]
            columns = {name: [self._text(line, row, name) for line, row in rows] for name in names}
            yield Batch(len(rows), dict(columns), _ObjectLines(self.path, lines).place_of)
            rows = self._take(ROWS)

    def _take(self, number: int) -> list[tuple[int, dict[str, object]]]:
        rows: list[tuple[int, dict[str, object]]] = []
        try:
            for line, text in self._lines:
                self._read = line
                if text.strip():
                    rows.append((line, self._object(line, text)))
                if len(rows) == number:
                    break
        except UNREADABLE as error:
            raise unreadable(self.path, error, self._read) from error
        return rows

    def _object(self, line: int, text: str) -> dict[str, object]:
        try:
            found = json.loads(text)
        except (ValueError, RecursionError) as error:
            if text.strip() == "[":
                raise BadInput(f"{self.path}, line {line}: {_WANTS}") from error
            raise BadInput(f"{self.path}, line {line}: no JSON: {error}.") from error
        if not isinstance(found, dict):
            raise BadInput(f"{self.path}, line {line}: {_WANTS}")
        return found

    def _text(self, line: int, row: dict[str, object], name: str) -> str | None:
        value = row.get(name)
        if isinstance(value, (dict, list)):
            raise BadInput(f"{self.path}, line {line}: {name!r} holds more than one value.")
        if value is None or isinstance(value, str):
            return value
        return json.dumps(value)


class _ObjectLines:
    def __init__(self, path: str, lines: list[int]) -> None:
        self.path, self.lines = path, lines

    def place_of(self, index: int) -> str:
        return f"{self.path}, line {self.lines[index]}"
