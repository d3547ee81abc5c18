"""Votes in the formats of others, by the page and the API."""

import csv
import json

import pytest
from django.test import Client
from django.utils import timezone

from arena.arena_settings import change_setting
from leaderboard.dumps import exporting
from leaderboard.open_data import VoteFormat
from leaderboard.runs import recompute_boards
from tests.arrange import cast_votes, make_arena

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

API, PAGE = "/api/v1/exports/votes/", "/data/votes/"
BOTH = pytest.mark.parametrize("address", [API, PAGE])


@pytest.fixture(scope="module")
def arena(scene):
    make_arena()
    cast_votes(6, now=timezone.now())
    recompute_boards()


@pytest.fixture(autouse=True)
def folder(arena, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path / "exports"


def get(address, **query):
    return Client().get(address, query)


def body(answer):
    assert answer.status_code == 200
    return b"".join(answer.streaming_content).decode()


@BOTH
@pytest.mark.parametrize("form", [each.value for each in VoteFormat])
def test_every_format_is_a_file(address, form):
    answer = get(address, format=form)
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="votes-')
    content = body(answer)
    assert answer.headers["Content-Length"] == str(len(content.encode()))
    if form == "csv":
        assert len(list(csv.DictReader(content.splitlines()))) == 6
    elif form == "inspect":
        assert len(json.loads(content)) == 6
    else:
        assert all(isinstance(json.loads(line), dict) for line in content.splitlines())


@BOTH
def test_votes_are_chosen_and_rules_are_kept(address):
    today = timezone.now().date().isoformat()
    chosen = {"board": "overall", "category": "reasoning", "origin": "voted", "since": today}
    assert len(body(get(address, format="lmarena", until=today, **chosen)).splitlines()) == 6
    assert body(get(address, format="lmarena", origin="imported")) == ""
    rows = body(get(address, format="trl", unpaired="true", ties="both")).splitlines()
    assert {"label"} <= json.loads(rows[0]).keys()
    majority = body(get(address, format="trl", majority="1", ties="both")).splitlines()
    assert "margin" in json.loads(majority[0])


REFUSED = [
    ({"format": "xml"}, "unknown_format"),
    ({"format": "csv", "board": "nothing"}, "unknown_filter"),
    ({"format": "csv", "board": "a\x00b"}, "unknown_filter"),
    ({"format": "csv", "category": "nothing"}, "unknown_filter"),
    ({"format": "csv", "origin": "nothing"}, "unknown_filter"),
    ({"format": "csv", "since": "yesterday"}, "option_not_allowed"),
    ({"format": "csv", "majority": "1"}, "option_not_allowed"),
    ({"format": "trl", "ties": "some"}, "option_not_allowed"),
    ({"format": "trl", "unpaired": "perhaps"}, "option_not_allowed"),
]


@pytest.mark.parametrize(("query", "code"), REFUSED)
def test_what_cannot_be_asked_for_is_a_problem_with_its_code(query, code, folder):
    answer = get(API, **query)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert answer.headers["Content-Type"] == "application/problem+json"
    page = get(PAGE, **query)
    assert page.status_code == 400
    assert 'role="alert"' in page.content.decode()
    assert not folder.exists()


def test_a_format_has_to_be_named():
    assert get(API).json()["code"] == "unknown_format"
    assert "<form" in get(PAGE).content.decode()


@BOTH
def test_one_request_has_so_many_votes_at_most(address, settings, folder):
    settings.EXPORT_VOTES = 5
    answer = get(address, format="csv")
    assert answer.status_code == 422
    assert list(folder.iterdir()) == []
    settings.EXPORT_VOTES = 6
    assert get(address, format="csv").status_code == 200


@BOTH
def test_two_are_not_written_at_once(address):
    with exporting._one:
        answer = get(address, format="csv")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "5")
    assert get(address, format="csv").status_code == 200


def test_files_that_were_sent_are_deleted_later(folder, monkeypatch):
    body(get(API, format="csv"))
    body(get(API, format="csv"))
    assert len(list(folder.iterdir())) == 2
    monkeypatch.setattr(exporting, "KEPT_SECONDS", -1)
    body(get(API, format="csv"))
    assert len(list(folder.iterdir())) == 1


@BOTH
def test_an_arena_that_publishes_no_data_exports_none(address):
    change_setting(name="publish_dumps", value="off", actor=None, now=timezone.now())
    assert get(address, format="csv").status_code == 404
