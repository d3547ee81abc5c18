"""One table, in every form that a file can have."""

import gzip
import json
import sys
import zipfile

import pyarrow as pa
import pytest
from pyarrow import parquet

from arena.vote_files import BadInput
from tests.arena.vote_files.reading import read, write

VOTES = [("ada", "bob", "left"), ("bob", "cid", "tie")]
ROWS = [{"left": left, "right": right, "outcome": outcome} for left, right, outcome in VOTES]
TEXT = "left,right,outcome\nada,bob,left\nbob,cid,tie\n"


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_sign_between_columns_is_found(tmp_path, sign):
    path = write(tmp_path / "votes.csv", TEXT.replace(",", sign))
    assert read(path).votes == VOTES


def test_signs_within_quotation_marks_are_not_counted(tmp_path):
    text = 'left;right;outcome;"a, b, c, d, e"\nada;bob;left;x\n'
    assert read(write(tmp_path / "votes.csv", text)).votes == VOTES[:1]


@pytest.mark.parametrize("word", ["^", "tab"])
def test_the_sign_between_columns_can_be_named(tmp_path, word):
    sign = {"tab": "\t"}.get(word, word)
    path = write(tmp_path / "votes.csv", TEXT.replace(",", sign))
    assert read(path, "--delimiter", word).votes == VOTES


def test_a_first_line_that_names_the_sign_is_no_header(tmp_path):
    path = write(tmp_path / "votes.csv", "sep=;\r\n" + TEXT.replace(",", ";"))
    assert read(path).votes == VOTES


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_is_told_by_its_mark_or_its_zeros(tmp_path, encoding):
    path = write(tmp_path / "votes.csv", TEXT.replace("ada", "Zoë"), encoding=encoding)
    assert read(path).votes[0][0] == "Zoë"


def test_other_encodings_are_named_by_the_message_and_by_an_option(tmp_path):
    path = write(tmp_path / "votes.csv", TEXT.replace("ada", "Zoë"), encoding="windows-1252")
    with pytest.raises(BadInput, match=r"line 2: the byte 0xeb .* --encoding windows-1252"):
        read(path)
    assert read(path, "--encoding", "windows-1252").votes[0][0] == "Zoë"
    with pytest.raises(BadInput, match="--encoding klingon: is not known"):
        read(path, "--encoding", "klingon")


def as_lines(rows):
    return "".join(json.dumps(row) + "\n" for row in rows)


@pytest.mark.parametrize(
    "text",
    [
        as_lines(ROWS),
        json.dumps(ROWS),
        json.dumps(ROWS, indent=2),
        json.dumps({"votes": ROWS}),
        json.dumps({"version": 2, "votes": ROWS}, indent=1),
    ],
)
def test_json_may_be_lines_an_array_or_a_document_with_one(tmp_path, text):
    assert read(write(tmp_path / "votes.json", text)).votes == VOTES


def test_a_long_array_is_read_in_parts(tmp_path, monkeypatch):
    monkeypatch.setattr("arena.vote_files.readers.json_file._CHUNK", 7)
    path = write(tmp_path / "votes.json", json.dumps(ROWS * 50, indent=2))
    assert read(path).votes == VOTES * 50


def test_an_empty_array_says_so(tmp_path):
    with pytest.raises(BadInput, match="is an empty array"):
        read(write(tmp_path / "votes.json", "[]\n"))


def test_a_wrong_element_of_an_array_is_refused_with_its_line(tmp_path):
    path = write(tmp_path / "votes.json", json.dumps([*ROWS, 7], indent=2))
    with pytest.raises(BadInput, match="line 12: must be an object"):
        read(path)


def packed(path, raw):
    match path.suffix:
        case ".gz":
            path.write_bytes(gzip.compress(raw))
        case ".zip":
            with zipfile.ZipFile(path, "w") as archive:
                archive.writestr("__MACOSX/._votes", b"x")
                archive.writestr(path.stem, raw)
        case _:
            path.write_bytes(pa.compress(raw, codec="zstd", asbytes=True))
    return path


@pytest.mark.parametrize("ending", ["gz", "zip", "zst"])
@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_packed_files_are_unpacked(tmp_path, form, ending):
    raw = (TEXT if form == "csv" else as_lines(ROWS)).encode()
    assert read(packed(tmp_path / f"votes.{form}.{ending}", raw)).votes == VOTES


@pytest.mark.parametrize("ending", ["", ".gz", ".zip", ".zst"])
def test_parquet_may_be_packed_too(tmp_path, ending):
    plain = tmp_path / "plain"
    parquet.write_table(pa.Table.from_pylist(ROWS), plain)
    path = tmp_path / f"votes.parquet{ending}"
    path = packed(path, plain.read_bytes()) if ending else plain.rename(path)
    assert read(path).votes == VOTES


def test_an_archive_of_several_files_is_refused_with_their_names(tmp_path):
    with zipfile.ZipFile(tmp_path / "votes.zip", "w") as archive:
        archive.writestr("one.csv", TEXT)
        archive.writestr("two.csv", TEXT)
    with pytest.raises(BadInput, match=r"2 files \(one.csv, two.csv\)"):
        read(tmp_path / "votes.zip")


def test_the_form_of_an_archive_without_one_in_its_name_is_that_of_its_file(tmp_path):
    with zipfile.ZipFile(tmp_path / "votes.zip", "w") as archive:
        archive.writestr("inner/votes.jsonl", as_lines(ROWS))
    assert read(tmp_path / "votes.zip").votes == VOTES


def test_without_pyarrow_a_sentence_says_how_to_unpack_zst(tmp_path, monkeypatch):
    path = packed(tmp_path / "votes.csv.zst", TEXT.encode())
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(BadInput, match=r"\./run install parquet.*zstd -d"):
        read(path)


@pytest.mark.parametrize(
    "header", ["Left,RIGHT,Outcome", " left , right , outcome ", "Left Model,right-model,Out Come"]
)
def test_names_of_columns_may_differ_in_case_and_spaces(tmp_path, header):
    path = write(tmp_path / "votes.csv", TEXT.replace("left,right,outcome", header))
    words = ["--winner", "out_come"] if "Come" in header else []
    assert read(path, *words).votes == VOTES


def test_spaces_after_signs_do_not_hide_quotation_marks(tmp_path):
    path = write(tmp_path / "votes.csv", 'left, right, outcome\nada, "bob, the 2nd", left\n')
    assert read(path).votes == [("ada", "bob, the 2nd", "left")]


@pytest.mark.parametrize("nested", ["a_side", "meta.names.a"])
def test_fields_within_fields_are_named_by_a_path(tmp_path, nested):
    row = {"meta": {"names": {"a": "ada"}}, "a_side": "ada", "right": "bob", "outcome": "tie"}
    for path in (tmp_path / "votes.jsonl", tmp_path / "votes.parquet"):
        if path.suffix == ".jsonl":
            write(path, json.dumps(row))
        else:
            parquet.write_table(pa.Table.from_pylist([row]), path)
        assert read(path, "--a", nested).votes == [("ada", "bob", "tie")]


def test_columns_are_those_of_all_rows(tmp_path):
    rows = [{"note": "no vote"}] * 3 + [{"left": "ada", "right": "bob", "outcome": "tie"}]
    path = write(tmp_path / "votes.jsonl", as_lines(rows))
    assert read(path, "--skip-unusable").votes == [("ada", "bob", "tie")]


def test_a_column_of_late_rows_is_found(tmp_path, monkeypatch):
    monkeypatch.setattr("arena.vote_files.readers.records.ROWS", 2)
    rows = [{"left": "ada", "right": "bob"}] * 5 + ROWS
    path = write(tmp_path / "votes.jsonl", as_lines(rows))
    assert read(path, "--skip-unusable").votes == VOTES


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("votes.csv", "left,right,outcome,outcome\nada,bob,left,right\n"),
        ("votes.csv", "left,right,outcome, outcome\nada,bob,left,right\n"),
        ("votes.jsonl", '{"left": "ada", "right": "bob", "outcome": "tie", "outcome": "left"}'),
    ],
)
def test_a_column_that_appears_twice_is_refused(tmp_path, name, text):
    with pytest.raises(BadInput, match="outcome"):
        read(write(tmp_path / name, text))


def test_columns_that_differ_in_case_alone_are_refused_where_one_is_wanted(tmp_path):
    path = write(tmp_path / "votes.csv", "left,right,Winner,WINNER\nada,bob,left,right\n")
    with pytest.raises(BadInput, match="'Winner' and 'WINNER' have the same name"):
        read(path)


def test_empty_cells_at_the_ends_of_rows_are_no_fields(tmp_path):
    text = "left,right,outcome,,\nada,bob,left,,\nbob,cid,tie,,,\n,,,,\n"
    found = read(write(tmp_path / "votes.csv", text))
    assert (found.votes, found.left_out) == (VOTES, {"an empty line": 1})


def test_a_file_without_an_ending_is_told_by_what_json_and_parquet_begin_with(tmp_path):
    assert read(write(tmp_path / "votes", as_lines(ROWS))).votes == VOTES
    parquet.write_table(pa.Table.from_pylist(ROWS), tmp_path / "table")
    assert read(tmp_path / "table").votes == VOTES
