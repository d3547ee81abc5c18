"""What a stolen session cannot do, and who has to have a second step."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from arena.roles import Role
from leaderboard.desk.confirming import CONFIRMED_FOR
from tests.arrange import make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

PASSWORD = "correct horse battery"
CONFIRM = "/staff/confirm/"


@pytest.fixture
def mira(client):
    """Signed in, with a password alone."""
    person = make_staff()
    person.set_password(PASSWORD)
    person.save()
    client.post("/staff/sign-in/", {"username": "mira", "password": PASSWORD})
    return person


@pytest.fixture
def device(client, mira):
    """Her second step, taken in this session."""
    client.post(CONFIRM, {"password": PASSWORD})
    client.get("/staff/second-step/")
    made = TOTPDevice.objects.get()
    client.post("/staff/second-step/", {"code": code_of(made)})
    TOTPDevice.objects.update(last_t=-1)
    forget_confirmed(client)
    return made


def forget_confirmed(client):
    session = client.session
    del session["confirmed_at"]
    session.save()


def code_of(device):
    return f"{totp(device.bin_key):06d}"


def asks(answer):
    return answer.status_code == 302 and answer.url.startswith(f"{CONFIRM}?next=")


def account(name, *args):
    return reverse(f"admin:{name}", args=args)


def guarded(person):
    """Pages that change who may do what, or give away what staff did."""
    group = Group.objects.get_or_create(name="Whoever")[0].pk
    return [
        "/staff/audit.csv?deed=publish",
        "/staff/audit.jsonl",
        account("auth_user_add"),
        account("auth_user_change", person.pk),
        account("auth_user_password_change", person.pk),
        account("auth_group_add"),
        account("auth_group_change", group),
        account("auth_group_delete", group),
        account("otp_totp_totpdevice_add"),
        account("otp_static_staticdevice_add"),
    ]


def test_what_changes_or_exports_asks_for_the_password_again(client, mira):
    for page in guarded(mira):
        assert asks(client.get(page)), page
        if not page.startswith("/staff/"):
            assert asks(client.post(page, {})), page
    answer = client.post(account("auth_user_changelist"), {"action": "delete_selected"})
    assert asks(answer)


def test_the_password_leads_back_and_is_good_for_a_while(client, mira, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    asking = client.get("/staff/audit.csv?deed=publish").url
    assert "needs your password again" in client.get(asking).text
    answer = client.post(asking, {"password": PASSWORD})
    assert answer.url == "/staff/audit.csv?deed=publish"
    for page in guarded(mira):
        assert client.get(page).status_code == 200, page
    time_machine.shift(CONFIRMED_FOR + timedelta(seconds=1))
    for page in guarded(mira):
        assert asks(client.get(page)), page


def test_no_confirmation_leads_to_another_site(client, mira):
    answer = client.post(CONFIRM, {"password": PASSWORD, "next": "https://evil.example/"})
    assert answer.url == "/staff/"


def test_a_wrong_password_confirms_nothing_and_is_counted(client, mira, settings):
    answers = [
        client.post(CONFIRM, {"password": "no"}).status_code
        for _ in range(settings.AXES_FAILURE_LIMIT)
    ]
    assert answers == [400] * (settings.AXES_FAILURE_LIMIT - 1) + [429]
    assert client.post(CONFIRM, {"password": PASSWORD}).status_code == 429
    assert asks(client.get("/staff/audit.csv"))


def test_with_a_second_step_the_code_is_asked_for(client, device):
    assert "new code of your app" in client.get(CONFIRM).text
    assert client.post(CONFIRM, {"password": PASSWORD}).status_code == 400
    assert client.post(CONFIRM, {"code": "000000"}).status_code == 400
    assert asks(client.post("/staff/second-step/", {"remove": "yes"}))
    assert TOTPDevice.objects.exists()
    assert client.post(CONFIRM, {"code": code_of(device)}).status_code == 302
    client.post("/staff/second-step/", {"remove": "yes"})
    assert not TOTPDevice.objects.exists()


def test_a_second_step_is_not_set_up_without_the_password(client, mira):
    assert asks(client.get("/staff/second-step/"))
    assert not TOTPDevice.objects.exists()  # nobody has read a key
    left_open = TOTPDevice.objects.create(user=mira, confirmed=False, name="app")
    assert asks(client.post("/staff/second-step/", {"code": code_of(left_open)}))
    assert not TOTPDevice.objects.filter(confirmed=True).exists()


def test_signing_in_anew_has_confirmed_nothing(client, mira):
    client.post(CONFIRM, {"password": PASSWORD})
    client.post("/staff/sign-out/")
    client.post("/staff/sign-in/", {"username": "mira", "password": PASSWORD})
    assert asks(client.get("/staff/audit.csv"))


@pytest.mark.parametrize("page", [CONFIRM, "/staff/second-step/"])
def test_visitors_have_nothing_to_confirm(client, page):
    client.force_login(User.objects.create(username="visitor"))
    assert client.get(page).url.startswith("/staff/sign-in/")


REQUIRED = [
    ({"all"}, Role.ANALYST, True),
    ({"all"}, None, True),
    ({"editor", "moderator"}, Role.MODERATOR, True),
    ({"editor", "moderator"}, Role.ANALYST, False),
    ({"editor"}, None, True),
    (set(), Role.EDITOR, False),
]


@pytest.mark.parametrize(("required", "role", "is_needed"), REQUIRED)
def test_a_second_step_is_required_of_all_or_by_role(client, settings, required, role, is_needed):
    settings.REQUIRE_SECOND_STEP = frozenset(required)
    client.force_login(make_staff(role=role))
    for page in ("/staff/", "/staff/audit.csv", "/admin/"):
        led = client.get(page, follow=True).redirect_chain
        assert (("/staff/second-step/", 302) in led) == is_needed, page


def test_a_required_second_step_is_set_up_and_stays(client, device, settings):
    settings.REQUIRE_SECOND_STEP = frozenset({"all"})
    for page in ("/staff/", "/admin/"):
        assert client.get(page).status_code == 200
    client.post(CONFIRM, {"code": code_of(device)})
    assert "requires it" in client.get("/staff/second-step/").text
    assert client.post("/staff/second-step/", {"remove": "yes"}).status_code == 403
    assert TOTPDevice.objects.exists()


def test_setting_it_up_opens_the_desk(client, mira, settings):
    settings.REQUIRE_SECOND_STEP = frozenset({"all"})
    asked = client.get("/staff/", follow=True).redirect_chain[-1][0]
    assert "Set it up to go on" in client.post(asked, {"password": PASSWORD}, follow=True).text
    client.post("/staff/second-step/", {"code": code_of(TOTPDevice.objects.get())})
    assert client.get("/staff/").status_code == 200
