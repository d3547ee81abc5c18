"""A program: turns tables of compressed JSON Lines into Parquet, in groups of rows.

It runs as a process of its own, without Django, so that what pyarrow takes is not added to what a
dump takes. It reads from its standard input a JSON list of objects with `source`, `target` and
`columns`, which are pairs of name and kind.
"""

import gzip
import json
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any

import pyarrow as pa
from pyarrow import parquet

# Parquet is written in groups of so many rows, or fewer if they are long. Groups of 5,000 rows took
# 50 MB more than these.
GROUP_ROWS = 500
GROUP_CHARACTERS = 500_000
TIME, JSON = "time", "json"
TYPES = {
    "text": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    TIME: pa.timestamp("us", tz="UTC"),
    JSON: pa.string(),
}

type Columns = Sequence[Sequence[str]]


def convert(source: str, target: str, columns: Columns) -> None:
    schema = pa.schema([(name, TYPES[kind]) for name, kind in columns])
    # The usual pool keeps for later what is free.
    pool = pa.system_memory_pool()
    array = partial(pa.array, memory_pool=pool)
    with parquet.ParquetWriter(target, schema, compression="zstd", memory_pool=pool) as writer:
        for rows in _groups(source):
            arrays = [
                array([_value(row[name], kind) for row in rows], type=TYPES[kind])
                for name, kind in columns
            ]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))


def _groups(source: str) -> Iterator[list[dict[str, Any]]]:
    rows, characters = [], 0
    with gzip.open(source, "rt", encoding="utf-8") as file:
        for line in file:
            rows.append(json.loads(line))
            characters += len(line)
            if len(rows) >= GROUP_ROWS or characters >= GROUP_CHARACTERS:
                yield rows
                rows, characters = [], 0
    if rows:
        yield rows


def _value(value: Any, kind: str) -> Any:
    """JSON is text, and a time is one."""
    if value is None:
        return None
    if kind == TIME:
        return datetime.fromisoformat(value)
    return json.dumps(value, ensure_ascii=False) if kind == JSON else value


if __name__ == "__main__":
    for table in json.load(sys.stdin):
        convert(**table)
