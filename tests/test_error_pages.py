"""The pages of errors: each is served, and those that Django renders bare need nothing."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.views import defaults


def assert_is_error_page(answer, status, heading):
    page = answer.content.decode()
    assert answer.status_code == status
    assert f'<p class="refusal__status">{status}</p>' in page
    assert f'<h1 tabindex="-1" autofocus>{heading}</h1>' in page
    assert page.count("refusal.css") == 1


@pytest.mark.django_db
def test_what_is_not_there_has_a_page(client):
    assert_is_error_page(client.get("/nowhere/"), 404, "There is no page here")
    assert f'href="{reverse("site:leaderboard")}"' in client.get("/nowhere/").text


@pytest.mark.django_db
def test_a_form_without_its_token_has_a_page():
    answer = Client(enforce_csrf_checks=True).post("/matches/")
    assert_is_error_page(answer, 403, "The form was not accepted")


@pytest.mark.django_db
def test_what_is_not_open_to_somebody_has_a_page(client):
    request = client.get("/nowhere/").wsgi_request
    answer = defaults.permission_denied(request, PermissionError())
    assert_is_error_page(answer, 403, "This is not open to you")


@pytest.mark.django_db
def test_what_is_damaged_has_a_page(client):
    request = client.get("/nowhere/").wsgi_request
    answer = defaults.bad_request(request, ValueError())
    assert_is_error_page(answer, 400, "This was not understood")


@pytest.mark.django_db
def test_a_refusal_has_a_page(client):
    answer = client.get(f"/matches/{'0' * 8}-0000-4000-8000-{'0' * 12}/")
    assert answer.status_code == 404
    assert 'data-code="match_not_found"' in answer.text


def test_the_page_of_a_bug_uses_no_database_and_no_address(rf, settings):
    """Tests without a mark may not use the database; a module without patterns has no address."""
    settings.ROOT_URLCONF = "tests"
    with translation.override("en"):
        assert_is_error_page(defaults.server_error(rf.get("/")), 500, "Something broke on our side")


def test_the_page_of_a_bug_is_translated(rf):
    with translation.override("de"):
        assert '<html lang="de">' in defaults.server_error(rf.get("/")).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("host", ["%", "9" * 5_000, "elsewhere.example"])
def test_a_host_that_is_refused_has_a_page(client, host):
    answer = client.get("/", headers={"host": host})
    assert_is_error_page(answer, 400, "This was not understood")
