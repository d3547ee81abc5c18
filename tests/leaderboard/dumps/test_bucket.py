"""Dumps in a bucket, tried with a server that speaks S3 as a process of its own."""

import hashlib
import os
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.request import urlopen

import boto3
import pytest
from django.test import Client

from leaderboard.dumps import StorageFailed, bucket, publish_dump
from leaderboard.models import PublishedDump
from leaderboard.runs import recompute_boards
from tests.arrange import cast_votes, make_arena
from tests.leaderboard.dumps.buckets import KEYS, CuttingProxy, s3_server

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

NIGHT = datetime(2026, 6, 2, 3, tzinfo=UTC)
DAY = NIGHT.date()
# More than two parts, so it is sent in parts.
LARGE = 20 << 20


@pytest.fixture(scope="module")
def server():
    with s3_server() as address:
        yield address


@pytest.fixture(scope="module")
def proxy(server):
    made = CuttingProxy(server)
    yield made
    made.close()


@pytest.fixture
def client_of(server):
    """A client of another make, to see what is there."""
    return boto3.client(
        "s3",
        endpoint_url=server,
        region_name=KEYS["AWS_DEFAULT_REGION"],
        aws_access_key_id=KEYS["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=KEYS["AWS_SECRET_ACCESS_KEY"],
    )


@pytest.fixture
def storage(client_of, proxy, monkeypatch, tmp_path):
    for name, value in {**KEYS, "AWS_ENDPOINT_URL": proxy.address}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(bucket, "_TIMES", {**bucket._TIMES, "retries": {"max_attempts": 1}})
    name = f"dumps-{hashlib.sha256(str(tmp_path).encode()).hexdigest()[:12]}"
    client_of.create_bucket(Bucket=name)
    proxy.cut_after(None)
    bucket._file_system.cache_clear()
    yield bucket.BucketStorage(f"s3://{name}/arena", work=tmp_path / "work")
    proxy.cut_after(None)
    bucket._file_system.cache_clear()


def names_in(client, storage):
    found = client.list_objects_v2(Bucket=storage.bucket).get("Contents", [])
    return [each["Key"] for each in found]


def uploads_in(client, storage):
    return client.list_multipart_uploads(Bucket=storage.bucket).get("Uploads", [])


def make_large(folder: Path):
    folder.mkdir(parents=True)
    (folder / "votes.jsonl.gz").write_bytes(os.urandom(LARGE))
    (folder / "manifest.json").write_text("{}")
    return {}


def test_a_large_file_is_sent_in_parts_and_the_manifest_last(storage, client_of):
    storage.write(DAY, make_large)
    files = client_of.list_objects_v2(Bucket=storage.bucket)["Contents"]
    by_name = {each["Key"]: each for each in files}
    assert set(by_name) == {"arena/2026-06-02/votes.jsonl.gz", "arena/2026-06-02/manifest.json"}
    votes = by_name["arena/2026-06-02/votes.jsonl.gz"]
    assert votes["Size"] == LARGE
    assert votes["ETag"].strip('"').endswith("-3")  # of three parts
    assert storage.days() == {DAY}
    assert not (storage.work / "2026-06-02").exists()
    storage.remove(DAY)
    assert names_in(client_of, storage) == []


def test_a_connection_that_is_cut_in_the_middle_leaves_nothing(storage, proxy, client_of):
    proxy.cut_after(LARGE // 2)
    with pytest.raises(StorageFailed, match="cannot be used"):
        storage.write(DAY, make_large)
    assert storage.work.is_dir()
    assert list(storage.work.iterdir()) == []
    proxy.cut_after(None)
    assert storage.days() == set()
    storage.tidy()
    assert names_in(client_of, storage) == []
    assert uploads_in(client_of, storage) == []
    storage.write(DAY, make_large)
    assert storage.days() == {DAY}


def test_what_an_interrupted_run_left_is_removed_and_nothing_of_others(storage, client_of):
    client_of.put_object(Bucket=storage.bucket, Key="arena/2026-06-01/votes.jsonl.gz", Body=b"x")
    client_of.create_multipart_upload(Bucket=storage.bucket, Key="arena/2026-06-01/ledger.jsonl.gz")
    client_of.create_multipart_upload(Bucket=storage.bucket, Key="elsewhere/file")
    client_of.put_object(Bucket=storage.bucket, Key="elsewhere/2026-06-01/votes", Body=b"x")
    client_of.put_object(Bucket=storage.bucket, Key="arena/notes/file", Body=b"x")
    storage.tidy()
    assert names_in(client_of, storage) == ["arena/notes/file", "elsewhere/2026-06-01/votes"]
    assert [each["Key"] for each in uploads_in(client_of, storage)] == ["elsewhere/file"]


def test_a_bucket_that_is_not_there_is_named(storage, tmp_path):
    other = bucket.BucketStorage("s3://there-is-none", work=tmp_path / "other")
    with pytest.raises(StorageFailed, match="s3://there-is-none: there is no such bucket"):
        other.write(DAY, make_large)


def test_wrong_keys_are_refused_with_a_sentence(monkeypatch, tmp_path):
    with s3_server(INITIAL_NO_AUTH_ACTION_COUNT="0") as address:
        for name, value in {**KEYS, "AWS_ENDPOINT_URL": address}.items():
            monkeypatch.setenv(name, value)
        bucket._file_system.cache_clear()
        refusing = bucket.BucketStorage("s3://dumps", work=tmp_path / "work")
        with pytest.raises(StorageFailed, match=r"refused the keys: .*AWS_ACCESS_KEY_ID"):
            refusing.write(DAY, make_large)
        bucket._file_system.cache_clear()
    assert list((tmp_path / "work").iterdir()) == []


def test_a_server_that_is_not_there_is_told(storage, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    bucket._file_system.cache_clear()
    with pytest.raises(StorageFailed, match="cannot be used"):
        storage.days()


def test_a_download_is_led_to_the_bucket_and_a_page_shows_it(storage, settings):
    make_arena()
    cast_votes(3)
    recompute_boards()
    settings.DUMP_STORAGE = storage.place
    settings.DATA_DIR = storage.work.parent
    made = publish_dump(now=NIGHT)
    assert PublishedDump.objects.whole().get().day == date(2026, 6, 2)
    file = next(each for each in made.manifest["files"] if each["name"] == "votes.jsonl.gz")
    answer = Client().get("/data/2026-06-02/votes.jsonl.gz")
    assert answer.status_code == 302
    assert "Signature=" in answer.url
    with urlopen(answer.url) as sent:
        assert hashlib.sha256(sent.read()).hexdigest() == file["sha256"]
    assert "/data/2026-06-02/votes.jsonl.gz" in Client().get("/data/").text
    assert list((settings.DATA_DIR / "dumps-to-send").iterdir()) == []
