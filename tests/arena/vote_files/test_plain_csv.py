"""Lines without quotation marks within fields are read as blocks, with the same result."""

import csv
import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arena.vote_files import BadInput, as_texts
from arena.vote_files.readers import Texts
from arena.vote_files.readers.plain_csv import plain_block
from tests.arena.vote_files.reading import read, write

FIELDS = st.text(st.sampled_from('ab,"é\u4e2d \n\r'), max_size=12) | st.text(max_size=70)


def texts_of(column):
    texts = as_texts(column)
    return [texts.words[place] for place in texts.places] if isinstance(texts, Texts) else texts


@given(st.lists(st.lists(FIELDS, min_size=3, max_size=3), min_size=1), st.booleans())
def test_a_block_has_the_fields_that_the_reader_of_python_finds(rows, quotes_all):
    out = io.StringIO(newline="")
    quoting = csv.QUOTE_ALL if quotes_all else csv.QUOTE_MINIMAL
    csv.writer(out, quoting=quoting, lineterminator="\n").writerows(rows)
    text = out.getvalue()
    block = plain_block(text, sign=",", width=3)
    if block is not None:
        found = list(csv.reader(io.StringIO(text, newline=""), strict=True))
        columns = [texts_of(block.column(place)) for place in range(3)]
        assert [list(row) for row in zip(*columns, strict=True)] == found


@pytest.mark.parametrize("text", ["a,b,c\n", '"a","b",c\r\n"",b,"c"\r\n', ",,\n"])
def test_names_and_numbers_are_read_as_blocks(text):
    assert plain_block(text, sign=",", width=3) is not None


@pytest.mark.parametrize("text", ['"a,b",c,d\n', "a,b\n", "a,b,c\n\na,b,c\n", 'a,"b""c",d\n'])
def test_other_lines_are_not(text):
    assert plain_block(text, sign=",", width=3) is None


def test_texts_of_one_hash_are_not_taken_for_one(monkeypatch):
    monkeypatch.setattr("arena.vote_files.readers.plain_csv._FACTOR", np.uint64(0))
    block = plain_block("first--same----,x\nsecond-same----,x\n", sign=",", width=2)
    assert texts_of(block.column(0)) == ["first--same----", "second-same----"]


ROW = "ada,bob,left\n"


@pytest.mark.parametrize("size", [7, 40, 1 << 22])
@pytest.mark.parametrize(
    ("rest", "says"),
    [
        ('"ada, the\n1st",bob,left\nada,bob,up\n', "line 24: unknown outcome 'up'"),
        ("ada,bob\n", "line 22: 2 fields"),
        ("\n\nada,bob,up", "line 24: unknown outcome 'up'"),
        ("ada,bob,up", "line 22: unknown outcome 'up'"),
    ],
)
def test_lines_are_counted_over_blocks_and_what_follows(tmp_path, monkeypatch, size, rest, says):
    monkeypatch.setattr("arena.vote_files.readers.csv_file._BLOCK", size)
    path = write(tmp_path / "votes.csv", "left,right,outcome\n" + ROW * 20 + rest)
    with pytest.raises(BadInput, match=says):
        read(path)


def test_blocks_and_what_follows_are_all_read(tmp_path, monkeypatch):
    monkeypatch.setattr("arena.vote_files.readers.csv_file._BLOCK", 30)
    text = "left,right,outcome\n" + ROW * 9 + '"a ""b""",bob,left\n' + ROW * 9
    assert len(read(write(tmp_path / "votes.csv", text.replace("\n", "\r\n"))).votes) == 19
