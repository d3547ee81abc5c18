"""The threshold of the proof of work, set on the desk."""

import pytest

from arena.arena_settings import current_settings
from arena.models import AuditEntry
from arena.roles import Role
from tests.arrange import make_staff

pytestmark = pytest.mark.django_db

PAGE = "/staff/work/"


@pytest.fixture
def moderator(client):
    client.force_login(make_staff("mo", role=Role.MODERATOR))
    return client


def test_a_moderator_sets_the_threshold_and_the_audit_says_so(moderator):
    assert moderator.post(PAGE, {"matches": "40"}).status_code == 303
    assert current_settings().proof_above_matches_per_minute == 40
    entry = AuditEntry.objects.get(actor__username="mo")
    assert entry.before == "proof_above_matches_per_minute: default"
    assert entry.after == "proof_above_matches_per_minute: 40"
    assert "more than 40 matches a minute" in moderator.get(PAGE).text


@pytest.mark.parametrize("matches", ["-1", "1000001", "many", "", "9" * 5_000])
def test_what_is_no_threshold_is_refused(moderator, matches):
    assert moderator.post(PAGE, {"matches": matches}).status_code == 400
    assert current_settings().proof_above_matches_per_minute == 0


def test_what_the_environment_sets_stays(moderator, settings):
    settings.PROOF_ABOVE_MATCHES_PER_MINUTE = 7
    assert "so it cannot be changed here" in moderator.get(PAGE).text
    assert moderator.post(PAGE, {"matches": "40"}).status_code == 409
    assert current_settings().proof_above_matches_per_minute == 7


def test_who_may_not_judge_voters_sees_the_threshold_only(client):
    client.force_login(make_staff("ann", role=Role.ANALYST))
    assert 'name="matches"' not in client.get(PAGE).text
    assert client.post(PAGE, {"matches": "40"}).status_code == 403
    assert current_settings().proof_above_matches_per_minute == 0
