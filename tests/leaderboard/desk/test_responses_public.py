"""Choosing on the desk when the responses to one challenge are public."""

import pytest

from arena.arena_settings import change_setting
from arena.models import AuditEntry, Challenge, ResponsesPublic
from arena.moderation import revise_challenge
from tests.arrange import NOON, make_challenge, make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

ACTION = "/staff/challenges/two-doors/responses-public/"
PAGE = "/staff/challenges/two-doors/"
RETIRED = ResponsesPublic.WHEN_RETIRED


@pytest.fixture
def challenge():
    return make_challenge()


@pytest.fixture
def editor(client, challenge):
    client.force_login(make_staff("nora", role="editor"))
    return client


def chosen():
    return Challenge.objects.get(slug="two-doors").responses_public


def test_an_editor_chooses_and_the_audit_says_so(editor):
    assert editor.post(ACTION, {"rule": RETIRED}).status_code == 303
    assert chosen() == RETIRED
    [entry] = AuditEntry.objects.all()
    assert (entry.action, entry.before, entry.after, entry.actor.username) == (
        "set responses public",
        "as the arena",
        "when_retired",
        "nora",
    )


def test_an_empty_choice_leaves_it_to_the_arena(editor):
    Challenge.objects.update(responses_public=RETIRED)
    editor.post(ACTION, {"rule": ""})
    assert chosen() is None
    assert AuditEntry.objects.get().after == "as the arena"


def test_the_same_choice_again_is_refused(editor):
    answer = editor.post(ACTION, {"rule": ""})
    assert answer.status_code == 409
    assert "have this rule already" in answer.text
    assert not AuditEntry.objects.exists()


def test_a_choice_that_is_none_is_refused(editor):
    assert editor.post(ACTION, {"rule": "later"}).status_code == 400
    assert chosen() is None


def test_the_page_says_who_may_read_the_responses(editor):
    assert "They are public, each with its author." in editor.get(PAGE).text
    change_setting(name="responses_public", value=RETIRED, actor=None, now=NOON)
    assert "Nobody but the staff, until it is retired." in editor.get(PAGE).text
    make_challenge("a-draft", state="draft")
    page = editor.get("/staff/challenges/a-draft/").text
    assert "Nobody but the staff, before it is published." in page


def test_those_who_may_not_choose_see_no_form_and_are_refused(client, challenge):
    client.force_login(make_staff("nora", role="moderator"))
    assert "responses-public" not in client.get(PAGE).text
    assert client.post(ACTION, {"rule": RETIRED}).status_code == 403
    assert chosen() is None


def test_a_new_wording_keeps_the_choice(challenge):
    Challenge.objects.update(responses_public=RETIRED)
    version = revise_challenge(
        challenge=challenge, title="New", prompt="Other.", actor=make_staff(), now=NOON
    )
    assert version.responses_public == RETIRED
