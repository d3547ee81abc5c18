"""What cannot be rated is refused with its place and its reason, and nothing is printed."""

import gzip
import io
import json
import sys

import pyarrow as pa
import pytest
from pyarrow import parquet

from arena.vote_files.readers.batch import ROWS
from leaderboard.rate import gathering
from tests.leaderboard.rate.conftest import written

GOOD = ("ada", "bob", "tie")


def refused(done):
    assert (done.code, done.out) == (1, "")
    return done.err


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (("ada", "bob", "left-ish"), "line 4: unknown outcome 'left-ish' in 'winner'"),
        (("ada", "bob", ""), "line 4: 'winner' is empty"),
        (("ada", " ", "tie"), "line 4: 'model_b' is empty"),
        (("ada", "ada", "tie"), "line 4: 'ada' is compared with itself"),
        (("ada", "bob"), "line 4: 2 fields, but there are 3 columns"),
        (("ada", "bob", "tie", "x"), "line 4: 4 fields, but there are 3 columns"),
    ],
)
def test_a_bad_row_is_refused_with_its_line_number(tmp_path, run, row, says):
    file = written(tmp_path / "votes.csv", [GOOD, GOOD, row, GOOD])
    assert f"{file}, {says}" in refused(run(file))


def test_lines_are_counted_over_blank_ones_and_texts_of_several(tmp_path, run):
    file = tmp_path / "votes.csv"
    file.write_text('model_a,model_b,winner,why\nada,bob,tie,"two\nlines"\n\nada,bob,nobody,x\n')
    assert "line 5: unknown outcome 'nobody'" in refused(run(file))


def test_a_quotation_that_does_not_end_is_refused(tmp_path, run):
    file = tmp_path / "votes.csv"
    file.write_text('model_a,model_b,winner\nada,"bob,tie\n')
    assert "line 2" in refused(run(file))


def test_an_invalid_byte_is_refused_with_its_line_number(tmp_path, run):
    file = tmp_path / "votes.csv"
    file.write_bytes(b"model_a,model_b,winner\n" + b"ada,bob,tie\n" * 2000 + b"\xff,bob,tie\n")
    assert "line 2002: the byte 0xff is not UTF-8" in refused(run(file))


@pytest.mark.parametrize(("name", "lines"), [("votes.csv", 1), ("votes.jsonl", ROWS)])
def test_the_line_number_is_right_whatever_was_read_ahead(tmp_path, run, name, lines):
    good = {"votes.csv": "a,b,winner\n", "votes.jsonl": '{"a":"ada","b":"bob","winner":"tie"}\n'}
    file = tmp_path / name
    file.write_bytes(good[name].encode() * lines + b"\xff\n")
    assert f"line {lines + 1}: the byte 0xff is not UTF-8" in refused(run(file))


def test_invalid_bytes_on_standard_input_are_refused_with_their_line_number(run, monkeypatch):
    rows = b"a,b,winner\n" + b"ada,bob,tie\n" * 2000 + b"ada,\xff,tie\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(rows)))
    says = refused(run("-", "--input-format", "csv"))
    assert says.startswith("Standard input, line 2002: the byte 0xff")


@pytest.mark.parametrize("name", ["votes.csv.gz", "votes.jsonl.gz"])
@pytest.mark.parametrize(("start", "end"), [(0, 30), (2, 99)])
def test_a_file_not_compressed_as_its_name_says_is_refused(tmp_path, run, name, start, end):
    file = tmp_path / name
    file.write_bytes(gzip.compress(b'{"a":"ada","b":"bob","winner":"tie"}\n' * 9)[start:end])
    assert f"{file}, after line 0: " in refused(run(file))


def test_too_many_models_are_refused(tmp_path, run, monkeypatch):
    monkeypatch.setattr(gathering, "MOST_COMPETITORS", 3)
    file = written(tmp_path / "votes.csv", [GOOD, ("ada", "cid", "tie")])
    assert run(file).code == 0
    file = written(tmp_path / "votes.csv", [GOOD, ("ada", "cid", "tie"), ("ada", "dee", "tie")])
    assert "line 4: 'model_a' and 'model_b' have named more than 3 models" in refused(run(file))


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "line 2: is not JSON"),
        ("[1]", "line 2: must be an object"),
        ("[", "line 2: is not JSON"),
        ("[" * 100_000, "line 2: is not JSON"),
        (
            json.dumps({"model_a": ["ada"], "model_b": "bob", "winner": "tie"}),
            "more than one value",
        ),
        (json.dumps({"model_a": "ada", "model_b": "bob"}), "line 2: 'winner' is empty"),
    ],
)
def test_a_bad_line_of_json_is_refused_with_its_number(tmp_path, run, line, says):
    file = tmp_path / "votes.jsonl"
    good = json.dumps({"model_a": "ada", "model_b": "bob", "winner": "tie"})
    file.write_text(f"{good}\n{line}\n")
    assert says in refused(run(file))


def test_a_missing_value_of_parquet_is_refused_with_its_row(tmp_path, run):
    file = tmp_path / "votes.parquet"
    columns = {"a": ["ada", "ada"], "b": ["bob", "bob"], "winner": ["tie", None]}
    parquet.write_table(pa.table(columns), file)
    assert "row 2: 'winner' is empty" in refused(run(file))


def test_a_file_that_is_not_parquet_is_refused(tmp_path, run):
    file = tmp_path / "votes.parquet"
    file.write_text("model_a,model_b,winner")
    assert "no Parquet file" in refused(run(file))


def test_a_missing_file_is_refused(tmp_path, run):
    assert "There is no file" in refused(run(tmp_path / "votes.csv"))


def test_a_file_name_without_a_known_format_is_refused(tmp_path, run):
    file = written(tmp_path / "votes", [GOOD])
    assert "--input-format" in refused(run(file))


def test_columns_that_cannot_be_guessed_are_refused_with_the_option_to_use(tmp_path, run):
    file = written(tmp_path / "votes.csv", [GOOD], "one,two,three")
    message = refused(run(file))
    assert "--a COLUMN" in message
    assert "one, two, three" in message


def test_a_missing_column_is_refused_with_a_similar_name(votes, run):
    assert "Did you mean 'judge'?" in refused(run(votes, "--cluster", "--voter", "jugde"))
    assert "Did you mean 'judge'?" in refused(run(votes, "--voter", "jugde"))


def test_a_label_that_is_a_model_s_name_is_refused(tmp_path, run, rate):
    file = written(tmp_path / "votes.csv", [("b", "a", "a"), ("a", "b", "tie")])
    assert "'a' is a model's name and a word for an outcome" in refused(run(file))
    assert rate(file, "--labels", "a=right").entry("a")["wins"] == 1


@pytest.mark.parametrize("label", ["one", "one=", "one=middle"])
def test_a_label_without_an_outcome_is_refused(votes, run, label):
    assert "WORD=OUTCOME" in refused(run(votes, "--labels", label))


@pytest.mark.parametrize(
    ("anchor", "says"),
    [("adda=1000", "Near are: ada"), ("ada", "MODEL=RATING"), ("ada=high", "MODEL=RATING")],
)
def test_an_invalid_anchor_is_refused(votes, run, anchor, says):
    assert says in refused(run(votes, "--anchor", anchor))


def test_a_missing_feature_is_refused(votes, run):
    assert "'bold_a' and 'bold_b'" in refused(run(votes, "--style", "bold"))


def test_a_feature_that_is_not_a_number_is_refused_with_its_row(tmp_path, run):
    rows = [(*GOOD, 1, 2), (*GOOD, "long", 2)]
    file = written(tmp_path / "votes.csv", rows, "a,b,winner,length_a,length_b")
    assert "line 3: 'long' in 'length_a' is no number" in refused(run(file, "--style", "length"))


@pytest.mark.parametrize(
    "options",
    [
        ["--method", "elo", "--ties", "davidson"],
        ["--method", "rival-score"],
        ["--bootstrap", "0"],
        ["--bootstrap", "many"],
        ["--seed", "-1"],
        ["--bootstrap", "5", "--style", "length"],
    ],
)
def test_conflicting_options_are_refused(votes, run, options):
    done = run(votes, *options)
    assert (done.code, done.out) == (2, "")


def test_a_missing_file_argument_is_reported(votes, run):
    done = run("--labels", "1=left", votes)
    assert (done.code, done.out) == (2, "")
    assert "which FILE?" in done.err
