import gzip
import json
from datetime import UTC, datetime

import pytest

from arena.ingest.report import Refusal
from arena.ingest.vote_rows import Columns, read_votes
from arena.models import Outcome
from tests.arena.ingest.files import write

HEADER = "left,right,outcome\n"


def read(tmp_path, text, *, name="votes.csv", **columns):
    return list(read_votes(write(tmp_path / name, text), columns=Columns(**columns)))


def read_one(tmp_path, text, **more):
    [row] = read(tmp_path, text, **more)
    assert not isinstance(row, Refusal), row
    return row


def why_refused(tmp_path, text, **more):
    [row] = read(tmp_path, text, **more)
    return str(row).rpartition("/")[2]


def test_a_row_becomes_a_vote(tmp_path):
    vote = read_one(tmp_path, HEADER + "Ada,Bob,left\n")
    assert (vote.left, vote.right, vote.outcome) == ("Ada", "Bob", Outcome.LEFT)
    assert (vote.challenge, vote.voter, vote.cast_at) == (None, None, None)


def test_every_column_may_have_another_name(tmp_path):
    text = (
        "prompt,model_a,model_b,winner,judge,tstamp,id\nWhy?,Ada,Bob,model_b,j1,1688000000.5,v7\n"
    )
    names = {"challenge": "prompt", "left": "model_a", "right": "model_b", "outcome": "winner"}
    vote = read_one(tmp_path, text, **names, voter="judge", time="tstamp", key="id")
    assert (vote.challenge, vote.outcome, vote.voter) == ("Why?", Outcome.RIGHT, "j1")
    assert vote.cast_at == datetime(2023, 6, 29, 0, 53, 20, 500_000, UTC)
    assert vote.key == "v7"


@pytest.mark.parametrize(
    ("label", "outcome"),
    [
        ("left", Outcome.LEFT),
        ("model_a", Outcome.LEFT),
        ("right", Outcome.RIGHT),
        ("model_b", Outcome.RIGHT),
        ("tie", Outcome.TIE),
        ("both_bad", Outcome.BOTH_BAD),
        ("tie (bothbad)", Outcome.BOTH_BAD),
        ("bothbad", Outcome.BOTH_BAD),
    ],
)
def test_labels_of_public_votes_are_known(tmp_path, label, outcome):
    assert read_one(tmp_path, HEADER + f"Ada,Bob,{label}\n").outcome == outcome


def test_a_quoted_prompt_keeps_its_line_ends_and_quotes(tmp_path):
    text = 'challenge,left,right,outcome\n"One\r\n""two""\n",Ada,Bob,tie\n'
    assert read_one(tmp_path, text).challenge == 'One\r\n"two"\n'


def test_a_refusal_names_the_line_a_record_begins_on(tmp_path):
    text = 'challenge,left,right,outcome\n"One\ntwo",Ada,Bob,tie\n\n"x\ny",Ada,Bob,drawn\n'
    reason = "unknown outcome 'drawn' in 'outcome'. Known are 'left', 'right', 'tie'"
    assert (
        str(read(tmp_path, text)[1])
        .rpartition("/")[2]
        .startswith(f"votes.csv:5: outcome: {reason}")
    )


def test_json_lines_are_read_too(tmp_path):
    line = json.dumps({"left": "Ada", "right": 7, "outcome": "tie", "time": 1688000000})
    vote = read_one(tmp_path, f"\n{line}\n", name="votes.jsonl.gz")
    assert (vote.right, vote.place.line) == ("7", 2)
    assert vote.cast_at == datetime(2023, 6, 29, 0, 53, 20, tzinfo=UTC)


REFUSED_FILES = {
    "left,right\nAda,Bob\n": "No column looks like the outcome; name it with --winner",
    "left,left,right,outcome\n": "two columns have the same name",
    HEADER + "Ada,Bob\n": "2 fields, but there are 3 columns",
    HEADER + "Ada,Bob,tie,x\n": "4 fields, but there are 3 columns",
    HEADER + ",Bob,tie\n": "left: is empty",
    HEADER + "Ada,Bob,\n": "outcome: is empty",
    HEADER + 'Ada,"Bob,tie\n': "is not CSV: unexpected end of data",
    HEADER + 'Ada,"B"ob,tie\n': "is not CSV: ',' expected after '\"'",
    "": "is empty",
}


@pytest.mark.parametrize("text", REFUSED_FILES)
def test_a_broken_csv_is_refused(tmp_path, text):
    assert REFUSED_FILES[text] in why_refused(tmp_path, text)


REFUSED_LINES = {
    "[]": "votes.jsonl:1: must be an object",
    "{": "votes.jsonl:1: is not JSON",
    '{"left": {}, "right": "b", "outcome": "tie"}': "left: holds more than one value",
    '{"left": "a", "right": "b"}': "outcome: is empty",
    '{"left": "a\\u0000", "right": "b", "outcome": "tie"}': "has a NUL character",
}


@pytest.mark.parametrize("line", REFUSED_LINES)
def test_a_broken_line_is_refused_alone(tmp_path, line):
    good = '{"left": "a", "right": "b", "outcome": "tie"}'
    refusal, vote = read(tmp_path, f"{line}\n{good}", name="votes.jsonl")
    assert REFUSED_LINES[line] in str(refusal)
    assert vote.outcome == Outcome.TIE


@pytest.mark.parametrize("time", ["noon", "1e99", "2026-13-01"])
def test_an_invalid_time_is_refused(tmp_path, time):
    reason = why_refused(tmp_path, f"left,right,outcome,time\nAda,Bob,tie,{time}\n")
    shown = time.replace("1e99", "1e+99")
    assert f"time: '{shown}' is neither an ISO 8601 time nor seconds since 1970" in reason


def test_a_named_column_must_exist(tmp_path):
    text = HEADER + "Ada,Bob,tie\n"
    assert "there is no column 'judge'" in why_refused(tmp_path, text, voter="judge")


def test_the_same_vote_twice_has_two_keys_the_same_in_every_reading(tmp_path):
    text = HEADER + "Ada,Bob,tie\nAda,Bob,tie\nBob,Ada,tie\n"
    keys = [vote.key for vote in read(tmp_path, text)]
    assert len(set(keys)) == 3
    assert [vote.key for vote in read(tmp_path, text)] == keys


def test_a_key_too_long_for_its_column_is_digested(tmp_path):
    vote = read_one(tmp_path, "left,right,outcome,key\n" + f"Ada,Bob,tie,{'k' * 65}\n")
    assert len(vote.key) == 64
    assert vote.key != "k" * 64


def test_nothing_to_read_is_refused(tmp_path):
    [refusal] = read_votes(tmp_path / "none.csv", columns=Columns())
    assert str(refusal).endswith("none.csv: there is no such file or folder")


def test_a_file_cut_off_is_refused(tmp_path):
    whole = gzip.compress((HEADER + "Ada,Bob,tie\n" * 1_000).encode())
    (tmp_path / "votes.csv.gz").write_bytes(whole[:-20])
    [refusal] = read_votes(tmp_path, columns=Columns())
    assert str(refusal).endswith("votes.csv.gz: is cut off: the packed data ends too early")
