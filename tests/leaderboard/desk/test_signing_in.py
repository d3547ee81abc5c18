"""The door of the desk: wrong passwords, too many of them, and the second step."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from arena.models import AuditEntry
from leaderboard.desk.codes import FREE_FAILURES
from tests.arrange import make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

DOOR = "/staff/sign-in/"
GOOD = {"username": "mira", "password": "correct horse"}


@pytest.fixture
def mira():
    person = make_staff()
    person.set_password(GOOD["password"])
    person.save()
    return person


def now_code(device):
    return f"{totp(device.bin_key):06d}"


def confirm(client, **proof):
    return client.post("/staff/confirm/", proof)


def set_up(client):
    confirm(client, password=GOOD["password"])
    client.get("/staff/second-step/")
    device = TOTPDevice.objects.get()
    page = client.post("/staff/second-step/", {"code": now_code(device)})
    # A code is good once; the next one is of another time.
    TOTPDevice.objects.update(last_t=-1)
    return page


def test_who_signs_in_comes_where_they_wanted_to_go(client, mira):
    page = client.get("/staff/audit/")
    answer = client.post(page.url, GOOD | {"next": "/staff/audit/"})
    assert (answer.status_code, answer.url) == (302, "/staff/audit/")
    assert client.get("/staff/audit/").status_code == 200


def test_no_door_leads_to_another_site(client, mira):
    answer = client.post(DOOR, GOOD | {"next": "https://evil.example/"})
    assert answer.url == "/staff/"


def test_a_wrong_password_is_said_without_saying_what_is_wrong(client, mira):
    for sent in (GOOD | {"password": "no"}, GOOD | {"username": "nobody"}):
        assert "do not belong together" in client.post(DOOR, sent).text


def test_after_too_many_wrong_passwords_the_right_one_waits(client, mira):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        answer = client.post(DOOR, GOOD | {"password": "no"})
    assert answer.status_code == 429
    assert "Wait 15 minutes" in answer.text
    assert client.post(DOOR, GOOD).status_code == 429
    elsewhere = client.post(DOOR, GOOD, REMOTE_ADDR="192.0.2.7")
    assert elsewhere.status_code == 302  # nobody is kept out by somebody else's guesses


def guess(client, number, *, name="mira", address="192.0.2.1"):
    """The last answer to so many wrong passwords."""
    for _ in range(number):
        answer = client.post(DOOR, {"username": name, "password": "no"}, REMOTE_ADDR=address)
    return answer.status_code


def test_a_name_has_a_ceiling_over_all_addresses(client, mira, settings):
    settings.SIGN_IN_FAILURES_PER_NAME = 3
    assert [guess(client, 1, address=f"192.0.2.{n}") for n in range(3)] == [200, 200, 429]
    assert client.post(DOOR, GOOD, REMOTE_ADDR="198.51.100.1").status_code == 429
    assert guess(client, 1, name="somebody", address="198.51.100.1") == 200


def test_an_address_has_a_ceiling_over_all_names(client, mira, settings):
    settings.SIGN_IN_FAILURES_PER_ADDRESS = 3
    assert [guess(client, 1, name=f"name {n}") for n in range(3)] == [200, 200, 429]
    assert client.post(DOOR, GOOD, REMOTE_ADDR="192.0.2.1").status_code == 429
    assert client.post(DOOR, GOOD, REMOTE_ADDR="198.51.100.1").status_code == 302


def test_signing_in_does_not_clear_the_guesses_at_other_names(client, mira, settings):
    settings.SIGN_IN_FAILURES_PER_ADDRESS = 3
    guess(client, 2, name="somebody")
    client.post(DOOR, GOOD, REMOTE_ADDR="192.0.2.1")
    assert guess(client, 1, name="somebody") == 429


def test_going_on_guessing_does_not_lock_a_name_for_longer(client, mira, settings, time_machine):
    settings.SIGN_IN_FAILURES_PER_NAME = 3
    time_machine.move_to(timezone.now(), tick=False)
    guess(client, 3)
    time_machine.shift(timedelta(minutes=14))
    guess(client, 3, address="192.0.2.2")
    time_machine.shift(timedelta(minutes=2))
    assert client.post(DOOR, GOOD).status_code == 302


@pytest.mark.parametrize("password", ["eleven-char", "1qaz2wsx3edc", "739572839475"])
def test_a_weak_password_is_refused(mira, password):
    with pytest.raises(ValidationError):
        validate_password(password, mira)


def test_a_long_password_is_taken(mira):
    validate_password("correct horse battery", mira)


def test_waiting_opens_the_door_again(client, mira, time_machine):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        client.post(DOOR, GOOD | {"password": "no"})
    time_machine.move_to(timezone.now() + timedelta(minutes=16))
    assert client.post(DOOR, GOOD).status_code == 302


def test_a_session_ends(client, mira):
    client.post(DOOR, GOOD)
    assert client.cookies["sessionid"]["max-age"] == settings.SESSION_COOKIE_AGE == 12 * 3600


def test_the_admin_has_the_same_door(client, mira):
    answer = client.get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0] == "/staff/sign-in/?next=%2Fadmin%2F"
    client.post(DOOR, GOOD)
    assert client.get("/admin/").status_code == 200


def test_who_is_no_staff_is_not_sent_in_circles(client):
    client.force_login(User.objects.create(username="visitor"))
    for page in ("/staff/", "/admin/"):
        assert client.get(page, follow=True).status_code == 200


def test_the_second_step_is_set_up_with_a_code_of_the_app(client, mira):
    client.force_login(mira)
    confirm(client, password=GOOD["password"])
    page = client.get("/staff/second-step/").text
    assert "<svg" in page
    wrong = client.post("/staff/second-step/", {"code": "000000"})
    assert wrong.status_code == 400
    assert not TOTPDevice.objects.filter(confirmed=True).exists()
    page = set_up(client).text
    assert len(re.findall(r"<li><code>[a-z2-7]{8}</code>", page)) == 10
    assert client.get("/staff/").status_code == 200
    assert AuditEntry.objects.get().action == "set up second step"


@pytest.mark.parametrize("page", ["/staff/", "/admin/", "/staff/second-step/"])
def test_a_password_alone_is_not_enough_then(client, mira, page):
    client.force_login(mira)
    set_up(client)
    client.logout()
    client.post(DOOR, GOOD)
    answer = client.get(page, follow=True)
    assert answer.redirect_chain[-1][0].startswith("/staff/sign-in/code/?next=")


def test_the_code_opens_the_desk_once(client, mira):
    client.force_login(mira)
    set_up(client)
    client.logout()
    client.post(DOOR, GOOD)
    code = now_code(TOTPDevice.objects.get())
    answer = client.post("/staff/sign-in/code/", {"code": code, "next": "/staff/audit/"})
    assert answer.url == "/staff/audit/"
    assert client.get("/staff/audit/").status_code == 200
    assert client.get("/staff/sign-in/code/").status_code == 302
    client.logout()
    client.post(DOOR, GOOD)
    assert client.post("/staff/sign-in/code/", {"code": code}).status_code == 400


@pytest.fixture
def half_in(client, mira):
    """Somebody whose password was right, and the device whose code is asked for."""
    client.force_login(mira)
    set_up(client)
    client.logout()
    client.post(DOOR, GOOD)
    return TOTPDevice.objects.get()


def type_code(client, code):
    return client.post("/staff/sign-in/code/", {"code": code}).status_code


@pytest.mark.parametrize("wrong", ["000000", "aaaaaaaa"])
def test_a_right_code_works_at_once_after_a_wrong_one(client, half_in, wrong):
    assert [type_code(client, wrong) for _ in range(3)] == [400] * 3
    assert type_code(client, now_code(half_in)) == 302


def test_a_backup_code_works_at_once_after_a_wrong_one(client, half_in):
    assert type_code(client, "aaaaaaaa") == 400
    assert type_code(client, StaticToken.objects.first().token) == 302


def test_after_many_wrong_codes_the_right_one_waits(client, half_in, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    for _ in range(FREE_FAILURES + 3):
        type_code(client, "000000")
        time_machine.shift(timedelta(seconds=5))
    assert type_code(client, "000000") == 400
    assert type_code(client, now_code(half_in)) == 400
    time_machine.shift(timedelta(minutes=15))
    assert type_code(client, now_code(half_in)) == 302


def test_codes_of_one_device_are_not_wrong_for_the_other(client, half_in):
    type_code(client, now_code(half_in))
    assert StaticDevice.objects.get().throttling_failure_count == 0


def test_a_backup_code_works_once(client, mira):
    client.force_login(mira)
    set_up(client)
    spare = StaticToken.objects.first().token
    for status in (302, 400):
        client.logout()
        client.post(DOOR, GOOD)
        assert client.post("/staff/sign-in/code/", {"code": spare}).status_code == status


def test_the_second_step_can_be_taken_away(client, mira):
    client.force_login(mira)
    set_up(client)
    confirm(client, code=now_code(TOTPDevice.objects.get()))
    client.post("/staff/second-step/", {"remove": "yes"})
    assert not TOTPDevice.objects.exists()
    client.logout()
    client.post(DOOR, GOOD)
    assert client.get("/staff/").status_code == 200


def test_who_has_not_signed_in_has_no_code_to_type(client):
    assert client.get("/staff/sign-in/code/").status_code == 302


def test_no_search_engine_is_led_to_the_desk(client):
    assert client.get("/staff/sign-in/").headers["X-Robots-Tag"] == "noindex"
    assert "Disallow: /staff/" in client.get("/robots.txt").text
