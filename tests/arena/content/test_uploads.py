"""What may be uploaded, and the sentence for what may not."""

import io
import stat
import warnings
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from arena.content import uploads
from arena.content.uploads import keep_files
from arena.errors import UploadRefused

ROW = b'{"type": "category"}\n'


@pytest.fixture(autouse=True)
def _in_english():
    """Whatever language the request of another test was in."""
    with translation.override("en"):
        yield


def sent(name, content=ROW):
    """A file with the name as it came, which Django's own class would shorten."""
    file = SimpleUploadedFile("any", content)
    file._name = name
    return file


def packed(*members, compression=zipfile.ZIP_DEFLATED):
    """A zip of names, or of pairs of a name and its bytes."""
    made = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(made, "w", compression) as archive:
        warnings.simplefilter("ignore", UserWarning)  # of a name that is there already
        for member in members:
            name, content = (member, ROW) if isinstance(member, (str, zipfile.ZipInfo)) else member
            archive.writestr(name, content)
    return made.getvalue()


def archive(*members, name="set.zip"):
    return sent(name, packed(*members))


def member_of_kind(name, kind):
    member = zipfile.ZipInfo(name)
    member.create_system, member.external_attr = 3, (kind | 0o644) << 16
    return member


def encrypted(*members):
    """The archive with the flag of encryption set on its first member, here and in its index."""
    raw = bytearray(packed(*members))
    raw[6] |= 1
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    return sent("set.zip", bytes(raw))


def spoilt(part, *members):
    """The archive with some bytes of the compressed data overwritten."""
    raw = bytearray(packed(*members))
    raw[part] = b"\xff" * len(raw[part])
    return sent("set.zip", bytes(raw))


def kept(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_files_and_members_of_archives_are_kept_by_their_names(tmp_path):
    files = [sent("a.jsonl"), archive("b.jsonl", "images/door.png")]
    names = keep_files(files, tmp_path / "new")
    assert sorted(names) == kept(tmp_path / "new") == ["a.jsonl", "b.jsonl", "images/door.png"]


@pytest.mark.parametrize("name", ["set.ZIP", "set.Zip"])
def test_an_archive_is_unpacked_however_its_ending_is_written(tmp_path, name):
    assert keep_files([archive("a.jsonl", name=name)], tmp_path / "new") == ["a.jsonl"]
    assert kept(tmp_path / "new") == ["a.jsonl"]


def test_folders_of_an_archive_made_on_windows_stay(tmp_path):
    assert keep_files([archive(r"data\images\a.png")], tmp_path / "new") == ["data/images/a.png"]


def test_a_name_longer_than_a_disk_takes_keeps_its_ending(tmp_path):
    (name,) = keep_files([sent("答" * 150 + ".jsonl")], tmp_path / "new")
    assert name.endswith("答.jsonl")


SAME_NAME = {
    "two files of one name": [sent("a.jsonl"), sent("a.jsonl")],
    "two members of one name": [archive("a.jsonl", "a.jsonl")],
    "a file and a member": [sent("a.jsonl"), archive("a.jsonl")],
    "two archives": [archive("a.jsonl"), archive("a.jsonl", name="more.zip")],
    "equal after cleaning": [archive("a(.jsonl", "a).jsonl")],
    "equal after cleaning a folder": [archive("x(/a.jsonl", "x)/a.jsonl")],
    "equal but for upper case": [archive("A.jsonl", "a.jsonl")],
    "equal but for the form of an accent": [archive("\xe9.jsonl", "e\u0301.jsonl")],
    "a file where a folder is": [archive("a/b.jsonl", "a")],
    "a folder where a file is": [archive("a", "a/b.jsonl")],
}


@pytest.mark.parametrize("files", SAME_NAME.values(), ids=SAME_NAME)
def test_no_file_takes_the_place_of_another(tmp_path, files):
    with pytest.raises(UploadRefused, match=r"stored under the same name.*Rename one"):
        keep_files(files, tmp_path / "new")


REFUSED = {
    "an archive named like the one it is in": (archive("set.zip"), r"^set\.zip has .* set\.zip .*"),
    "an archive in an archive": (archive("in/more.ZIP"), r"in/more\.ZIP .* Unpack it"),
    "a broken archive": (sent("a.zip", b"none"), r"^a\.zip .* damaged.* Pack it again"),
    "an archive cut short": (sent("a.zip", packed("a", "b")[:-30]), r"^a\.zip .* damaged"),
    "a member that is damaged": (spoilt(slice(38, 46), "a.jsonl"), r"set\.zip .* damaged"),
    "an encrypted archive": (encrypted("a.jsonl"), r"^set\.zip .* password.* without"),
    "an absolute name": (archive("/etc/a.jsonl"), r"set\.zip .* /etc/a\.jsonl.* outside"),
    "a drive": (archive(r"C:\a.jsonl"), r"C:\\a\.jsonl.* outside"),
    "a way upwards": (archive("x/../../a.jsonl"), r"x/\.\./\.\./a\.jsonl.* outside"),
    "a way upwards on Windows": (archive(r"..\a.jsonl"), r"a\.jsonl.* outside"),
    "a symbolic link": (archive(member_of_kind("a.jsonl", stat.S_IFLNK)), r"a\.jsonl.* no file"),
    "a pipe": (archive(member_of_kind("a.jsonl", stat.S_IFIFO)), r"a\.jsonl.* no file"),
    "no files": (archive(), r"^set\.zip .* no files"),
    "only folders": (archive("a/", "b/"), r"^set\.zip .* no files"),
    "a name of which nothing is left": (sent("..."), r"^\.\.\. .*Rename"),
    "a member without a name": (archive(("", ROW)), r"“” in set\.zip .*Rename"),
    "a part of a name of which nothing is left": (archive("a/. ./b.jsonl"), r"a/\. \./b.*Rename"),
    "a name that is too long": (archive("a/" * 600 + "b.jsonl"), r"Rename"),
}


@pytest.mark.parametrize(("file", "words"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_kept_is_named_with_the_way_on(tmp_path, file, words):
    with pytest.raises(UploadRefused, match=words):
        keep_files([file], tmp_path / "new")


def test_any_damage_to_an_archive_is_a_refusal_or_harmless(tmp_path):
    """Whatever single byte is wrong, no other error comes out, and no other bytes are kept."""
    raw = packed(("a.jsonl", ROW * 9))
    for place in range(len(raw)):
        for byte in {0, 255, raw[place] ^ 1, raw[place] ^ 8}:
            broken = sent("set.zip", raw[:place] + bytes([byte]) + raw[place + 1 :])
            folder = tmp_path / f"{place}-{byte}"
            try:
                names = keep_files([broken], folder)
            except UploadRefused:
                continue
            assert [(folder / name).read_bytes() for name in names] == [ROW * 9]


def test_too_large_a_file_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(uploads, "DATASET_BYTES", 10)
    with pytest.raises(UploadRefused, match=r"^a\.jsonl is larger than 256 MiB"):
        keep_files([sent("a.jsonl")], tmp_path / "new")


def test_an_archive_that_says_it_is_too_large_is_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(uploads, "DATASET_BYTES", 10_000)
    with pytest.raises(UploadRefused, match=r"^set\.zip is larger than 256 MiB unpacked"):
        keep_files([archive("a.jsonl", ("b.jsonl", b"0" * 1_000_000))], tmp_path / "new")
    assert not [name for name in kept(tmp_path / "new") if name.endswith(".jsonl")]


def test_an_archive_that_says_it_is_small_and_is_not_is_refused(tmp_path, monkeypatch):
    raw = packed(("a.jsonl", b"0" * 1_000_000))
    size = (1_000_000).to_bytes(4, "little")
    assert raw.count(size) == 2
    monkeypatch.setattr(uploads, "DATASET_BYTES", 10_000)
    with pytest.raises(UploadRefused, match=r"^set\.zip "):
        keep_files([sent("set.zip", raw.replace(size, b"\1\0\0\0"))], tmp_path / "new")
    assert sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file()) < 20_000


@pytest.mark.parametrize("files", [[sent(f"{n}") for n in range(4)], [archive(*"abcd")]])
def test_too_many_files_are_refused_before_all_are_written(tmp_path, monkeypatch, files):
    monkeypatch.setattr(uploads, "MOST_FILES", 3)
    with pytest.raises(UploadRefused, match=r"more than 3 files"):
        keep_files(files, tmp_path / "new")
    assert len(kept(tmp_path / "new")) <= 3
