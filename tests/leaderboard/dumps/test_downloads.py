"""The page of the data, and downloads that go on where they broke off."""

import gzip
import hashlib
from datetime import UTC, datetime

import pytest
from django.test import Client, override_settings

from arena.arena_settings import change_setting
from leaderboard.dumps import publish_dump
from leaderboard.runs import recompute_boards
from tests.arrange import cast_votes, make_arena

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

NIGHT = datetime(2026, 6, 2, 3, tzinfo=UTC)
VOTES = "/data/2026-06-02/votes.jsonl.gz"


@pytest.fixture(scope="module")
def dump(scene, tmp_path_factory):
    make_arena()
    cast_votes(4)
    recompute_boards()
    with override_settings(DUMP_STORAGE=str(tmp_path_factory.mktemp("dumps"))):
        yield publish_dump(now=NIGHT)


@pytest.fixture(autouse=True)
def _dump(dump):
    pass


def get(path, **headers):
    return Client().get(path, headers=headers)


def body(answer):
    return b"".join(answer.streaming_content)


def file_of(dump, name):
    return next(file for file in dump.manifest["files"] if file["name"] == name)


def test_every_file_of_the_manifest_is_there_whole(dump):
    for file in dump.manifest["files"]:
        content = body(get(f"/data/2026-06-02/{file['name']}"))
        assert hashlib.sha256(content).hexdigest() == file["sha256"]
    listed = get("/data/2026-06-02/files.txt").text.split()
    assert [each.rpartition("/")[2] for each in listed] == [
        "manifest.json", *(file["name"] for file in dump.manifest["files"]),
    ]  # fmt: skip


def test_a_file_says_what_it_is(dump):
    answer = get(VOTES)
    digest = file_of(dump, "votes.jsonl.gz")["sha256"]
    assert answer.headers["ETag"] == f'"{digest}"'
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["Content-Type"] == "application/gzip"
    assert "Content-Encoding" not in answer.headers
    assert answer.headers["Content-Disposition"] == 'attachment; filename="votes.jsonl.gz"'
    assert get(VOTES, if_none_match=f'"{digest}"').status_code == 304


def test_a_download_goes_on_where_it_broke_off(dump):
    whole = body(get(VOTES))
    first = get(VOTES, range="bytes=0-99")
    rest = get(VOTES, range="bytes=100-", if_range=first.headers["ETag"])
    assert (first.status_code, rest.status_code) == (206, 206)
    assert rest.headers["Content-Range"] == f"bytes 100-{len(whole) - 1}/{len(whole)}"
    assert rest.headers["Content-Length"] == str(len(whole) - 100)
    assert body(first) + body(rest) == whole
    assert gzip.decompress(whole).count(b"\n") == 4
    assert body(get(VOTES, range="bytes=-7")) == whole[-7:]


@pytest.mark.parametrize("tag", ['"another"', "Mon, 01 Jun 2026 00:00:00 GMT"])
def test_a_part_of_another_file_is_followed_by_the_whole(tag):
    answer = get(VOTES, range="bytes=100-", if_range=tag)
    assert answer.status_code == 200
    assert len(body(answer)) == int(answer.headers["Content-Length"])


def test_a_part_by_its_time_goes_on_too():
    changed = get(VOTES).headers["Last-Modified"]
    assert get(VOTES, range="bytes=5-", if_range=changed).status_code == 206


def test_a_part_beyond_the_end_is_refused_with_the_size(dump):
    size = file_of(dump, "votes.jsonl.gz")["bytes"]
    answer = get(VOTES, range=f"bytes={size}-")
    assert (answer.status_code, answer.headers["Content-Range"]) == (416, f"bytes */{size}")


@pytest.mark.parametrize(
    "asked", ["bytes=5-2", "bytes=x-", "lines=1-2", "bytes=0-1,4-5", "bytes=-"]
)
def test_a_part_that_is_none_is_the_whole_or_refused(asked):
    assert get(VOTES, range=asked).status_code in {200, 416}


def test_only_the_head_may_be_asked_for(dump):
    size = file_of(dump, "votes.jsonl.gz")["bytes"]
    answer = Client().head(VOTES)
    assert (answer.status_code, answer.headers["Content-Length"]) == (200, str(size))
    assert answer.headers["Accept-Ranges"] == "bytes"
    part = Client().head(VOTES, headers={"range": "bytes=0-9"})
    assert (part.status_code, part.headers["Content-Length"]) == (206, "10")


def test_latest_leads_to_the_newest_day():
    publish_dump(now=NIGHT.replace(day=3))
    answer = get("/data/latest/votes.jsonl.gz")
    assert (answer.status_code, answer.url) == (302, "/data/2026-06-03/votes.jsonl.gz")
    assert "no-cache" in answer.headers["Cache-Control"]
    assert get("/data/latest/").url == "/data/2026-06-03/"


@pytest.mark.parametrize(
    "path",
    [
        *("/data/2026-06-01/", "/data/2026-6-2/", "/data/20260602/", "/data/today/"),
        *("/data/2026-06-02/secret.txt", "/data/2026-06-02/..", "/data/2026-06-02/%2e%2e%2fkey"),
        *("/data/2026-06-01/files.txt", "/data/2026-06-01/manifest.json"),
    ],
)
def test_what_is_not_there_is_not_found(path):
    assert get(path).status_code == 404


@pytest.mark.parametrize("path", ["/data/", "/data/2026-06-02/"])
def test_a_page_shows_files_digests_and_how_to_check_them(dump, path):
    page = get(path).content.decode()
    for file in dump.manifest["files"]:
        assert f'href="/data/2026-06-02/{file["name"]}"' in page
        assert not file["table"] or file["sha256"] in page
    assert dump.manifest["head"]["digest"] in page
    assert "python3 podium_verify.py 2026-06-02" in page
    assert 'href="/data/2026-06-02/"' in get("/data/").content.decode()


def test_an_arena_that_turned_dumps_off_offers_nothing():
    change_setting(name="publish_dumps", value="off", actor=None, now=NIGHT)
    page = get("/data/").content.decode()
    assert "This arena publishes no dumps." in page
    assert "votes.jsonl.gz" not in page
    for path in ("/data/2026-06-02/", VOTES, "/data/latest/", "/data/2026-06-02/files.txt"):
        assert get(path).status_code == 404


def test_the_script_that_verifies_is_there():
    assert get("/data/podium_verify.py").content.startswith(b'"""Verify a dump of a Podium arena')
