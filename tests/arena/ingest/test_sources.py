import gzip

import pytest

from arena.ingest import sources
from tests.arena.ingest.files import COMPETITOR, bring, said, write, write_lines

pytestmark = pytest.mark.django_db


def why_refused(path):
    [refusal] = said(bring(path))
    return refusal


def test_a_path_to_nothing_is_refused(tmp_path):
    assert why_refused(tmp_path / "a.jsonl") == "a.jsonl: there is no such file or folder"


def test_a_folder_without_data_files_is_refused(tmp_path):
    write(tmp_path / "notes.txt", "hello")
    write_lines(tmp_path / ".hidden.jsonl", COMPETITOR)
    reason = "the folder holds no *.jsonl file, packed (.gz) or not"
    assert why_refused(tmp_path).endswith(f": {reason}")


@pytest.mark.parametrize("text", ["", " \n\n"])
def test_an_empty_file_is_refused(tmp_path, text):
    assert why_refused(write(tmp_path / "a.jsonl", text)) == "a.jsonl: is empty"


def test_another_encoding_is_refused_with_its_line(tmp_path):
    path = write(tmp_path / "a.jsonl", b'{}\n{"a": "\xe9"}')
    assert why_refused(path) == "a.jsonl:2: is not UTF-8 (byte 10)"


def test_a_byte_order_mark_is_no_content(tmp_path):
    write(
        tmp_path / "a.jsonl", b"\xef\xbb\xbf" + write_lines(tmp_path / "b", COMPETITOR).read_bytes()
    )
    assert bring(tmp_path / "a.jsonl").added["competitor"] == 1


def test_a_nul_character_is_refused_with_its_line(tmp_path):
    path = write(tmp_path / "a.jsonl", b"{}\n\n\0")
    assert why_refused(path) == "a.jsonl:3: has a NUL character, which PostgreSQL refuses"


def test_a_packed_file_that_was_cut_off_is_refused(tmp_path):
    whole = gzip.compress(b'{"type": "competitor"}' * 100)
    (tmp_path / "a.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    assert why_refused(tmp_path) == "a.jsonl.gz: is cut off: the packed data ends too early"


@pytest.mark.parametrize("raw", [b"plain", b"\x1f\x8b\x08\0\0\0\0\0\0\3\xff\xff\xff\xff"])
def test_a_packed_file_that_is_none_is_refused(tmp_path, raw):
    (tmp_path / "a.jsonl.gz").write_bytes(raw)
    assert why_refused(tmp_path).startswith("a.jsonl.gz: cannot be unpacked: ")


def test_a_zip_bomb_is_read_no_further_than_allowed(tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "DATASET_BYTES", 1_000_000)
    path = write(tmp_path / "bomb.jsonl.gz", b" " * 50_000_000)
    reason = "is larger than 1,000,000 bytes unpacked; split it into several files"
    assert why_refused(path) == f"bomb.jsonl.gz: {reason}"


def test_a_file_named_twice_is_read_once(tmp_path):
    path = write_lines(tmp_path / "a.jsonl", COMPETITOR | {"name": 1})
    assert len(bring(path, tmp_path).refusals) == 1


def test_a_line_ends_at_a_newline_only(tmp_path):
    line = '{"type": "competitor", "slug": "a", "name": "A\u2028B\x85C"}'
    assert bring(write(tmp_path / "a.jsonl", line)).added["competitor"] == 1
