"""Readers of tables of votes, one per form of file, in batches of rows."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from arena.vote_files.errors import BadInput
from arena.vote_files.readers.batch import ROWS, Batch, BrokenRow, Column, Table, Texts
from arena.vote_files.readers.csv_file import CsvFile, delimiter_named
from arena.vote_files.readers.json_file import json_table, unwrapped
from arena.vote_files.readers.parquet import ParquetTable
from arena.vote_files.readers.records import NumberedRecord, Record, RecordTable, value_at
from arena.vote_files.readers.streams import (
    PACKED,
    name_of,
    open_bytes,
    open_text,
    without_packing,
)

CSV, TSV, JSON, PARQUET = "csv", "tsv", "jsonl", "parquet"
FORMS = (CSV, TSV, JSON, PARQUET)
_ENDINGS: Mapping[str, str] = {
    **{name: name for name in FORMS},
    "ndjson": JSON,
    "json": JSON,
    "pq": PARQUET,
    "tab": TSV,
    "txt": CSV,
}
# Of the files in a folder.
ENDINGS = tuple(f".{name}" for name in _ENDINGS if name != "txt")


@dataclass(frozen=True, slots=True)
class FileForm:
    """How the bytes of a file are to be read; what is None is found in the file."""

    form: str | None = None
    delimiter: str | None = None
    encoding: str | None = None
    # The most bytes of text, unpacked.
    limit: int | None = None


@contextmanager
def open_table(path: str, given: FileForm) -> Iterator[Table]:
    """Open a table in the given form, else that of the file's ending; `-` is standard input.

    Raises:
        BadInput: there is no such file, or its form is not known.
    """
    # A shell's process substitution, <(command), is not a regular file but can be read.
    if path != "-" and (not Path(path).exists() or Path(path).is_dir()):
        raise BadInput(f"There is no file {path}.")
    form = given.form or form_of(path)
    if form == PARQUET:
        with _open_parquet(path, given.limit) as table:
            yield table
        return
    delimiter = None if given.delimiter is None else delimiter_named(given.delimiter)
    with open_text(path, encoding=given.encoding, limit=given.limit) as text:
        if form == JSON:
            has_lines = without_packing(path).lower().endswith((".jsonl", ".ndjson"))
            yield json_table(name_of(path), text, has_lines=has_lines)
        else:
            usual = "\t" if form == TSV else ","
            yield CsvFile(name_of(path), text, delimiter=delimiter, usual=usual)


@contextmanager
def _open_parquet(path: str, limit: int | None) -> Iterator[ParquetTable]:
    if path == "-":
        raise BadInput("Parquet is read from its end, so not from standard input.")
    if without_packing(path) == path:
        yield ParquetTable(path)
        return
    with open_bytes(path, limit=limit) as packed:
        yield ParquetTable(path, packed)


def form_of(path: str) -> str:
    """The form that the file's name tells.

    Raises:
        BadInput: it tells none.
    """
    if path == "-":
        raise BadInput("Standard input has no name to tell its format by; give --input-format.")
    ending = Path(without_packing(path)).suffix.removeprefix(".").lower()
    if not ending and path.lower().endswith(".zip"):
        return _form_within(path)
    found = _ENDINGS.get(ending) or _form_of_content(path)
    if found is None:
        raise BadInput(
            f"{path}: the name does not tell the format; give --input-format csv, jsonl or parquet."
        )
    return found


def _form_of_content(path: str) -> str | None:
    """What only JSON and Parquet begin with."""
    if not Path(path).is_file():
        return None
    with open_bytes(path) as file:
        start = file.peek(4)[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"PAR1"):
        return PARQUET
    return JSON if start.startswith((b"{", b"[")) else None


def _form_within(path: str) -> str:
    """The form that the name of an archive's only file tells."""
    import zipfile  # noqa: PLC0415 - few files are archives

    from arena.vote_files.readers.streams import member_of, unreadable  # noqa: PLC0415

    try:
        with zipfile.ZipFile(path) as archive:
            return form_of(member_of(archive, path).filename)
    except zipfile.BadZipFile as error:
        raise unreadable(path, error, 0) from error


__all__ = [
    "ENDINGS",
    "FORMS",
    "PACKED",
    "ROWS",
    "Batch",
    "BrokenRow",
    "Column",
    "FileForm",
    "NumberedRecord",
    "ParquetTable",
    "Record",
    "RecordTable",
    "Table",
    "Texts",
    "form_of",
    "open_table",
    "unwrapped",
    "value_at",
    "without_packing",
]
