"""Reader of Parquet files, if pyarrow is installed; reads only the needed columns."""

import io
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from arena.vote_files.errors import BadInput
from arena.vote_files.readers.batch import Batch, Column, Texts
from arena.vote_files.readers.records import NumberedRecord

# Rows at a time; they are numbers, so many fit.
_ROWS = 1 << 20
# Where rows are read whole, with the conversations in them.
_WHOLE_ROWS = 1 << 10

MISSING = (
    "Reading Parquet needs pyarrow, which is an extra: install it with `./run install parquet`, "
    "or give the file as CSV or JSON Lines."
)


class ParquetTable:
    unit = "row"
    has_decimal_commas = False

    def __init__(self, path: str, packed: io.BufferedReader | None = None) -> None:
        try:
            import pyarrow as pa  # noqa: PLC0415 - an extra
            from pyarrow import parquet  # noqa: PLC0415
        except ModuleNotFoundError as error:
            raise BadInput(MISSING) from error
        self.path = path
        self._errors = (pa.ArrowException, OSError)
        self._file = parquet.ParquetFile
        self._source: Any = path if packed is None else pa.py_buffer(packed.read())
        try:
            with self._open() as file:
                self._schema = file.schema_arrow
        except self._errors as error:
            raise BadInput(f"no Parquet file: {error}", path=path) from error
        self.columns: Sequence[str] = list(_paths(self._schema, ""))
        names = list(self._schema.names)
        if twice := next((name for name in names if names.count(name) > 1), None):
            raise BadInput(f"two columns have the same name, {twice!r}.", path=path)

    def _open(self, **more: Any) -> Any:
        if isinstance(self._source, str):
            return self._file(self._source, memory_map=True, **more)
        import pyarrow as pa  # noqa: PLC0415 - an extra

        return self._file(pa.BufferReader(self._source), **more)

    def look_further(self) -> bool:
        return False

    def records(self) -> Iterator[NumberedRecord]:
        """The rows as objects."""
        number = 0
        try:
            with self._open() as file:
                for rows in file.iter_batches(_WHOLE_ROWS):
                    for row in rows.to_pylist():
                        number += 1
                        yield number, row
        except self._errors as error:
            raise BadInput(f"{error}", path=self.path, line=number, unit="after row") from error

    def batches(self, names: Sequence[str]) -> Iterator[Batch]:
        texts = [name for name in names if self._is_text(name)]
        first = 0
        try:
            with self._open(read_dictionary=texts) as file:
                for rows in file.iter_batches(_ROWS, columns=list(names)):
                    columns = {name: self._column(_picked(rows, name), name) for name in names}
                    yield Batch(rows.num_rows, columns, _numbered(first))
                    first += rows.num_rows
        except self._errors as error:
            raise BadInput(f"{error}", path=self.path, line=first, unit="after row") from error

    def _is_text(self, name: str) -> bool:
        """Whether Parquet can return the column dictionary-encoded."""
        if name not in self._schema.names:
            return False
        return str(self._schema.field(name).type) in {"string", "large_string"}

    def _column(self, column: Any, name: str) -> Column:
        if not hasattr(column, "dictionary"):
            if _is_number(column.type):
                return np.asarray(column.to_numpy(zero_copy_only=False))
            column = column.dictionary_encode()
        places = column.indices.fill_null(-1) if column.null_count else column.indices
        return Texts(self._words(column.dictionary, name), np.asarray(places))

    def _words(self, dictionary: Any, name: str) -> list[str]:
        values = dictionary.to_pylist()
        if any(isinstance(value, (list, dict, bytes)) for value in values):
            raise BadInput(f"the column {name!r} holds neither text nor numbers.", path=self.path)
        return ["" if value is None else _word(value) for value in values]


def _paths(fields: Any, before: str) -> Iterator[str]:
    """The names of columns, and of fields within them by their dotted paths."""
    for field in fields:
        yield f"{before}{field.name}"
        if str(field.type).startswith("struct<"):
            inner = [field.type.field(place) for place in range(field.type.num_fields)]
            yield from _paths(inner, f"{before}{field.name}.")


def _picked(rows: Any, name: str) -> Any:
    """The column, or the field within one that a dotted path names."""
    if name in rows.schema.names:
        return rows.column(name)
    outer, *inner = name.split(".")
    column = rows.column(outer)
    for part in inner:
        column = column.flatten()[[each.name for each in column.type].index(part)]
    return column


def _numbered(first: int) -> Callable[[int], int]:
    return lambda index: first + index + 1


def _is_number(kind: Any) -> bool:
    return str(kind).removeprefix("u").startswith(("int", "float", "double", "halffloat"))


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
