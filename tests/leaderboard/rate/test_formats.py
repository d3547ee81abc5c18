"""The same votes in every format give the same ratings."""

import gzip
import io
import json
import os
import sys
from threading import Thread

import pyarrow as pa
import pytest
from pyarrow import parquet

from tests.leaderboard.rate.conftest import CITATIONS_THETA, citations, written

COLUMNS = ("model_a", "model_b", "winner")


def as_csv(path, rows):
    return written(path / "votes.csv", rows)


def as_tsv(path, rows):
    file = path / "votes.tsv"
    file.write_text("\n".join("\t".join(row) for row in [COLUMNS, *rows]))
    return file


def as_gzip(path, rows):
    file = path / "votes.csv.gz"
    file.write_bytes(gzip.compress(as_csv(path, rows).read_bytes()))
    return file


def as_json_lines(path, rows):
    file = path / "votes.jsonl"
    file.write_text("\n\n".join(json.dumps(dict(zip(COLUMNS, row, strict=True))) for row in rows))
    return file


def as_parquet(path, rows):
    file = path / "votes.parquet"
    columns = dict(zip(COLUMNS, map(list, zip(*rows, strict=True)), strict=True))
    parquet.write_table(pa.table(columns), file, row_group_size=700)
    return file


def as_parquet_of_categories(path, rows):
    file = path / "votes.pq"
    columns = zip(COLUMNS, map(list, zip(*rows, strict=True)), strict=True)
    table = pa.table({name: pa.array(values).dictionary_encode() for name, values in columns})
    parquet.write_table(table, file)
    return file


@pytest.mark.parametrize(
    "write", [as_csv, as_tsv, as_gzip, as_json_lines, as_parquet, as_parquet_of_categories]
)
def test_citations_agree_with_r_in_every_format(tmp_path, rate, write):
    done = rate(write(tmp_path, list(citations())))
    first = done.entry("Biometrika")["theta"]
    found = {entry["competitor"]: entry["theta"] - first for entry in done.json["entries"]}
    assert found == pytest.approx(CITATIONS_THETA, abs=1e-8)
    assert done.json["votes"] == 3727


def test_standard_input_is_read_where_its_format_is_named(rate, monkeypatch):
    rows = "\n".join(",".join(row) for row in [COLUMNS, *citations()])
    stdin = io.TextIOWrapper(io.BytesIO(rows.encode()))
    monkeypatch.setattr(sys, "stdin", stdin)
    assert rate("-", "--input-format", "csv").json["votes"] == 3727


def test_tsv_can_be_named_as_the_format(rate, monkeypatch):
    stdin = io.TextIOWrapper(io.BytesIO(b"a\tb\twinner\nada, the first\tbob\ttie\n"))
    monkeypatch.setattr(sys, "stdin", stdin)
    assert rate("-", "--input-format", "tsv").entry("ada, the first")["votes"] == 1


def test_a_named_pipe_can_be_read(tmp_path, rate):
    pipe = tmp_path / "votes.csv"
    os.mkfifo(pipe)
    writer = Thread(target=pipe.write_text, args=["a,b,winner\nada,bob,tie\n"])
    writer.start()
    assert rate(pipe).json["votes"] == 1
    writer.join()


def test_a_byte_order_mark_and_windows_line_ends_are_accepted(tmp_path, rate):
    file = tmp_path / "votes.csv"
    file.write_bytes("\ufeffmodel_a,model_b,winner\r\nada,bob,tie\r\n".encode())
    assert rate(file).json["votes"] == 1


def test_numbers_can_be_labels(tmp_path, rate):
    file = tmp_path / "votes.parquet"
    columns = {"a": ["ada", "bob"], "b": ["bob", "ada"], "winner": [1, 0]}
    parquet.write_table(pa.table(columns), file)
    done = rate(file, "--labels", "1=left", "0=right")
    assert done.entry("ada")["wins"] == 2


def test_a_number_is_the_same_label_however_it_is_written(tmp_path, rate):
    file = tmp_path / "votes.jsonl"
    rows = [{"a": "ada", "b": "bob", "winner": label} for label in (1, 1.0, "1", 0, 0.0, 0.5)]
    file.write_text("\n".join(map(json.dumps, rows)))
    ada = rate(file, "--labels", "1=left", "0=right", ".5=tie").entry("ada")
    assert [ada[name] for name in ("wins", "losses", "ties")] == [3, 2, 1]


def test_columns_that_are_not_read_may_hold_anything(tmp_path, rate):
    file = tmp_path / "votes.jsonl"
    row = {"model_a": "ada", "talk": [{"role": "user"}], "model_b": "bob", "winner": "tie"}
    file.write_text(json.dumps(row))
    assert rate(file).json["votes"] == 1


def test_a_file_of_headers_alone_has_no_votes(tmp_path, rate, run):
    file = written(tmp_path / "votes.csv", [])
    assert rate(file).json["entries"] == []
    assert run(file).out == "There are no votes.\n"


def test_without_pyarrow_the_error_says_how_to_install_it(tmp_path, run, monkeypatch):
    file = as_parquet(tmp_path, list(citations()))
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    done = run(file)
    assert done.code == 1
    assert "./run install parquet" in done.err
