"""What programs with a key send by mistake or with bad intent: a problem with its code, nothing
written, nothing stuck."""

import json
import logging

import pytest
from django.db import transaction

from arena.models import ApiAnswer, AuditEntry
from leaderboard.runs.tick import recompute_boards
from tests.arena.api.calling import Program, code_of
from tests.arrange import cast_votes, make_arena, make_submission
from tests.hostile import VALUES
from tests.routes import routes
from tests.test_hostile_requests import BODIES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

METHODS = ("POST", "PUT", "PATCH", "DELETE")
LARGEST = 2_621_440


@pytest.fixture(scope="module")
def arena(scene):
    """What the addresses are of, by the names of their parameters."""
    make_arena(competitors=2, challenges=2)
    cast_votes(2)
    recompute_boards()
    submission = make_submission()
    return {
        "slug": "competitor-0",
        "number": "1",
        "item": "submission",
        "key": str(submission.challenge_id),
        "upload": "00000000-0000-4000-8000-000000000000",
        **{
            f"api:staff_{name} slug": "reasoning-0"
            for name in ("challenge", "challenge_actions", "revise_challenge", "responses_public")
        },
        "api:staff_category slug": "reasoning",
    }


@pytest.fixture
def program(arena, settings):
    settings.KEY_REQUESTS_PER_MINUTE = 0
    made = Program()
    made.client.raise_request_exception = False
    return made


@pytest.fixture
def of_keys(arena):
    """Routes that take a key."""
    return [
        each
        for each in routes(arena)
        if each.name.startswith(("api:staff_", "api:import", "api:finish", "api:key"))
    ]


def is_problem(answer):
    return (
        400 <= answer.status_code < 500
        and answer.headers["Content-Type"] == "application/problem+json"
        and answer.json()["code"]
    )


@pytest.fixture
def send(program):
    """Sends, and undoes what that has done."""

    def answered(method, path, body=b"", content_type="application/json"):
        with transaction.atomic():
            found = program.client.generic(method, path, body, content_type)
            transaction.set_rollback(True)
        return found

    logging.disable()
    yield answered
    logging.disable(logging.NOTSET)


def test_a_body_that_is_none_is_a_problem(of_keys, send):
    for route in of_keys:
        for body in BODIES:
            for method in METHODS:
                answer = send(method, route.path(), body)
                is_fine = answer.status_code < 300 and body in {b"", b"[]", b"null"}
                assert is_fine or is_problem(answer) or takes_no_body(route), (route, method, body)


def takes_no_body(route):
    """Whatever is sent with these is not read."""
    return route.name in {"api:finish_import", "api:import"}


def test_hostile_places_and_queries_are_problems(of_keys, send):
    for number, route in enumerate(of_keys):
        for value in VALUES[number % 4 :: 4]:
            if route.arguments:
                answer = send("GET", route.path(**dict.fromkeys(route.arguments, value)))
                assert answer.status_code < 500, (route, value)
            text = "".join(f"%{byte:02x}" for byte in value)
            assert send("GET", f"{route.path()}?q={text}&cursor={text}").status_code < 500


@pytest.mark.parametrize("header", [{}, {"Idempotency-Key": "a"}])
@pytest.mark.parametrize("size", [LARGEST + 1, 3 * LARGEST])
def test_a_body_that_is_too_large_is_refused(program, header, size):
    body = b'{"slug": "' + b"x" * (size - 12) + b'"}'
    path = "/api/v1/staff/categories/"
    answer = program.client.generic("POST", path, body, "application/json", headers=header)
    assert code_of(answer) == (413, "body_too_large")
    assert not ApiAnswer.objects.exists()


@pytest.mark.parametrize("content_type", ["text/plain", "multipart/form-data", "", "x/y"])
def test_what_is_no_json_is_refused(program, content_type):
    body = json.dumps({"slug": "logic", "name": "Logic"})
    answer = program.client.generic("POST", "/api/v1/staff/categories/", body, content_type)
    assert code_of(answer) == (415, "unsupported_media_type")
    assert not AuditEntry.objects.filter(key__isnull=False).exists()
