"""Files of a dump: each table as compressed JSON Lines and, if pyarrow is there, as Parquet. Rows
are written as they come, so memory does not grow with them."""

import gzip
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from leaderboard.open_data.tables import ColumnKind, DataTable, as_text

# Parquet is written in groups of so many rows, or fewer if they are long. Groups of 5,000 rows took
# 50 MB more than these.
GROUP_ROWS = 500
GROUP_CHARACTERS = 500_000
_LEVEL = 6
_READ_BYTES = 1 << 20
NO_PARQUET = (
    "JSON Lines only: Parquet needs pyarrow, which is an extra. Install it with "
    "`./run install parquet`."
)


@dataclass(frozen=True, slots=True)
class DumpFile:
    """A file of a dump, as the manifest describes it; a text has no table and no rows."""

    name: str
    table: str | None
    form: str
    rows: int | None
    size: int
    sha256: str


class RowWriter(Protocol):
    """Writes the rows of one table to one file."""

    form: str

    def write(self, values: Sequence[Any], line: str) -> None:
        """Write a row, whose JSON is `line`."""

    def close(self) -> None: ...


def has_parquet() -> bool:
    try:
        import pyarrow.parquet  # noqa: F401, PLC0415 - an extra
    except ModuleNotFoundError:
        return False
    return True


def write_table(
    folder: Path, table: DataTable, rows: Iterable[Sequence[Any]], *, parquet: bool
) -> list[DumpFile]:
    """Write the rows into the folder, and describe the files."""
    paths = [folder / f"{table.name}.jsonl.gz"]
    number = 0
    with ExitStack() as stack:
        writers: list[RowWriter] = [JsonLinesWriter(stack.enter_context(paths[0].open("wb")))]
        if parquet:
            paths.append(folder / f"{table.name}.parquet")
            writers.append(ParquetRows(stack.enter_context(paths[1].open("wb")), table))
        for writer in writers:
            stack.callback(writer.close)
        for values in rows:
            line = _line(table, values)
            for writer in writers:
                writer.write(values, line)
            number += 1
    return [
        _described(path, table.name, writer.form, number)
        for path, writer in zip(paths, writers, strict=True)
    ]


def write_text(path: Path, text: str) -> DumpFile:
    """Write a file for people into the folder, and describe it."""
    path.write_text(text, encoding="utf-8")
    return _described(path, None, path.suffix.removeprefix("."), None)


def _described(path: Path, table: str | None, form: str, rows: int | None) -> DumpFile:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        os.fsync(file.fileno())
        while part := file.read(_READ_BYTES):
            digest.update(part)
    return DumpFile(path.name, table, form, rows, path.stat().st_size, digest.hexdigest())


def _line(table: DataTable, values: Sequence[Any]) -> str:
    named = zip(table.columns, values, strict=True)
    row = {column.name: as_text(value) if _is_time(value) else value for column, value in named}
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _is_time(value: Any) -> bool:
    return isinstance(value, datetime)


class JsonLinesWriter:
    """One JSON object a line, compressed; the same rows give the same bytes."""

    form = "jsonl.gz"

    def __init__(self, file: BinaryIO) -> None:
        self._gzip = gzip.GzipFile(
            filename="", fileobj=file, mode="wb", compresslevel=_LEVEL, mtime=0
        )

    def write(self, values: Sequence[Any], line: str) -> None:
        del values
        self._gzip.write(f"{line}\n".encode())

    def close(self) -> None:
        self._gzip.close()


class ParquetRows:
    """Columns with their types, in groups of rows; JSON is text."""

    form = "parquet"

    def __init__(self, file: BinaryIO, table: DataTable) -> None:
        import pyarrow as pa  # noqa: PLC0415 - an extra
        from pyarrow import parquet  # noqa: PLC0415

        types: Mapping[ColumnKind, Any] = {
            ColumnKind.TEXT: pa.string(),
            ColumnKind.INTEGER: pa.int64(),
            ColumnKind.NUMBER: pa.float64(),
            ColumnKind.BOOLEAN: pa.bool_(),
            ColumnKind.TIME: pa.timestamp("us", tz="UTC"),
            ColumnKind.JSON: pa.string(),
        }
        self._schema = pa.schema([(each.name, types[each.kind]) for each in table.columns])
        self._make = pa.Table.from_arrays
        # The usual pool keeps for later what is free.
        pool = pa.system_memory_pool()
        self._array = partial(pa.array, memory_pool=pool)
        self._writer = parquet.ParquetWriter(
            file, self._schema, compression="zstd", memory_pool=pool
        )
        self._table = table
        self._rows: list[Sequence[Any]] = []
        self._characters = 0

    def write(self, values: Sequence[Any], line: str) -> None:
        self._rows.append(values)
        self._characters += len(line)
        if len(self._rows) >= GROUP_ROWS or self._characters >= GROUP_CHARACTERS:
            self._flush()

    def close(self) -> None:
        self._flush()
        self._writer.close()

    def _flush(self) -> None:
        if not self._rows:
            return
        by_column = zip(self._table.columns, self._schema, self._columns(), strict=True)
        arrays = [
            self._array([_as_json(each) for each in values], type=field.type)
            if column.kind == ColumnKind.JSON
            else self._array(values, type=field.type)
            for column, field, values in by_column
        ]
        self._writer.write_table(self._make(arrays, schema=self._schema))
        self._rows, self._characters = [], 0

    def _columns(self) -> Iterator[tuple[Any, ...]]:
        return zip(*self._rows, strict=True)


def _as_json(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False)
