"""Files that programs send in parts, and what becomes of them."""

import hashlib
import io
import json
import zipfile
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from arena.access import Scope
from arena.content import imports, parts
from arena.content.uploads import uploads
from arena.models import Challenge, Competitor, ContentUpload, ImportState
from arena.models import Response as Answered
from arena.roles import Role
from arena.tasks import forget
from config import uploaders
from tests.arena.api.calling import Program, code_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

ROWS = [
    {"type": "competitor", "slug": "ada", "name": "Ada"},
    {
        "type": "challenge",
        "slug": "two-doors",
        "title": "Two doors",
        "prompt": "Which?",
        "category": "logic",
        "kind": "text",
    },
    {"type": "response", "challenge": "two-doors", "competitor": "ada", "content": "The left."},
]
RAW = "application/octet-stream"


def lines(*rows):
    return "".join(f"{json.dumps(row)}\n" for row in rows).encode()


FILE = lines(*ROWS)
BAD = lines(
    *ROWS, {"type": "response", "challenge": "nowhere", "competitor": "ada", "content": "?"}
)


@pytest.fixture
def program(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    return Program(Scope.CONTENT_READ, Scope.CONTENT_WRITE, role=Role.EDITOR)


def begin(program, content=FILE, **changes):
    body = {"format": "jsonl", "name": "rows.jsonl", "size": len(content), **changes}
    answer = program.post("imports/", body)
    assert answer.status_code == 201
    return answer.json()["id"]


def send(program, upload, part, offset, **changes):
    headers = {"Upload-Offset": str(offset), **changes.pop("headers", {})}
    path = f"/api/v1/imports/{upload}/content/"
    return program.client.generic("PATCH", path, part, RAW, headers=headers, **changes)


def finished(program, content=FILE, **changes):
    """Sent as a whole, and worked on."""
    upload = begin(program, content, **changes)
    assert send(program, upload, content, 0).status_code == 204
    assert program.post(f"imports/{upload}/finish/").status_code == 202
    work()
    return upload


def work():
    for waiting in imports.waiting_for_work():
        imports.work_on(waiting, now=timezone.now())


def read(program, upload):
    return program.get(f"imports/{upload}/").json()


def test_a_file_is_sent_in_parts_and_imported(program):
    upload = begin(program, sha256=hashlib.sha256(FILE).hexdigest())
    for start in range(0, len(FILE), 100):
        answer = send(program, upload, FILE[start : start + 100], start)
        assert answer.headers["Upload-Offset"] == str(min(start + 100, len(FILE)))
    assert read(program, upload)["state"] == "uploading"
    handed_over = program.post(f"imports/{upload}/finish/").json()
    assert handed_over["state"] == "writing"
    assert not Answered.objects.exists()
    work()
    found = read(program, upload)
    assert (found["state"], found["report"]["added"]["response"]) == ("done", 1)
    assert Answered.objects.get().brought_by_id == found["number"]
    assert not list(uploads().glob("*/*"))


def test_a_cut_upload_is_resumed_where_it_stopped(program):
    upload = begin(program)
    send(program, upload, FILE[:100], 0)
    where = program.client.head(f"/api/v1/imports/{upload}/content/")
    assert (where.headers["Upload-Offset"], where.headers["Upload-Length"]) == (
        "100",
        str(len(FILE)),
    )
    assert send(program, upload, FILE[:100], 0).headers["Upload-Offset"] == "100"
    assert send(program, upload, FILE[20:60], 20).status_code == 204
    send(program, upload, FILE[100:], 100)
    program.post(f"imports/{upload}/finish/")
    work()
    assert read(program, upload)["state"] == "done"


@pytest.mark.parametrize(("part", "offset"), [(b"xx", 101), (b"xx", 99), (b"xx", 0)])
def test_a_part_in_the_wrong_place_is_refused(program, part, offset):
    upload = begin(program)
    send(program, upload, FILE[:100], 0)
    refused = send(program, upload, part, offset)
    assert code_of(refused) == (409, "upload_offset_wrong")
    assert refused.headers["Upload-Offset"] == "100"
    assert ContentUpload.objects.get().received == 100


@pytest.mark.parametrize(
    ("part", "headers", "expected"),
    [
        (b"", {}, (400, "upload_refused")),
        (FILE + b"x", {}, (400, "upload_refused")),
        (b"x", {"Upload-Offset": "-1"}, (400, "invalid")),
        (b"x", {"Upload-Offset": "9" * 5_000}, (400, "invalid")),
        (b"x", {"Upload-Offset": "\u0663"}, (400, "invalid")),
        (b"x" * (parts.PART_BYTES + 1), {}, (413, "body_too_large")),
    ],
)
def test_a_part_that_cannot_be_is_refused(program, part, headers, expected):
    upload = begin(program)
    assert code_of(send(program, upload, part, 0, headers=headers)) == expected
    assert ContentUpload.objects.get().received == 0


@pytest.mark.parametrize(
    "change",
    [
        {"size": 0},
        {"size": 1 << 40},
        {"size": "7"},
        {"size": True},
        {"format": "xls"},
        {"name": ""},
        {"name": "a\0b"},
        {"sha256": "x"},
        {"keep_going": "yes"},
        {"colour": "red"},
    ],
)
def test_a_file_that_cannot_be_is_not_begun(program, change):
    body = {"format": "jsonl", "name": "rows.jsonl", "size": 7, **change}
    refused = program.post("imports/", body)
    assert code_of(refused) == (400, "invalid")
    assert not ContentUpload.objects.exists()


def test_a_file_with_a_name_of_signs_is_not_begun(program):
    refused = program.post("imports/", {"format": "jsonl", "name": "...", "size": 7})
    assert code_of(refused) == (400, "upload_refused")


def test_what_is_missing_is_said_when_it_is_finished(program):
    upload = begin(program)
    send(program, upload, FILE[:100], 0)
    refused = program.post(f"imports/{upload}/finish/")
    assert code_of(refused) == (409, "upload_incomplete")


def test_finishing_twice_is_one_import(program):
    upload = finished(program)
    again = program.post(f"imports/{upload}/finish/").json()
    assert again["number"] == read(program, upload)["number"]
    assert code_of(send(program, upload, b"x", 0)) == (409, "nothing_to_do")


def test_another_file_than_was_said_is_not_imported(program):
    upload = finished(program, sha256="0" * 64)
    found = read(program, upload)
    assert found["state"] == "failed"
    assert "SHA-256" in found["report"]["error"]
    assert not Challenge.objects.exists()


def test_refused_lines_are_listed_and_nothing_is_written(program):
    upload = finished(program, BAD)
    found = read(program, upload)
    assert (found["state"], found["report"]["refused"]) == ("failed", 1)
    [line] = program.get(f"imports/{upload}/lines/").json()["results"]
    assert (line["file"], line["line"], line["field"]) == ("rows.jsonl", 4, "challenge")
    assert not Challenge.objects.exists()
    dropped = program.post(f"imports/{upload}/actions/", {"action": "drop", "reason": "Wrong."})
    assert dropped.json()["state"] == "dropped"


def test_the_rest_is_written_if_that_was_said(program):
    upload = finished(program, BAD, keep_going=True)
    assert read(program, upload)["state"] == "done"
    assert Answered.objects.count() == 1
    assert len(program.get(f"imports/{upload}/lines/").json()["results"]) == 1


def test_a_checked_import_is_written_and_undone(program):
    upload = finished(program, check_only=True)
    assert read(program, upload)["state"] == "checked"
    assert not Challenge.objects.exists()
    program.post(f"imports/{upload}/actions/", {"action": "write"})
    work()
    assert Challenge.objects.get().state == "published"
    undone = program.post(f"imports/{upload}/actions/", {"action": "undo"})
    assert code_of(undone) == (400, "reason_missing")
    program.post(f"imports/{upload}/actions/", {"action": "undo", "reason": "Wrong file."})
    work()
    assert read(program, upload)["state"] == "undone"
    assert not Competitor.objects.exists()


def test_a_zip_is_unpacked_by_the_worker(program):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("set/rows.jsonl", FILE)
    upload = finished(program, packed.getvalue(), name="set.zip")
    assert read(program, upload)["state"] == "done"
    broken = finished(program, b"PK no zip", name="set.zip")
    assert read(program, broken)["state"] == "failed"


def test_unfinished_files_are_deleted_after_a_day(program):
    old, new = begin(program), begin(program)
    send(program, old, FILE[:100], 0)
    send(program, new, FILE[:100], 0)
    yesterday = timezone.now() - timedelta(days=1)
    ContentUpload.objects.filter(pk=old).update(begun_at=yesterday)
    forget()
    assert [str(each.pk) for each in ContentUpload.objects.all()] == [new]
    assert len(list(uploads().glob("*"))) == 1
    assert code_of(program.get(f"imports/{old}/")) == (404, "not_found")
    assert program.send("DELETE", f"imports/{new}/").status_code == 204
    assert not ContentUpload.objects.exists()


def test_nobody_fills_the_disk_with_unfinished_files(program, monkeypatch):
    monkeypatch.setattr(parts, "MOST_UNFINISHED", 1)
    begin(program)
    refused = program.post("imports/", {"format": "jsonl", "name": "b.jsonl", "size": 7})
    assert code_of(refused) == (400, "upload_refused")


def test_imports_are_listed_by_state(program):
    upload = finished(program)
    begun = begin(program)
    for state, found in ((ImportState.DONE.value, upload), ("uploading", begun)):
        listed = program.get("imports/", state=state).json()["results"]
        assert [each["id"] for each in listed] == [found]
    assert program.get(f"imports/{uuid4()}/lines/").status_code == 404


def test_only_who_may_import_may_send_more_than_others(program, monkeypatch):
    monkeypatch.setattr(uploaders.connections, "close_all", lambda: None)
    assert uploaders.may_send_parts(f"Bearer {program.text}")
    reads = Program(Scope.CONTENT_READ, name="ada")
    for credentials in (f"Bearer {reads.text}", "Bearer x", "Basic x", ""):
        assert not uploaders.may_send_parts(credentials)
