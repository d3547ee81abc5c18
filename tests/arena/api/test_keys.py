"""Keys of the API: who is let in, and what each key may do."""

from datetime import timedelta

import pytest
from django.utils import timezone

from arena.access import LONGEST_LIFE, Scope, make_key, revoke_key
from arena.access.keys import digest_of_key
from arena.errors import KeyNotValid, NothingToDo, NotPermitted
from arena.models import ApiKey, AuditEntry, Voter
from arena.roles import Right, Role
from tests.arrange import make_arena, make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

KEY = "/api/v1/key/"
MATCHES = "/api/v1/matches/"


@pytest.fixture
def mira(db):
    return make_staff(role=Role.EDITOR)


def made(person, *scopes, **changes):
    now = timezone.now()
    given = {
        "name": "nightly",
        "scopes": scopes or [Scope.CONTENT_READ],
        "expires_at": now + timedelta(days=1),
        "now": now,
    }
    return make_key(actor=person, **(given | changes))


def bearer(text):
    return {"Authorization": f"Bearer {text}"}


def code_of(answer):
    return answer.status_code, answer.json()["code"]


def test_a_key_is_stored_as_its_digest_alone(mira):
    key, text = made(mira)
    stored = repr(ApiKey.objects.values().get())
    assert text not in stored
    assert text.startswith(f"{key.prefix}_")
    assert key.digest == digest_of_key(text)


def test_a_key_says_what_it_may_do(client, mira):
    _, text = made(mira, Scope.CONTENT_WRITE, Scope.CONTENT_READ)
    answer = client.get(KEY, headers=bearer(text))
    told = answer.json()
    assert (told["made_by"], told["scopes"]) == ("mira", ["content:read", "content:write"])
    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("header", [None, "Basic bWlyYTpzZWNyZXQ=", "Bearerx"])
def test_without_a_key_nothing_of_it_is_read(client, mira, header):
    answer = client.get(KEY, headers={"Authorization": header} if header else {})
    assert code_of(answer) == (401, "key_missing")
    assert answer.headers["WWW-Authenticate"] == 'Bearer error="key_missing"'


@pytest.mark.parametrize("text", ["", "podium_00000000_x", "x" * 10_000, "caf\u00e9", "a b"])
def test_an_unknown_key_is_refused_on_public_addresses_too(client, mira, text):
    for path in (KEY, "/api/v1/boards/"):
        assert code_of(client.get(path, headers=bearer(text))) == (401, "key_unknown")


def test_other_credentials_do_not_keep_anybody_from_public_addresses(client):
    assert client.get("/api/v1/boards/", headers={"Authorization": "Basic x"}).status_code == 200


def test_a_revoked_key_is_refused(client, mira):
    key, text = made(mira)
    revoke_key(key=key, actor=mira, now=timezone.now())
    assert code_of(client.get(KEY, headers=bearer(text))) == (401, "key_revoked")
    with pytest.raises(NothingToDo):
        revoke_key(key=key, actor=mira, now=timezone.now())


def test_a_key_expires_at_its_instant(client, mira, time_machine):
    key, text = made(mira)
    time_machine.move_to(key.expires_at - timedelta(microseconds=1), tick=False)
    assert client.get(KEY, headers=bearer(text)).status_code == 200
    time_machine.move_to(key.expires_at, tick=False)
    assert code_of(client.get(KEY, headers=bearer(text))) == (401, "key_expired")


def leave(person):
    person.is_active = False


def lose_the_desk(person):
    person.is_staff = False


def lose_the_right(person):
    group = person.groups.get()
    group.permissions.remove(group.permissions.get(codename=Right.MANAGE_KEYS.codename))


@pytest.mark.parametrize("loses", [leave, lose_the_desk, lose_the_right])
def test_the_keys_of_who_left_stop_working(client, mira, loses):
    _, text = made(mira)
    loses(mira)
    mira.save()
    assert code_of(client.get(KEY, headers=bearer(text))) == (401, "key_owner_gone")


def test_keys_of_who_needs_a_second_step_wait_for_it(client, mira, settings):
    _, text = made(mira)
    settings.REQUIRE_SECOND_STEP = frozenset({"editor"})
    assert code_of(client.get(KEY, headers=bearer(text))) == (401, "key_owner_gone")


def test_a_key_is_no_visitor(client, mira):
    make_arena()
    _, text = made(mira)
    answer = client.post(MATCHES, content_type="application/json", headers=bearer(text))
    assert code_of(answer) == (403, "key_not_taken")
    assert not Voter.objects.exists()


def test_the_last_use_is_noted_once_a_minute(client, mira, time_machine):
    key, text = made(mira)
    start = timezone.now()
    for seconds, noted in ((0, 0), (59, 0), (60, 60), (30, 30)):
        time_machine.move_to(start + timedelta(seconds=seconds), tick=False)
        client.get(KEY, headers=bearer(text))
        key.refresh_from_db()
        assert key.last_used_at == start + timedelta(seconds=noted)


def test_a_scope_is_for_those_whose_role_has_it(mira):
    with pytest.raises(NotPermitted):
        made(mira, Scope.VOTES_WRITE)
    with pytest.raises(NotPermitted):
        made(make_staff("ana", role=Role.ANALYST), Scope.CONTENT_WRITE)


@pytest.mark.parametrize(
    "changes",
    [
        {"name": " "},
        {"scopes": []},
        {"expires_at": timezone.now() - timedelta(days=1)},
        {"expires_at": timezone.now() + LONGEST_LIFE + timedelta(days=1)},
    ],
)
def test_a_key_without_name_scope_or_end_is_not_made(mira, changes):
    with pytest.raises(KeyNotValid):
        made(mira, **changes)
    assert not ApiKey.objects.exists()


def test_making_and_revoking_are_in_the_audit(mira):
    key, text = made(mira)
    revoke_key(key=key, actor=mira, now=timezone.now())
    rows = AuditEntry.objects.filter(subject_type="apikey").order_by("id")
    assert [row.action for row in rows] == ["make key", "revoke key"]
    assert all(row.actor == mira and text not in repr(vars(row)) for row in rows)
