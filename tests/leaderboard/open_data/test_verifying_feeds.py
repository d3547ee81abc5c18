"""The script that verifies dumps, given a feed of heads that somebody kept."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from tests.leaderboard.open_data.making import dump, make_rated_arena, manifest_of, rows_of
from tests.leaderboard.open_data.verifying import podium_verify

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]


@pytest.fixture(scope="module")
def arena(scene, tmp_path_factory):
    make_rated_arena()
    return dump(tmp_path_factory.mktemp("dumps") / "dump")


@pytest.fixture(params=["json", "atom"])
def feed(arena, tmp_path, request):
    """As it was loaded the day after."""
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        content = Client().get(f"/feeds/boards.{request.param}", headers={"Accept-Language": "de"})
    path = tmp_path / f"boards.{request.param}"
    path.write_bytes(content.content)
    return path


def said_of(path, folder, capsys):
    code = podium_verify.main([str(folder), "--feed", str(path)])
    return code, "\n".join(capsys.readouterr())


def test_the_heads_of_a_feed_are_found_in_the_ledger(arena, feed, capsys):
    head = manifest_of(arena)["head"]["digest"]
    assert head in feed.read_text()
    code, said = said_of(feed, arena, capsys)
    assert code == 0
    assert "feed: 1 heads are the ledger's" in said


def test_a_head_that_the_ledger_no_longer_has_is_found_out(arena, feed, capsys):
    head = manifest_of(arena)["head"]["digest"]
    feed.write_text(feed.read_text().replace(head, "ab" * 32))
    code, said = said_of(feed, arena, capsys)
    assert code == 1
    assert f"the head after entry 28 was {'ab' * 32}" in said


def test_two_heads_of_one_entry_are_found_out(arena, tmp_path, capsys):
    path = tmp_path / "kept.json"
    first = rows_of(arena, "ledger")[0]["digest"]
    path.write_text(json.dumps([f"1: {first}", f"1: {'ab' * 32}"]))
    assert "two heads after entry 1" in said_of(path, arena, capsys)[1]


@pytest.mark.parametrize("content", ["{}", None])
def test_a_feed_without_a_head_is_no_proof(arena, tmp_path, capsys, content):
    path = tmp_path / "kept.json"
    if content:
        path.write_text(content)
    code, said = said_of(path, arena, capsys)
    assert code == 1
    assert "kept.json: " in said
