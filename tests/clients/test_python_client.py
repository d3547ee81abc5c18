"""The Python client against a server, and against the OpenAPI document."""

import asyncio
import inspect
import io
import json
import sys
from typing import get_type_hints, is_typeddict

import httpx
import podium_client
import pytest
from django.core import signals
from django.core.servers.basehttp import ThreadedWSGIServer
from django.db import close_old_connections, connections
from django.test.testcases import (
    LiveServerThread,
    QuietWSGIRequestHandler,
    _StaticFilesHandler,
)
from django.utils import timezone
from podium_client import AsyncClient, Client, ProblemError, core
from podium_client.cli import main
from podium_client.operations import OPERATIONS

from arena.access import Scope
from arena.content import imports
from arena.models import Vote
from arena.roles import Role
from tests import openapi
from tests.arena.api.calling import make_text
from tests.arena.api.test_imports import BAD
from tests.arrange import make_staff
from tests.routes import fill

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]


# --- What the schema says -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def document():
    return json.loads(openapi.FILE.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_that_is_called_is_there_with_its_parameters(document, name):
    ours = OPERATIONS[name]
    theirs = document["paths"][ours.path][ours.method.lower()]
    assert theirs["operationId"] == name
    known = {each["name"] for each in theirs.get("parameters", ()) if each["in"] == "query"}
    assert set(ours.parameters) <= known


@pytest.mark.parametrize("name", [name for name, each in OPERATIONS.items() if each.shape])
def test_the_members_of_a_shape_are_those_of_the_answer(document, name):
    ours = OPERATIONS[name]
    answers = document["paths"][ours.path][ours.method.lower()]["responses"]
    done = next(each for status, each in answers.items() if status.startswith("2"))
    schema = resolved(document, done["content"]["application/json"]["schema"])
    compare(document, ours.shape, row_of(document, schema))


def row_of(document, schema):
    rows = schema.get("properties", {}).get("results", schema)
    return resolved(document, rows.get("items", rows))


def resolved(document, schema):
    for each in (schema, *schema.get("allOf", ()), *schema.get("oneOf", ())):
        if "$ref" in each:
            return document["components"]["schemas"][each["$ref"].rpartition("/")[2]]
    return schema


def compare(document, shape, schema):
    for name, hint in get_type_hints(shape).items():
        assert name in schema["properties"], (shape, name)
        inner = [each for each in (hint, *getattr(hint, "__args__", ())) if is_typeddict(each)]
        for each in inner:
            member = resolved(document, schema["properties"][name])
            compare(document, each, row_of(document, member))


def test_both_clients_do_the_same():
    def methods(cls):
        found = inspect.getmembers(cls, inspect.isfunction)
        return {name: list(inspect.signature(each).parameters) for name, each in found}

    ours, theirs = methods(Client), methods(AsyncClient)
    public = {name for name in ours if not name.startswith("_")} - {"close"}
    assert public == {name for name in theirs if not name.startswith("_")} - {"aclose"}
    assert all(ours[name] == theirs[name] for name in public)


# --- What a server answers ------------------------------------------------------------------------


class OfOneConnection(ThreadedWSGIServer):
    def _close_connections(self):
        """It is the test's."""


class Server(LiveServerThread):
    """A server on the connection of this module, which nobody else sees."""

    shared = None

    def _create_server(self, connections_override=None):
        return OfOneConnection(
            (self.host, self.port),
            QuietWSGIRequestHandler,
            allow_reuse_address=False,
            connections_override={"default": self.shared},
        )


@pytest.fixture(scope="module")
def url(scene):
    fill()
    thread = Server("127.0.0.1", _StaticFilesHandler)
    thread.shared = connections["default"]
    thread.shared.inc_thread_sharing()
    ends = (signals.request_started, signals.request_finished)
    for signal in ends:
        signal.disconnect(close_old_connections)
    thread.start()
    thread.is_ready.wait()
    assert thread.error is None
    yield f"http://127.0.0.1:{thread.port}"
    thread.terminate()
    for signal in ends:
        signal.connect(close_old_connections)
    thread.shared.dec_thread_sharing()


@pytest.fixture
def arena(url):
    with Client(url) as made:
        yield made


def test_boards_are_read_by_the_page(arena):
    whole = arena.board()["entries"]
    assert list(arena.entries(limit=1)) == whole
    assert [each["slug"] for each in arena.boards(window=7)] == ["last-7-days"]
    assert arena.run(next(arena.runs())["id"])["entries"] == whole


def test_models_and_comparisons_are_read(arena):
    first, second, *_ = arena.models(sort="name")
    compared = arena.compare(first["slug"], second["slug"])
    opponents = {
        each["opponent"]["slug"]: each["record"] for each in arena.opponents(first["slug"])
    }
    assert opponents[second["slug"]] == compared["record"]
    assert arena.response(first["slug"], "reasoning-0")["content"].startswith("An answer")


def test_what_did_not_change_is_not_sent_again(url):
    statuses = []

    class Noting(httpx.HTTPTransport):
        def handle_request(self, request):
            answer = super().handle_request(request)
            statuses.append(answer.status_code)
            return answer

    with Client(url, transport=Noting()) as arena:
        assert arena.board() == arena.board()
    assert statuses == [200, 304]


def test_a_refusal_has_its_code(arena):
    with pytest.raises(ProblemError) as refused:
        arena.board("nonsense")
    assert (refused.value.status, refused.value.code) == (404, "not_found")
    with pytest.raises(ProblemError, match="parameter_invalid"):
        list(arena.models(sort="nonsense"))
    with pytest.raises(TypeError, match="nonsense"):
        arena.models(nonsense=1).__next__()


def test_a_vote_is_cast_with_the_cookie_that_the_client_keeps(arena):
    match = arena.open_match()
    verdict = arena.vote(match["id"], "tie")
    assert verdict["left"]["competitor"]["slug"].startswith("competitor-")
    assert [each["match"] for each in arena.own_votes()] == [match["id"]]
    arena.skip(arena.open_match()["id"])


def test_the_same_can_be_awaited(url):
    async def read():
        async with AsyncClient(url) as arena:
            entries = [entry async for entry in arena.entries(limit=2)]
            return entries, await arena.totals()

    entries, totals = asyncio.run(read())
    assert (len(entries), totals["models"]) == (3, 3)


def test_the_command_prints_a_board(url, capsys):
    assert main(["leaderboard", url]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Overall: 20 votes"
    assert len(lines) == 4


def test_the_command_votes_until_it_is_told_to_quit(url, capsys, monkeypatch):
    before = Vote.objects.count()
    monkeypatch.setattr(sys, "stdin", io.StringIO("what\nb\ns\nq\n"))
    assert main(["vote", url]) == 0
    assert Vote.objects.count() == before + 1
    assert "A is Competitor-" in capsys.readouterr().out


def test_the_command_says_what_was_refused_or_not_reached(url, capsys):
    assert main(["leaderboard", url, "--board", "nonsense"]) == 1
    assert "not_found" in capsys.readouterr().err
    assert main(["leaderboard", "http://127.0.0.1:1"]) == 1
    assert "was not reached" in capsys.readouterr().err
    assert main(["pull", "votes"]) == 2


def test_the_readme_s_example_runs(url, capsys):
    readme = (openapi.FILE.parent.parent / "clients" / "python" / "README.md").read_text()
    example = readme.partition("```python\n")[2].partition("```")[0]
    made = {}
    exec(example.replace("https://arena.example.org", url), made)
    made["arena"].close()
    assert len(capsys.readouterr().out.splitlines()) == 3
    assert podium_client.__doc__


# --- Content and data -----------------------------------------------------------------------------


class WithWorker(httpx.HTTPTransport):
    """A server whose worker has done its work whenever the client asks how far it is; the first
    part that is sent is lost on the way."""

    lost = 0

    def handle_request(self, request):
        if request.method == "PATCH" and not self.lost:
            self.lost += 1
            raise httpx.ReadError("The connection broke.")
        if request.method == "GET" and "/imports/" in request.url.path:
            for waiting in imports.waiting_for_work():
                imports.work_on(waiting, now=timezone.now())
        return super().handle_request(request)


@pytest.fixture
def pushing(url, settings, tmp_path):
    """A client with a key of an editor."""
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    key = make_text(make_staff("nora", role=Role.EDITOR), Scope.CONTENT_READ, Scope.CONTENT_WRITE)
    with Client(url, key=key, pause=0, transport=WithWorker()) as made:
        yield made


def test_a_file_is_pushed_in_parts_through_a_broken_connection(pushing, tmp_path, monkeypatch):
    monkeypatch.setattr(core, "PART_BYTES", 100)
    file = tmp_path / "rows.jsonl"
    file.write_bytes(BAD)
    done = pushing.push(file, keep_going=True)
    assert done["state"] == "done"
    assert done["report"]["added"].keys() >= {"competitor", "challenge", "response"}
    [line] = pushing.refused_lines(done["id"])
    assert line["line"] == 4


def test_a_push_without_a_key_is_refused(arena, tmp_path):
    (tmp_path / "rows.jsonl").write_bytes(BAD)
    with pytest.raises(ProblemError, match="key_missing"):
        arena.push(tmp_path / "rows.jsonl")


def test_votes_are_pulled_in_the_format_of_another_program(url, settings, tmp_path, capfdbinary):
    settings.DATA_DIR = tmp_path
    assert main(["pull", "votes", "--url", url, "--format", "lmarena"]) == 0
    battles = [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()]
    assert len(battles) == 20
    assert battles[0].keys() >= {"model_a", "model_b", "winner"}
