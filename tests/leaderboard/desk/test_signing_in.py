"""The door of the desk: wrong passwords, too many of them, and the second step."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from arena.models import AuditEntry
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


def set_up(client):
    client.get("/staff/second-step/")
    device = TOTPDevice.objects.get()
    page = client.post("/staff/second-step/", {"code": now_code(device)})
    # A code is good once; the next one is of another time.
    TOTPDevice.objects.update(last_t=-1, throttling_failure_count=0)
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
    page = client.get("/staff/second-step/").text
    assert "<svg" in page
    wrong = client.post("/staff/second-step/", {"code": "000000"})
    assert wrong.status_code == 400
    assert not TOTPDevice.objects.filter(confirmed=True).exists()
    TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
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
