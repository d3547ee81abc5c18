"""Reader of Parquet files, if pyarrow is installed; reads only the needed columns."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

import numpy as np

from leaderboard.rate.errors import BadInput
from leaderboard.rate.readers.batch import Batch, Column, Texts

# Rows at a time; they are numbers, so many fit.
_ROWS = 1 << 20

MISSING = (
    "Reading Parquet needs pyarrow, which is an extra: install it with `./run install parquet`, "
    "or give the file as CSV or JSON Lines."
)


@contextmanager
def open_parquet(path: str) -> Iterator["ParquetTable"]:
    yield ParquetTable(path)


class ParquetTable:
    def __init__(self, path: str) -> None:
        if path == "-":
            raise BadInput("Parquet is read from its end, so not from standard input.")
        try:
            import pyarrow as pa  # noqa: PLC0415 - an extra
            from pyarrow import parquet  # noqa: PLC0415
        except ModuleNotFoundError as error:
            raise BadInput(MISSING) from error
        self.path = path
        self._open = partial(parquet.ParquetFile, path, memory_map=True)
        self._errors = (pa.ArrowException, OSError)
        try:
            with self._open() as file:
                self._schema = file.schema_arrow
        except self._errors as error:
            raise BadInput(f"{path}: no Parquet file: {error}") from error
        self.columns: Sequence[str] = list(self._schema.names)

    def batches(self, names: Sequence[str]) -> Iterator[Batch]:
        texts = [name for name in names if _is_text(self._schema.field(name).type)]
        first = 0
        try:
            with self._open(read_dictionary=texts) as file:
                for rows in file.iter_batches(_ROWS, columns=list(names)):
                    columns = {name: self._column(rows.column(name), name) for name in names}
                    yield Batch(rows.num_rows, columns, partial(self._place_of, first))
                    first += rows.num_rows
        except self._errors as error:
            raise BadInput(f"{self.path}, after row {first}: {error}") from error

    def _place_of(self, first: int, index: int) -> str:
        return f"{self.path}, row {first + index + 1}"

    def _column(self, column: Any, name: str) -> Column:
        if not hasattr(column, "dictionary"):
            if _is_number(column.type):
                return np.asarray(column.to_numpy(zero_copy_only=False))
            column = column.dictionary_encode()
        places = column.indices.fill_null(-1) if column.null_count else column.indices
        return Texts(self._words(column.dictionary, name), np.asarray(places))

    def _words(self, dictionary: Any, name: str) -> list[str]:
        values = dictionary.to_pylist()
        if _is_text(dictionary.type) and not dictionary.null_count:
            return list(values)
        if any(isinstance(value, (list, dict, bytes)) for value in values):
            raise BadInput(f"{self.path}: the column {name!r} holds neither text nor numbers.")
        return ["" if value is None else _word(value) for value in values]


def _is_text(kind: Any) -> bool:
    """Whether Parquet can return the column dictionary-encoded."""
    return str(kind) in {"string", "large_string"}


def _is_number(kind: Any) -> bool:
    return str(kind).removeprefix("u").startswith(("int", "float", "double", "halffloat"))


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
