"""The page of the API is made from its schema, which is the committed one, and its examples run."""

import html
import json
import re
import shlex

import pytest
from drf_spectacular.drainage import GENERATOR_STATS

from config.schema import document
from tests import openapi
from tests.routes import fill

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

ORIGIN = "http://testserver"


@pytest.fixture(scope="module")
def arena(scene):
    return fill()


def test_the_committed_schema_is_that_of_the_code():
    """`./run openapi` writes it anew."""
    assert openapi.FILE.read_text(encoding="utf-8") == openapi.as_text(document())


def test_the_schema_is_made_without_a_warning(capsys):
    GENERATOR_STATS.reset()
    document()
    GENERATOR_STATS.emit_summary()
    assert "Warnings: 0" in capsys.readouterr().err or not GENERATOR_STATS


def examples(client):
    page = client.get("/api/docs/").text
    return [
        shlex.split(html.unescape(each))
        for each in re.findall(r'operation__example"[^>]*><code>(.*?)</code>', page, re.DOTALL)
    ]


def test_every_operation_has_an_example(arena, client):
    operations = sum(len(item) for item in document()["paths"].values())
    assert len(examples(client)) == operations > 30


def test_what_anybody_may_read_is_answered_as_the_examples_ask(arena, client):
    """A parameter stays in braces where the page cannot know what to ask for."""
    asked = [each[1] for each in examples(client) if len(each) == 2 and "{" not in each[1]]
    assert len(asked) > 18
    for address in asked:
        answer = client.get(address.removeprefix(ORIGIN))
        assert answer.status_code == 200, address


def test_a_visitor_s_examples_are_answered_in_their_order(arena, client):
    match = None
    for words in examples(client):
        if "-c" not in words:
            continue
        address = words[-1].removeprefix(ORIGIN)
        address = address.replace("{match_id}", str(match)).replace("{token}", "secret")
        address = address.replace("{session_id}", arena.arguments["session_id"])
        if "-X" not in words:
            answer = client.get(address)
            expected = {200, 404} if "/sessions/" in address else {200}
        else:
            body = words[words.index("-d") + 1]
            answer = client.post(address, json.loads(body), content_type="application/json")
            expected = {200, 201, 409, 410} | ({400} if "…" in body else set())
        match = answer.json().get("id", match)
        assert answer.status_code in expected, words


def test_the_page_keeps_the_policy(client):
    assert "unsafe" not in client.get("/api/docs/").headers["Content-Security-Policy"]
