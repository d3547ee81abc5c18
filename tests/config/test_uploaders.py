import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connections

from config import uploaders
from tests.arrange import make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_test_keeps_its_connection(monkeypatch):
    monkeypatch.setattr(connections, "close_all", lambda: None)


def cookies_of(client):
    return (
        f"a=b; {settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    )


def test_staff_who_are_signed_in_may(client):
    client.force_login(make_staff())
    assert uploaders.may_upload(cookies_of(client))


def test_who_is_not_of_the_staff_may_not(client):
    client.force_login(User.objects.create(username="ada"))
    assert not uploaders.may_upload(cookies_of(client))


def test_who_has_signed_out_may_not(client):
    client.force_login(make_staff())
    cookies = cookies_of(client)
    client.logout()
    assert not uploaders.may_upload(cookies)


@pytest.mark.parametrize(
    "cookies", ["", "a=b", f"{settings.SESSION_COOKIE_NAME}=made-up", "sessionid=" + "x" * 9_000]
)
def test_strangers_may_not(cookies):
    assert not uploaders.may_upload(cookies)
