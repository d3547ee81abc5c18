"""Files of a dump: each table as compressed JSON Lines and, if pyarrow is there, as Parquet. Rows
are written as they come, so memory does not grow with them."""

import gzip
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any, BinaryIO

from leaderboard.open_data.tables import DataTable, as_text

LINES, PARQUET = "jsonl.gz", "parquet"
# The program that writes Parquet.
TO_PARQUET = Path(__file__).with_name("to_parquet.py")
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


def has_parquet() -> bool:
    """Whether pyarrow is there, which is loaded by the process that writes it alone."""
    return find_spec("pyarrow") is not None


def write_table(folder: Path, table: DataTable, rows: Iterable[Sequence[Any]]) -> DumpFile:
    """Write the rows into the folder as compressed JSON Lines, and describe the file; the same rows
    give the same bytes."""
    path, number = folder / f"{table.name}.{LINES}", 0
    with path.open("wb") as file, _compressed(file) as lines:
        for values in rows:
            lines.write(f"{_line(table, values)}\n".encode())
            number += 1
    return _described(path, table.name, LINES, number)


def _compressed(file: BinaryIO) -> gzip.GzipFile:
    return gzip.GzipFile(filename="", fileobj=file, mode="wb", compresslevel=_LEVEL, mtime=0)


def write_parquet(
    folder: Path, tables: Sequence[DataTable], made: Sequence[DumpFile]
) -> list[DumpFile]:
    """Write the same rows as Parquet, in a process of its own, and describe the files.

    Raises:
        OSError: it could not.
    """
    asked = [
        {
            "source": str(folder / f"{table.name}.{LINES}"),
            "target": str(folder / f"{table.name}.{PARQUET}"),
            "columns": [(each.name, each.kind.value) for each in table.columns],
        }
        for table in tables
    ]
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-P", str(TO_PARQUET)],
        input=json.dumps(asked).encode(),
        stderr=subprocess.PIPE,
        check=False,
    )
    if done.returncode:
        last = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise OSError(f"Parquet could not be written: {last or done.returncode}")
    rows = {file.table: file.rows for file in made}
    return [
        _described(folder / f"{table.name}.{PARQUET}", table.name, PARQUET, rows[table.name])
        for table in tables
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
