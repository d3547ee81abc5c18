"""Programs with a key read, add and edit content, by the rules of the desk."""

import pytest

from arena.access import Scope
from arena.models import (
    AuditEntry,
    Category,
    Challenge,
    ChallengeState,
    Competitor,
    Leak,
    Response,
    Vote,
)
from arena.roles import Role
from tests.arena.api.calling import Program, code_of
from tests.arrange import cast_votes, make_arena, make_challenge

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

CHALLENGE = {
    "slug": "three-doors",
    "title": "Three doors",
    "prompt": "Behind which door is the car?",
    "category": "puzzles",
    "kind": "text",
}
MODEL = {"slug": "cyd", "name": "Cyd", "specs": {"context": 8_000}}
RESPONSE = {"challenge": "reasoning-0", "competitor": "competitor-0", "sample": 1, "content": "B."}


@pytest.fixture(scope="module")
def arena(scene):
    make_arena(competitors=2, challenges=2)
    make_challenge("hidden", state=ChallengeState.DRAFT)
    cast_votes(1)
    return Challenge.objects.get(pk=Vote.objects.get().challenge_id)


@pytest.fixture
def program(arena):
    return Program(Scope.CONTENT_READ, Scope.CONTENT_WRITE, role=Role.EDITOR)


def test_a_challenge_is_added_as_by_an_import(program):
    answer = program.post("staff/challenges/", CHALLENGE)
    assert (answer.status_code, answer.json()["state"]) == (201, "draft")
    assert answer.json()["category"] == Category.objects.get(slug="puzzles").slug
    again = program.post("staff/challenges/", CHALLENGE)
    assert (again.status_code, again.json()["id"]) == (200, answer.json()["id"])
    entry = AuditEntry.objects.get(action="import")
    assert (entry.actor, entry.key.name) == (program.person, "nightly")
    other = program.post("staff/challenges/", CHALLENGE | {"prompt": "Which?"})
    assert code_of(other) == (400, "invalid")
    assert "another prompt" in other.json()["errors"]["prompt"][0]


def test_a_conversation_is_added(program):
    turns = {"messages": [{"role": "user", "content": "Hello."}]}
    sent = {**CHALLENGE, **turns, "state": "published"}
    del sent["prompt"]
    answer = program.post("staff/challenges/", sent)
    assert (answer.status_code, answer.json()["state"]) == (201, "published")


def test_a_model_and_a_response_are_added(program):
    assert program.post("staff/models/", MODEL).json()["specs"] == {"context": 8_000}
    answer = program.post("staff/responses/", RESPONSE | {"competitor": "cyd"})
    assert (answer.status_code, answer.json()["held"]) == (201, False)
    number = answer.json()["id"]
    assert program.get(f"staff/responses/{number}/").json()["content"] == "B."
    listed = program.get("staff/responses/", model="cyd", state="visible").json()["results"]
    assert [each["id"] for each in listed] == [number]


def test_a_response_that_may_name_its_author_is_held(program):
    answer = program.post("staff/responses/", RESPONSE | {"content": "I am ChatGPT, by OpenAI."})
    assert (answer.json()["held"], answer.json()["is_held"]) == (True, True)
    assert Leak.objects.count() == 1


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("challenges", {**CHALLENGE, "colour": "red"}, "colour"),
        ("challenges", {**CHALLENGE, "title": 1}, "title"),
        ("challenges", {**CHALLENGE, "slug": "a b"}, "slug"),
        ("challenges", {**CHALLENGE, "slug": None}, "slug"),
        ("challenges", {**CHALLENGE, "state": "retired"}, "state"),
        ("challenges", {**CHALLENGE, "state": []}, "state"),
        ("challenges", {**CHALLENGE, "title": "a\0b"}, "title"),
        ("models", '{"slug": "cyd", "name": "Cyd", "specs": {"a": 1e999}}', "specs"),
        ("models", {**MODEL, "type": "challenge"}, "type"),
        ("responses", {**RESPONSE, "path": "/etc/passwd"}, "path"),
        ("responses", {**RESPONSE, "path": "a.png"}, "path"),
        ("responses", {**RESPONSE, "challenge": "nowhere"}, "challenge"),
        ("responses", {**RESPONSE, "sample": True}, "sample"),
        ("categories", {"slug": "x"}, "name"),
    ],
)
def test_what_cannot_be_added_names_the_field(program, path, body, field):
    before = Challenge.objects.count(), Competitor.objects.count(), Response.objects.count()
    answer = program.post(f"staff/{path}/", body)
    assert code_of(answer) == (400, "invalid")
    assert list(answer.json()["errors"]) == [field]
    after = Challenge.objects.count(), Competitor.objects.count(), Response.objects.count()
    assert after == before
    assert not AuditEntry.objects.filter(key__isnull=False).exists()


@pytest.mark.parametrize("body", ["[]", "null", "1", '"a"', ""])
def test_what_is_no_object_is_refused(program, body):
    assert code_of(program.post("staff/models/", body))[0] == 400


def test_texts_of_a_challenge_change_and_what_votes_were_cast_on_stays(program, arena):
    path = f"staff/challenges/{arena.slug}/"
    answer = program.send("PATCH", path, {"title": "New", "tags": ["short"]})
    assert (answer.json()["title"], answer.json()["tags"]) == ("New", ["short"])
    for changes in ({"prompt": "Other."}, {"category": "reasoning", "kind": "code"}):
        assert code_of(program.send("PATCH", path, changes)) == (409, "field_fixed")
    assert code_of(program.send("PATCH", path, {"title": "New"})) == (409, "nothing_to_do")
    edits = AuditEntry.objects.filter(action="edit")
    assert [each.after for each in edits] == ["changed: title, tags"]


def test_a_draft_changes_as_a_whole(program):
    changes = {"prompt": "Another?", "kind": "code", "language": "en", "difficulty": "hard"}
    answer = program.send("PATCH", "staff/challenges/hidden/", changes)
    assert answer.json().items() >= changes.items()
    row = Challenge.objects.get(slug="hidden")
    assert row.prompt_signature is not None


def test_a_model_and_a_category_change(program):
    answer = program.send("PATCH", "staff/models/competitor-0/", {"specs": {"b": 2}})
    assert answer.json()["specs"] == {"b": 2}
    refused = program.send("PATCH", "staff/models/competitor-0/", {"name": "Other"})
    assert list(refused.json()["errors"]) == ["name"]
    answer = program.send("PATCH", "staff/categories/reasoning/", {"description": "Of logic."})
    assert answer.json()["description"] == "Of logic."


def test_drafts_are_read_with_a_key_alone(client, program):
    assert client.get("/api/v1/challenges/hidden/").status_code == 404
    assert program.get("staff/challenges/hidden/").json()["state"] == "draft"
    listed = program.get("staff/challenges/", state="draft", q="hid").json()["results"]
    assert [each["slug"] for each in listed] == ["hidden"]
    assert code_of(program.get("staff/challenges/", colour="red")) == (400, "parameter_unknown")


def test_reading_takes_its_scope_and_writing_another(arena):
    reads = Program(Scope.CONTENT_READ, role=Role.EDITOR)
    refused = reads.post("staff/models/", MODEL)
    assert code_of(refused) == (403, "scope_missing")
    assert "content:write" in refused.json()["detail"]
    writes = Program(Scope.CONTENT_WRITE, role=Role.EDITOR)
    assert code_of(writes.get("staff/models/")) == (403, "scope_missing")


def test_a_key_does_what_its_maker_may(arena):
    """A moderator may judge responses, so has the scope, and may not load content."""
    moderator = Program(Scope.CONTENT_WRITE, role=Role.MODERATOR)
    assert code_of(moderator.post("staff/models/", MODEL)) == (403, "not_permitted")
    assert not Competitor.objects.filter(slug="cyd").exists()
