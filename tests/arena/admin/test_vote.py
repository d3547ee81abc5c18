import pytest
from django.contrib.auth.models import Permission, User

from arena.admin.deeds import MOST_LISTED
from arena.models import Exclusion, ExclusionRule, Vote
from arena.moderation import exclude_votes
from tests.arena.admin.acting import list_of, messages_of, run, run_on_page
from tests.arrange import NOON, cast_votes, make_arena

pytestmark = pytest.mark.django_db

WHY = {"rule": ExclusionRule.MANIPULATION, "reason": "One hand."}


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


def test_the_page_that_asks_why_lists_the_votes(admin_client, votes):
    page = run(admin_client, "exclude_them", votes[:2]).content.decode()
    assert f"{votes[0].pk}: {votes[0].left_competitor} | {votes[0].right_competitor}" in page
    assert not Exclusion.objects.exists()


def test_the_page_that_asks_why_lists_only_so_many(admin_client, votes):
    votes += cast_votes(MOST_LISTED, seed=1)
    assert "and 6 more" in run(admin_client, "exclude_them", votes).content.decode()


def test_votes_are_excluded_under_a_rule_for_a_reason(admin_client, admin_user, votes):
    response = run(admin_client, "exclude_them", votes[:2], count=2, **WHY)
    assert messages_of(response) == ["2 votes excluded."]
    exclusions = Exclusion.objects.values_list("rule", "reason", "excluded_by")
    assert set(exclusions) == {("manipulation", "One hand.", admin_user.pk)}


def test_a_vote_is_excluded_from_its_page(admin_client, votes):
    run_on_page(admin_client, "exclude_them", votes[0], count=1, **WHY)
    assert Exclusion.objects.get().vote == votes[0]


def test_all_votes_of_a_filter_are_excluded_across_pages(admin_client, votes):
    query = f"?voter__id__exact={votes[0].voter_id}"
    run(admin_client, "exclude_them", votes[:1], query=query, select_across=1, count=1, **WHY)
    assert Exclusion.objects.get().vote == votes[0]


def test_the_answer_carries_the_choice_across_pages(admin_client, votes):
    page = run(admin_client, "exclude_them", votes[:1], select_across=1).content.decode()
    assert '<input type="hidden" name="select_across" value="1">' in page
    assert "This will touch 6 votes" in page


def test_an_unknown_rule_is_asked_for_again(admin_client, votes):
    run(admin_client, "exclude_them", votes, count=6, rule="mood", reason="So.")
    assert not Exclusion.objects.exists()


def test_votes_are_reinstated_for_a_reason(admin_client, votes):
    exclude(votes)
    assert b"reason" in run(admin_client, "reinstate_them", votes).content
    response = run(admin_client, "reinstate_them", votes, count=6, reason="Genuine.")
    assert messages_of(response) == ["6 votes reinstated."]


def test_reinstating_what_counts_says_that_nothing_was_done(admin_client, votes):
    response = run(admin_client, "reinstate_them", votes[:1], count=1, reason="Genuine.")
    assert messages_of(response) == ["0 votes reinstated."]


def test_exclusions_are_lifted_from_their_list(admin_client, votes):
    exclude(votes)
    exclusions = list(Exclusion.objects.all())
    assert b"reason" in run(admin_client, "lift", exclusions).content
    run(admin_client, "lift", exclusions[:4], count=4, reason="Genuine.")
    assert Exclusion.objects.standing().count() == 2


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
def test_only_who_may_change_votes_may_exclude_them(client, votes, permission):
    person = User.objects.create(username="person", is_staff=True)
    asked = {"view_vote", permission}
    person.user_permissions.add(*Permission.objects.filter(codename__in=asked))
    client.force_login(person)
    run(client, "exclude_them", votes, count=6, **WHY)
    assert Exclusion.objects.exists() == (permission == "exclude_vote")
