"""Writes that are sent again, with an Idempotency-Key."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from arena.access import Scope, answers
from arena.errors import IdempotencyKeyInUse
from arena.models import ApiAnswer, Category, Competitor
from arena.tasks import forget
from tests.arena.api.calling import Program, code_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

PATH = "staff/categories/"
LOGIC = {"slug": "logic", "name": "Logic"}


@pytest.fixture
def program():
    return Program(Scope.CONTENT_WRITE)


def test_a_repeated_write_gets_the_first_answer_and_is_not_done_again(program):
    first = program.post(PATH, LOGIC, Idempotency_Key="a")
    Category.objects.all().delete()
    again = program.post(PATH, LOGIC, Idempotency_Key='"a"')
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again.headers["Content-Type"] == first.headers["Content-Type"]
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert not Category.objects.exists()


def test_a_refusal_is_kept_as_well(program):
    refused = program.post(PATH, {"slug": "logic"}, Idempotency_Key="a")
    again = program.post(PATH, {"slug": "logic"}, Idempotency_Key="a")
    assert code_of(again) == code_of(refused) == (400, "invalid")
    assert again.headers["Content-Type"] == "application/problem+json"


def test_another_request_with_the_same_key_is_refused(program):
    program.post(PATH, LOGIC, Idempotency_Key="a")
    other = program.post(PATH, LOGIC | {"slug": "more"}, Idempotency_Key="a")
    assert code_of(other) == (422, "idempotency_key_reused")
    elsewhere = program.post("staff/models/", LOGIC, Idempotency_Key="a")
    assert code_of(elsewhere) == (422, "idempotency_key_reused")
    assert not Competitor.objects.exists()
    assert program.post(PATH, LOGIC | {"slug": "more"}, Idempotency_Key="b").status_code == 201


def test_keys_of_others_are_others(program):
    program.post(PATH, LOGIC, Idempotency_Key="a")
    other = Program(Scope.CONTENT_WRITE, name="noor")
    assert other.post(PATH, LOGIC | {"slug": "more"}, Idempotency_Key="a").status_code == 201


@pytest.mark.parametrize("name", ["", " ", '""', "a b", "x" * 256, "caf\u00e9", "a\tb"])
def test_what_is_no_key_is_refused(program, name):
    refused = program.post(PATH, LOGIC, Idempotency_Key=name)
    assert code_of(refused) == (400, "idempotency_key_not_valid")
    assert not Category.objects.exists()


def test_two_at_once_are_one(program):
    wanted = answers.Wanted("key 1", "a", "0" * 64)
    with (
        answers.answering(wanted),
        pytest.raises(IdempotencyKeyInUse),
        answers.answering(wanted),
    ):
        raise AssertionError
    with answers.answering(wanted):
        pass


def test_a_crash_leaves_nothing_behind(program, monkeypatch):
    def crash(*_, **__):
        raise OperationalError("gone")

    with monkeypatch.context() as patch:
        patch.setattr(answers, "keep_answer", crash)  # once all else is done
        with pytest.raises(OperationalError):
            program.post(PATH, LOGIC, Idempotency_Key="a")
    assert not Category.objects.exists()
    assert program.post(PATH, LOGIC, Idempotency_Key="a").status_code == 201


def test_a_lost_scope_is_not_an_answer_to_keep():
    program = Program(Scope.CONTENT_READ)
    assert program.post(PATH, LOGIC, Idempotency_Key="a").status_code == 403
    assert not ApiAnswer.objects.exists()


@pytest.mark.parametrize(("age", "is_kept"), [(-5, True), (86_399, True), (86_400, False)])
def test_an_answer_is_kept_for_a_day(program, age, is_kept):
    program.post(PATH, LOGIC, Idempotency_Key="a")
    ApiAnswer.objects.update(answered_at=timezone.now() - timedelta(seconds=age - 1e-3))
    again = program.post(PATH, LOGIC, Idempotency_Key="a")
    assert ("Idempotent-Replayed" in again.headers) == is_kept


def test_old_answers_are_deleted_at_night(program):
    program.post(PATH, LOGIC, Idempotency_Key="a")
    forget()
    assert ApiAnswer.objects.count() == 1
    ApiAnswer.objects.update(answered_at=timezone.now() - timedelta(days=1))
    forget()
    assert not ApiAnswer.objects.exists()


def test_answers_say_what_the_limit_leaves(program, settings, time_machine):
    settings.KEY_REQUESTS_PER_MINUTE = 2
    time_machine.move_to(timezone.now().replace(second=20, microsecond=0), tick=False)
    answer = program.post(PATH, LOGIC)
    assert answer.headers["RateLimit-Policy"] == '"key";q=2;w=60'
    assert answer.headers["RateLimit"] == '"key";r=1;t=40'
    program.post(PATH, LOGIC)
    refused = program.post(PATH, LOGIC)
    assert code_of(refused) == (429, "too_many_requests")
    assert refused.headers["RateLimit"] == '"key";r=0;t=40'
    assert refused.headers["Retry-After"] == "40"
