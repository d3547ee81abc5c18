"""Readers of tables of votes, one per file format, in batches of rows."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path

from leaderboard.rate.errors import BadInput
from leaderboard.rate.readers.batch import Batch, Column, Table, Texts
from leaderboard.rate.readers.csv_file import open_csv, open_tsv
from leaderboard.rate.readers.json_lines import open_json_lines
from leaderboard.rate.readers.parquet import open_parquet

FORMATS: Mapping[str, Callable[[str], AbstractContextManager[Table]]] = {
    "csv": open_csv,
    "tsv": open_tsv,
    "jsonl": open_json_lines,
    "parquet": open_parquet,
}
_ENDINGS = {"ndjson": "jsonl", "json": "jsonl", "pq": "parquet"}


def open_table(path: str, format_: str | None) -> AbstractContextManager[Table]:
    """Open a table in the named format, else by the file's ending; `-` is standard input.

    Raises:
        BadInput: there is no such file, or its format is not known.
    """
    found = format_ or _format_of(path)
    # A shell's process substitution, <(command), is not a regular file but can be read.
    if path != "-" and (not Path(path).exists() or Path(path).is_dir()):
        raise BadInput(f"There is no file {path}.")
    return FORMATS[found](path)


def _format_of(path: str) -> str:
    if path == "-":
        raise BadInput("Standard input has no name to tell its format by; give --input-format.")
    ending = Path(path.removesuffix(".gz")).suffix.removeprefix(".").lower()
    found = _ENDINGS.get(ending, ending)
    if found not in FORMATS:
        raise BadInput(
            f"{path}: the name does not tell the format; give --input-format csv, jsonl or parquet."
        )
    return found


__all__ = ["FORMATS", "Batch", "Column", "Table", "Texts", "open_table"]
