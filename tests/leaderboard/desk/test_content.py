"""Loading content in the browser: checked, written, undone."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from arena.content import imports, uploads
from arena.errors import NoPairAvailable
from arena.matches.pool import pools
from arena.models import (
    AuditEntry,
    Challenge,
    Competitor,
    ContentImport,
    ImportState,
    Leak,
    Response,
    Vote,
    Withdrawal,
)
from arena.roles import Role
from arena.tasks import work_on_imports
from tests.arrange import NOON, make_staff, serve, vote_on

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

ROWS = [
    {"type": "category", "slug": "logic", "name": "Logic"},
    {"type": "competitor", "slug": "ada-2", "name": "Ada 2", "provider": "Lovelace Works"},
    {"type": "competitor", "slug": "bob-7", "name": "Bob 7"},
    {
        "type": "challenge",
        "slug": "doors",
        "title": "Doors",
        "prompt": "Which door?",
        "category": "logic",
        "kind": "text",
    },
    {"type": "response", "challenge": "doors", "competitor": "ada-2", "content": "The left."},
    {"type": "response", "challenge": "doors", "competitor": "bob-7", "content": "The right."},
]
BAD = {"type": "response", "challenge": "nowhere", "competitor": "ada-2", "content": "?"}


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def mira(client):
    client.force_login(make_staff())
    return client


def lines(*rows):
    return "".join(f"{json.dumps(row)}\n" for row in rows).encode()


def file(*rows, name="rows.jsonl"):
    return SimpleUploadedFile(name, lines(*rows))


def upload(client, *files, **more):
    sent = {"upload": files, "format": "jsonl", "state": "published", "source": "class"} | more
    answer = client.post("/staff/content/", sent)
    if answer.status_code == 303:
        work_on_imports()
    return answer


def do(client, action, reason="Because."):
    number = ContentImport.objects.first().pk
    answer = client.post(f"/staff/content/{number}/deed/", {"do": action, "reason": reason})
    work_on_imports()
    return answer


def state():
    return ContentImport.objects.first().state


def page(client):
    return client.get(f"/staff/content/{ContentImport.objects.first().pk}/").text


def test_files_are_checked_and_nothing_is_written_until_somebody_says_so(mira):
    upload(mira, file(*ROWS))
    assert state() == ImportState.CHECKED
    assert "What would come in" in page(mira)
    assert not Competitor.objects.exists()
    do(mira, "write")
    assert state() == ImportState.DONE
    assert Response.objects.filter(brought_by=ContentImport.objects.get()).count() == 2
    assert Competitor.objects.count() == 2
    assert not list(uploads.uploads().iterdir())
    actions = AuditEntry.objects.order_by("id").values_list("action", flat=True)
    assert list(actions) == ["upload", "write", "import", "import", "import"]


def test_a_refused_line_is_reported_and_the_import_waits_in_the_queue(mira):
    upload(mira, file(*ROWS, BAD))
    assert state() == ImportState.FAILED
    assert "rows.jsonl:7: challenge: there is no challenge &#x27;nowhere&#x27;" in page(mira)
    assert "1 line refused" in mira.get("/staff/").text
    assert do(mira, "write").status_code == 409
    do(mira, "drop")
    assert state() == ImportState.DROPPED


def test_what_is_not_refused_comes_in_if_asked_for(mira):
    upload(mira, file(*ROWS, BAD), keep_going="on")
    assert state() == ImportState.CHECKED
    do(mira, "write")
    assert Response.objects.count() == 2
    assert ContentImport.objects.get().report["refused"] == 1


def test_nothing_came_of_it_so_undoing_deletes_it(mira):
    leaky = {**ROWS[4], "content": "I am Ada, made by Lovelace Works."}
    upload(mira, file(*ROWS[:4], leaky, ROWS[5]))
    do(mira, "write")
    assert Leak.objects.exists()
    do(mira, "undo")
    assert state() == ImportState.UNDONE
    for model in (Response, Challenge, Competitor, Leak):
        assert not model.objects.exists()
    upload(mira, file(*ROWS))  # and may come again
    do(mira, "write")
    assert Response.objects.count() == 2


def test_nothing_is_served_of_what_is_being_deleted(mira, monkeypatch):
    upload(mira, file(*ROWS))
    do(mira, "write")
    pools.forget()
    deletes, refused = imports._delete, []

    def delete_while_somebody_comes(content_import):
        with pytest.raises(NoPairAvailable) as refusal:
            serve()
        refused.append(refusal)
        return deletes(content_import)

    monkeypatch.setattr(imports, "_delete", delete_while_somebody_comes)
    do(mira, "undo")
    assert refused
    assert not Response.objects.exists()


def test_what_was_voted_on_leaves_new_matches_and_keeps_its_votes(mira):
    upload(mira, file(*ROWS))
    do(mira, "write")
    pools.forget()
    vote = vote_on(serve())
    do(mira, "undo")
    assert state() == ImportState.UNDONE
    assert Vote.objects.get() == vote
    assert Withdrawal.objects.count() == 2
    assert Challenge.objects.get().state == "retired"
    assert Competitor.objects.retired().count() == 2
    assert "something came of it" in AuditEntry.objects.first().after


def test_what_was_checked_and_is_not_wanted_is_dropped(mira):
    upload(mira, file(*ROWS))
    assert "Drop the import" in page(mira)
    do(mira, "drop")
    assert state() == ImportState.DROPPED
    assert AuditEntry.objects.values_list("before", "after").first() == ("checked", "dropped")
    assert do(mira, "write").status_code == 409


@pytest.mark.parametrize(
    "actions",
    [("write", "write"), ("write", "undo", "undo"), ("drop", "drop"), ("write", "drop"), ("undo",)],
    ids=" ".join,
)
def test_nothing_is_done_twice_or_before_its_turn(mira, actions):
    upload(mira, file(*ROWS))
    for action in actions[:-1]:
        assert do(mira, action).status_code in {302, 303}
    assert do(mira, actions[-1]).status_code == 409


def test_undoing_needs_a_reason(mira):
    upload(mira, file(*ROWS))
    do(mira, "write")
    assert do(mira, "undo", reason=" ").status_code == 400
    assert Response.objects.exists()


def archive(**files):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        for name, content in files.items():
            made.writestr(name.replace("__", "/"), content)
    return SimpleUploadedFile("set.zip", packed.getvalue())


PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"
    b"\x1f\x15\xc4\x89\x00\x00\x00\nIDATx\x9cc\x00\x01\x00\x00\x05\x00\x01\r\n-\xb4\x00\x00"
    b"\x00\x00IEND\xaeB`\x82"
)


def test_a_zip_may_hold_pictures_which_go_when_it_is_undone(mira, settings):
    picture = {
        "type": "response",
        "challenge": "doors",
        "competitor": "ada-2",
        "kind": "image",
        "path": "images/door.png",
    }
    rows = [*ROWS[:4], picture]
    packed = {"data__rows.jsonl": lines(*rows), "data__images__door.png": PNG}
    upload(mira, archive(**packed))
    assert state() == ImportState.CHECKED, ContentImport.objects.get().report
    do(mira, "write")
    kept = settings.MEDIA_ROOT / Response.objects.get().file
    assert kept.is_file()
    do(mira, "undo")
    assert not kept.exists()


def test_no_name_leads_out_of_the_folder(mira, tmp_path):
    packed = archive(**{"..__..__evil.jsonl": lines(*ROWS)})
    upload(mira, packed)
    upload(mira, file(*ROWS, name="../../evil.jsonl"))
    assert not list(tmp_path.parent.glob("evil*"))
    kept = [path.name for path in uploads.uploads().rglob("*.jsonl")]
    assert kept == ["evil.jsonl"]


def test_several_files_are_all_read(mira):
    upload(mira, file(*ROWS[:4], name="a.jsonl"), file(*ROWS[4:], name="b.jsonl"))
    assert ContentImport.objects.get().report["added"]["response"] == 2


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ((), "Choose at least one file"),
        ((file(*ROWS), SimpleUploadedFile("a.zip", b"none")), "a.zip cannot be unpacked"),
        ((file(*ROWS), file(*ROWS)), "rows.jsonl and rows.jsonl would be stored under the same"),
        ((archive(**{"a<b>.zip": b""}),), "set.zip has the archive a&lt;b&gt;.zip in it"),
    ],
)
def test_what_cannot_be_taken_is_said(mira, files, words):
    answer = upload(mira, *files)
    assert answer.status_code == 400
    assert words in answer.text
    assert not ContentImport.objects.exists()
    assert not uploads.uploads().exists() or not list(uploads.uploads().iterdir())


def test_a_bomb_is_not_unpacked(mira, monkeypatch):
    monkeypatch.setattr(uploads, "DATASET_BYTES", 10_000)
    answer = upload(mira, archive(**{"rows.jsonl": b"0" * 1_000_000}))
    assert "larger than 256 MiB" in answer.text


def test_a_file_that_is_none_of_the_format_fails_with_a_reason(mira):
    upload(mira, SimpleUploadedFile("rows.jsonl", b"\xff\xfe"))
    assert state() == ImportState.FAILED
    assert "is not UTF-8" in page(mira)


def test_an_error_names_no_path_of_the_server(mira, settings, monkeypatch):
    def fail(paths, **_):
        raise OSError(2, "No such file or directory", f"{paths[0]}/rows.jsonl")

    monkeypatch.setattr("arena.content.imports.read_dataset", fail)
    upload(mira, SimpleUploadedFile("rows.jsonl", b"{}"))
    assert "No such file or directory" in page(mira)
    assert str(settings.MEDIA_ROOT) not in page(mira)
    assert "/uploads/" not in page(mira)


def test_only_an_editor_loads(client, mira):
    client.force_login(make_staff("ann", role=Role.MODERATOR))
    assert "<form" in (text := client.get("/staff/content/").text)
    assert 'type="file"' not in text
    assert upload(client, file(*ROWS)).status_code == 403
    assert not ContentImport.objects.exists()


def test_an_import_that_is_not_there_is_not_found(mira):
    assert mira.get("/staff/content/99/").status_code == 404
    assert mira.post("/staff/content/99/deed/").status_code == 404


def test_the_page_of_an_import_at_work_asks_again(mira):
    mira.post(
        "/staff/content/",
        {"upload": file(*ROWS), "format": "jsonl", "state": "draft", "source": ""},
    )
    assert 'hx-trigger="every 2s"' in page(mira)
    number = ContentImport.objects.get().pk
    part = mira.get(f"/staff/content/{number}/", headers={"HX-Request": "true"}).text
    assert part.strip().startswith('<div id="state"')
    work_on_imports()
    assert 'hx-trigger="every 2s"' not in page(mira)


def test_the_audit_names_who_wrote_and_who_undid_not_who_sent_the_files(client, mira):
    upload(mira, file(*ROWS))
    client.force_login(make_staff("noor"))
    do(client, "write")
    do(client, "undo")
    rows = AuditEntry.objects.order_by("id").values_list("action", "actor__username")
    told = list(rows)
    assert told[:2] == [("upload", "mira"), ("write", "noor")]
    assert told[-2:] == [("undo", "noor"), ("undone", None)]
    assert {who for action, who in told if action == "import"} == {None}


def test_what_somebody_asked_for_is_done_though_the_sender_left_the_staff(mira):
    upload(mira, file(*ROWS))
    waiting = ContentImport.objects.get()
    imports.write_import(content_import=waiting, actor=make_staff("noor"), now=NOON)
    User.objects.filter(pk=waiting.begun_by_id).update(is_active=False)
    work_on_imports()
    assert state() == ImportState.DONE


def test_an_import_that_breaks_the_worker_fails_and_holds_up_no_other(mira, monkeypatch):
    def breaking(*_args, **_more):
        raise ZeroDivisionError

    with monkeypatch.context() as broken:
        broken.setattr(imports, "read_dataset", breaking)
        upload(mira, file(*ROWS))
    assert state() == ImportState.FAILED
    assert "stopped with an error" in page(mira)
    upload(mira, file(*ROWS))
    assert state() == ImportState.CHECKED


def test_files_nobody_needs_any_more_go_after_a_day(mira):
    upload(mira, file(*ROWS, BAD))
    kept = ContentImport.objects.get().folder
    do(mira, "drop")
    imports.forget_uploads(now=timezone.now())
    assert (uploads.uploads() / kept).exists()  # one may still be on its way in
    later = timezone.now() + timedelta(days=2)
    upload(mira, file(*ROWS))
    imports.forget_uploads(now=later)
    assert not (uploads.uploads() / kept).exists()
    assert (uploads.uploads() / ContentImport.objects.first().folder).exists()
