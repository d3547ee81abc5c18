"""The page of webhooks."""

import re
from ipaddress import ip_network

import pytest

from arena.models import AuditEntry, DeliveryState, Webhook, WebhookDelivery
from arena.roles import Role
from leaderboard.doctor import Level, examine
from tests.arena.webhooks.receiving import receiving
from tests.arrange import NOON, confirm_session, make_staff
from tests.breaking import valid

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]
PAGE = "/staff/webhooks/"


@pytest.fixture
def mira(client):
    """An editor who has just given her password again."""
    client.force_login(make_staff(role=Role.EDITOR))
    confirm_session(client)
    return client


@pytest.fixture
def receiver(settings):
    settings.WEBHOOK_NETWORKS = [ip_network("127.0.0.0/8")]
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def delivery():
    row = valid(WebhookDelivery, None) | {"state": DeliveryState.GIVEN_UP, "next_at": None}
    return WebhookDelivery.objects.create(**row, answer="<b>no</b>", status=500)


def add(client, address):
    return client.post(PAGE, {"do": "add", "address": address, "events": ["run.published"]})


def test_a_secret_is_shown_once(mira, receiver):
    answer = add(mira, receiver.address)
    secret = re.search(r"<code data-secret>(whsec_.*)</code>", answer.text)[1]
    assert "no-store" in answer.headers["Cache-Control"]
    listed = mira.get(PAGE).text
    assert receiver.address in listed
    assert secret not in listed
    assert AuditEntry.objects.get().action == "add webhook"


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("https://127.0.0.1/", "not public"),
        ("https://169.254.169.254/latest/", "not public"),
        ("http://93.184.215.14/", "Use https"),
        ("ftp://example.org/", "looks like"),
        ("", "required"),
        ("https://a\0b/", "not allowed"),
        (f"https://example.org/{'a' * 500}", "at most 500"),
    ],
)
def test_an_address_that_is_not_taken_says_why(mira, address, said):
    answer = add(mira, address)
    assert answer.status_code == 400
    assert said in answer.text
    assert not Webhook.objects.exists()


def test_adding_one_asks_for_the_password_again(client, receiver):
    client.force_login(make_staff(role=Role.EDITOR))
    answer = add(client, receiver.address)
    assert (answer.status_code, answer.url) == (302, "/staff/confirm/?next=/staff/webhooks/")
    assert not Webhook.objects.exists()


def test_a_test_is_sent_and_a_webhook_removed(mira, receiver):
    add(mira, receiver.address)
    hook = Webhook.objects.get()
    mira.post(PAGE, {"do": "test", "row": hook.pk})
    assert WebhookDelivery.objects.get().event == "webhook.test"
    mira.post(PAGE, {"do": "remove", "row": hook.pk})
    assert "No server is told." in mira.get(PAGE).text
    assert mira.post(PAGE, {"do": "test", "row": hook.pk}).status_code == 409


def test_the_log_shows_the_answer_and_sends_again(mira, delivery):
    page = mira.get(PAGE).text
    assert "<pre>&lt;b&gt;no&lt;/b&gt;</pre>" in page
    mira.post(PAGE, {"do": "resend", "row": delivery.pk})
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == (DeliveryState.WAITING, 0)


def test_what_was_given_up_is_a_finding(delivery):
    [found] = [each for each in examine(now=NOON) if each.name == "webhooks"]
    assert found.level == Level.WARNING
    assert "1 webhook " in found.what


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.ANALYST])
def test_other_roles_may_not(client, role, delivery):
    client.force_login(make_staff(role=role))
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, {"do": "resend", "row": delivery.pk}).status_code == 403


@pytest.mark.parametrize("row", ["", "0", "x", "9" * 40])
def test_what_is_not_there_is_not_found(mira, row):
    for action in ("test", "remove", "resend"):
        assert mira.post(PAGE, {"do": action, "row": row}).status_code == 404
