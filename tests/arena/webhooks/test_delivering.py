"""Messages wait in the database until they are delivered or given up."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from arena.models import DeliveryState, HookEvent, Webhook, WebhookDelivery
from arena.moderation import submit_challenge
from arena.tasks import deliver_webhooks
from arena.webhooks import (
    DELAYS,
    add_webhook,
    announce,
    deliver_due,
    forget_deliveries,
    given_up,
    listening,
    remove_webhook,
    resend,
    secret_of,
    send_test,
    sending,
)
from leaderboard.announcing import announce_moves
from leaderboard.models import Entry, RatingRun
from leaderboard.runs.tick import recompute_boards
from tests.arrange import NOON, cast_votes, make_arena, make_challenge

pytestmark = pytest.mark.django_db(transaction=False)
DOCS = (Path(__file__).parents[3] / "docs" / "api.md").read_text()
EVERY = [each for each in HookEvent if each != HookEvent.TEST]


def add(receiver, *events):
    return add_webhook(address=receiver.address, events=events or EVERY, actor=None, now=NOON)


def deliver(now=NOON):
    return deliver_due(clock=lambda: now, is_enough=lambda: False)


def publish(*, at, ranks):
    """A run as the newest, with other ranks."""
    run = RatingRun.objects.filter(board__slug="overall").latest("id")
    entries = list(run.entries.order_by("competitor__slug"))
    run.pk, run.started_at, run.finished_at = None, at, at
    run.save(force_insert=True)
    for entry, rank in zip(entries, ranks, strict=True):
        entry.pk, entry.run = None, run
        entry.rank_low = entry.rank_high = rank
    Entry.objects.bulk_create(entries)


def told(receiver):
    return [json.loads(body) for _, _, body in receiver.received]


def test_a_message_is_delivered_once(receiver):
    hook = add(receiver)
    send_test(hook=hook, actor=None, now=NOON)
    assert (deliver(), deliver()) == (1, 0)
    [message] = told(receiver)
    assert message == {"type": "webhook.test", "timestamp": NOON.isoformat(), "data": {}}
    delivery = WebhookDelivery.objects.get()
    assert (delivery.state, delivery.status, delivery.answer) == ("delivered", 200, "thanks")


def test_the_documented_receiver_verifies_it(receiver):
    hook = add(receiver)
    send_test(hook=hook, actor=None, now=NOON)
    deliver()
    [(_, headers, body)] = receiver.received
    [snippet] = re.findall(r"```python\n(import base64\nimport hashlib.+?)```", DOCS, re.DOTALL)
    defined = {}
    exec(snippet, defined)
    verify, secret = defined["verify"], secret_of(hook)
    with time_machine.travel(NOON + timedelta(minutes=4), tick=False):
        verify(secret, headers, body)
        for wrong in (
            (secret, headers, body + b" "),
            (secret_of(add(receiver)), headers, body),
            (secret, headers | {"webhook-id": "msg_0"}, body),
            (secret, headers | {"webhook-timestamp": str(int(NOON.timestamp()) + 1)}, body),
        ):
            with pytest.raises(ValueError, match="not signed"):
                verify(*wrong)
    with (
        time_machine.travel(NOON + timedelta(minutes=6), tick=False),
        pytest.raises(ValueError, match="too old"),
    ):
        verify(secret, headers, body)


def test_one_that_fails_is_tried_again_for_a_day_and_then_given_up(receiver):
    hook = add(receiver)
    send_test(hook=hook, actor=None, now=NOON)
    receiver.answer = (503, {}, b"busy")
    now = NOON
    for delay in DELAYS:
        assert deliver(now) == 0
        waiting = WebhookDelivery.objects.get()
        assert (waiting.state, waiting.next_at) == (DeliveryState.WAITING, now + delay)
        assert deliver(now + delay - timedelta(seconds=1)) == 0
        now += delay
    assert (now - NOON).total_seconds() == pytest.approx(86_400, rel=0.02)
    deliver(now)
    ended = WebhookDelivery.objects.get()
    assert (ended.state, ended.status, ended.answer) == (DeliveryState.GIVEN_UP, 503, "busy")
    assert len({headers["webhook-id"] for _, headers, _ in receiver.received}) == 1
    assert len(receiver.received) == len(DELAYS) + 1
    assert given_up() == 1


def test_one_that_never_answers_keeps_no_other_waiting(receiver, other, monkeypatch):
    monkeypatch.setattr(sending, "READ_SECONDS", 0.2)
    receiver.is_silent = True
    silent, prompt = add(receiver), add(other)
    for _ in range(3):
        send_test(hook=silent, actor=None, now=NOON)
        send_test(hook=prompt, actor=None, now=NOON)
    assert deliver() == 3
    assert len(receiver.received) == 1  # and not once for each message
    assert len(other.received) == 3


def test_a_worker_that_stops_while_it_sends_tries_again(receiver, monkeypatch):
    send_test(hook=add(receiver), actor=None, now=NOON)

    class Stopped(BaseException):
        pass

    def stop(*_):
        raise Stopped

    with monkeypatch.context() as patch:
        patch.setattr("arena.webhooks.delivering.send", stop)
        with pytest.raises(Stopped):
            deliver()
    assert deliver(NOON + DELAYS[0]) == 1


def test_a_message_can_be_sent_again(receiver):
    send_test(hook=add(receiver), actor=None, now=NOON)
    deliver()
    delivery = WebhookDelivery.objects.select_related("webhook").get()
    resend(delivery=delivery, actor=None, now=NOON)
    assert deliver() == 1
    assert len({headers["webhook-id"] for _, headers, _ in receiver.received}) == 1


def test_one_that_was_removed_is_told_nothing(receiver):
    hook = add(receiver)
    send_test(hook=hook, actor=None, now=NOON)
    remove_webhook(hook=hook, actor=None, now=NOON)
    announce(HookEvent.RUN_PUBLISHED, {}, now=NOON)
    assert deliver() == 0
    assert WebhookDelivery.objects.count() == 1


def test_only_events_that_are_listened_to_are_told(receiver):
    add(receiver, HookEvent.SUBMISSION_WAITING)
    announce(HookEvent.RUN_PUBLISHED, {}, now=NOON)
    assert not WebhookDelivery.objects.exists()


def test_a_submission_that_waits_is_told_by_title_and_link(receiver, settings):
    settings.SITE_URL = "https://arena.example.org"
    add(receiver)
    submit_challenge(challenge=make_challenge(state="draft"), actor=None, now=NOON)
    deliver()
    [message] = told(receiver)
    assert message["type"] == "submission.waiting"
    assert message["data"] == {"title": "Two Doors", "url": "https://arena.example.org/staff/"}


def test_a_run_of_the_overall_board_is_told_and_the_newest_alone(receiver):
    add(receiver)
    make_arena()
    for seed in range(3):
        cast_votes(5, seed=seed)
        recompute_boards(clock=lambda: NOON)
    deliver()
    [message] = told(receiver)
    run = RatingRun.objects.filter(board__slug="overall").latest("id")
    assert message["type"] == "run.published"
    assert (message["data"]["run"], message["data"]["head"]) == (run.pk, run.head)
    assert (message["data"]["votes"], message["data"]["url"]) == (15, "/leaderboard/")


def test_an_arena_without_webhooks_asks_for_them_once():
    make_arena()
    cast_votes(5)
    listening.current()
    with CaptureQueriesContext(connection) as captured:
        recompute_boards(clock=lambda: NOON)
    assert not [each for each in captured if "webhook" in each["sql"].lower()]


def test_a_tick_with_webhooks_needs_one_statement_more(receiver):
    make_arena()
    cast_votes(5)
    add(receiver)
    listening.current()
    with CaptureQueriesContext(connection) as captured:
        recompute_boards(clock=lambda: NOON)
    assert len([each for each in captured if "webhook" in each["sql"].lower()]) == 1


def test_what_was_not_committed_is_not_told(receiver):
    add(receiver)
    make_arena()
    cast_votes(5)

    class Broken(Exception):
        pass

    def broken(*_):
        raise Broken

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("leaderboard.runs.publishing._announce", broken)
        with pytest.raises(Broken):
            recompute_boards(clock=lambda: NOON)
    assert not RatingRun.objects.filter(board__slug="overall").exists()
    assert not WebhookDelivery.objects.exists()


def test_a_move_beyond_the_ranks_of_the_day_before_is_told_once(receiver):
    make_arena(competitors=2)
    cast_votes(4)
    recompute_boards(clock=lambda: NOON - timedelta(days=5))
    publish(at=NOON - timedelta(days=3), ranks=(1, 2))
    publish(at=NOON - timedelta(days=2), ranks=(2, 1))
    add(receiver, HookEvent.RANK_MOVED)
    announce_moves(now=NOON)
    announce_moves(now=NOON + timedelta(hours=1))
    deliver()
    moves = {each["data"]["model"]: each["data"] for each in told(receiver)}
    assert len(receiver.received) == 2
    assert moves["competitor-0"]["before"] == {"low": 1, "high": 1}
    assert moves["competitor-0"]["after"] == {"low": 2, "high": 2}
    assert moves["competitor-0"]["url"] == "/models/competitor-0/"


def test_old_messages_leave_the_log(receiver, settings):
    settings.WEBHOOK_DAYS = 2
    hook = add(receiver)
    send_test(hook=hook, actor=None, now=NOON)
    deliver()
    send_test(hook=hook, actor=None, now=NOON)
    forget_deliveries(now=NOON + timedelta(days=1))
    assert WebhookDelivery.objects.count() == 2
    forget_deliveries(now=NOON + timedelta(days=3))
    assert [each.state for each in WebhookDelivery.objects.all()] == [DeliveryState.WAITING]


def test_the_task_sends_what_is_due(receiver):
    send_test(hook=add(receiver), actor=None, now=NOON)
    deliver_webhooks()
    assert len(receiver.received) == 1


def test_secrets_differ_and_are_not_in_the_database(receiver):
    hooks = [add(receiver), add(receiver)]
    secrets = {secret_of(each) for each in hooks}
    assert len(secrets) == 2
    stored = str(list(Webhook.objects.values()))
    assert not any(each.removeprefix("whsec_") in stored for each in secrets)
