"""The page of the API's keys."""

import re

import pytest

from arena.models import ApiKey, AuditEntry
from arena.roles import Right, Role
from tests.arrange import confirm_session, make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

PAGE = "/staff/keys/"
MAKE = {"do": "make", "name": "nightly", "scopes": ["content:read"], "days": "7"}


@pytest.fixture
def mira(client):
    """An editor who has just given her password again."""
    client.force_login(make_staff(role=Role.EDITOR))
    confirm_session(client)
    return client


def test_a_key_is_shown_once(mira):
    answer = mira.post(PAGE, MAKE)
    text = re.search(r"<code data-key>(.*)</code>", answer.text)[1]
    assert "no-store" in answer.headers["Cache-Control"]
    assert mira.get("/api/v1/key/", headers={"Authorization": f"Bearer {text}"}).status_code == 200
    listed = mira.get(PAGE).text
    assert ApiKey.objects.get().prefix in listed
    assert text not in listed


def test_making_one_asks_for_the_password_again(client):
    client.force_login(make_staff(role=Role.EDITOR))
    assert 'name="days"' not in client.get(PAGE).text
    answer = client.post(PAGE, MAKE)
    assert (answer.status_code, answer.url) == (302, "/staff/confirm/?next=/staff/keys/")
    assert not ApiKey.objects.exists()


@pytest.mark.parametrize(
    "change",
    [{"name": ""}, {"scopes": []}, {"scopes": ["votes:write"]}, {"days": "0"}, {"days": "367"}],
)
def test_what_cannot_be_made_is_said(mira, change):
    assert mira.post(PAGE, MAKE | change).status_code == 400
    assert not ApiKey.objects.exists()


def test_any_key_can_be_revoked(client, mira):
    mira.post(PAGE, MAKE)
    key = ApiKey.objects.get()
    other = make_staff("noor", role=Role.MODERATOR)
    client.force_login(other)
    client.post(PAGE, {"do": "revoke", "key": key.pk})
    key.refresh_from_db()
    assert key.revoked_by == other
    assert "Revoked at" in client.get(PAGE).text
    assert client.post(PAGE, {"do": "revoke", "key": key.pk}).status_code == 409
    assert "key" in client.get("/staff/audit/").text


@pytest.mark.parametrize("sent", [{"do": "revoke", "key": "x"}, {"do": "revoke"}, {"do": "?"}])
def test_what_is_not_there_is_not_found(mira, sent):
    assert mira.post(PAGE, sent).status_code == 404


def test_a_role_without_the_right_has_no_keys(client):
    person = make_staff(role=Role.ANALYST)
    group = person.groups.get()
    group.permissions.remove(group.permissions.get(codename=Right.MANAGE_KEYS.codename))
    client.force_login(person)
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, MAKE).status_code == 403
    assert PAGE not in client.get("/staff/").text
    assert not AuditEntry.objects.exists()
