import pytest
from django.contrib.auth.models import Permission, User

from arena.models import ExclusionRule, Vote
from arena.moderation import exclude_votes
from tests.arena.admin.finding import list_of
from tests.arrange import NOON, cast_votes, make_arena

pytestmark = pytest.mark.django_db


@pytest.fixture
def votes():
    make_arena()
    return cast_votes(6)


def exclude(votes):
    exclude_votes(
        votes=Vote.objects.filter(pk__in=[vote.pk for vote in votes]),
        rule=ExclusionRule.MANUAL,
        reason="A trial.",
        actor=None,
        now=NOON,
    )


def listed(client, query):
    return {vote.pk for vote in client.get(list_of(Vote) + query).context["cl"].result_list}


@pytest.mark.parametrize(("answer", "is_excluded"), [("yes", False), ("no", True)])
def test_votes_are_filtered_by_whether_they_count(admin_client, votes, answer, is_excluded):
    exclude(votes[:2])
    expected = votes[:2] if is_excluded else votes[2:]
    assert listed(admin_client, f"?counted={answer}") == {vote.pk for vote in expected}


@pytest.mark.parametrize(
    ("name", "sides"), [("competitor", "{}_competitor_id"), ("response", "{}_id")]
)
def test_votes_are_filtered_by_who_was_shown_on_either_side(admin_client, votes, name, sides):
    wanted = getattr(votes[0], sides.format("left"))
    shown = [
        vote
        for vote in votes
        if wanted in {getattr(vote, sides.format(side)) for side in ("left", "right")}
    ]
    assert listed(admin_client, f"?{name}={wanted}") == {vote.pk for vote in shown}


def test_a_response_that_is_no_number_has_no_votes(admin_client, votes):
    assert listed(admin_client, "?response=ada") == set()


@pytest.mark.parametrize("permission", ["view_vote", "exclude_vote"])
def test_whoever_may_exclude_votes_may_look_at_them(client, votes, permission):
    person = User.objects.create(username="person", is_staff=True)
    client.force_login(person)
    assert client.get(list_of(Vote)).status_code == 403
    person.user_permissions.add(Permission.objects.get(codename=permission))
    assert client.get(list_of(Vote)).status_code == 200
