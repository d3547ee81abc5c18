"""The list of challenges and the page of one."""

import pytest

from arena.models import Challenge, ChallengeState, Difficulty, Kind, Tag, Withdrawal
from leaderboard.models import Board
from leaderboard.runs.tick import recompute_boards
from leaderboard.views.challenges import CHALLENGES_PER_PAGE
from tests.arrange import cast_votes, make_arena, make_challenge, make_response
from tests.leaderboard.views.test_models import make_rated, read

pytestmark = pytest.mark.django_db


def titles(page) -> int:
    return page.count('class="challenges__title"')


def test_an_empty_list_of_challenges_says_so(client):
    assert "No challenge has been published yet." in read(client, "/challenges/")


@pytest.mark.parametrize("state", set(ChallengeState) - {ChallengeState.PUBLISHED})
def test_only_published_challenges_are_listed(client, state):
    make_challenge("hidden", state=state)
    assert "Hidden" not in read(client, "/challenges/")


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("category=poetry", 1),
        ("kind=svg", 1),
        ("difficulty=hard", 1),
        ("tag=short", 1),
        ("text=open+SEA", 1),
        ("text=solve", 3),
        ("kind=svg&category=poetry", 0),
        ("kind=unknown&difficulty=unknown", 3),
    ],
)
def test_the_list_is_filtered(client, query, number):
    make_challenge("open-sea", category="poetry")
    drawn = make_challenge("a-circle")
    hard = make_challenge("two-doors")
    Challenge.objects.filter(pk=drawn.pk).update(kind=Kind.SVG)
    Challenge.objects.filter(pk=hard.pk).update(difficulty=Difficulty.HARD)
    hard.tags.add(Tag.objects.create(slug="short"))
    assert titles(read(client, f"/challenges/?{query}")) == number


def test_a_paged_list_shows_the_total(client):
    number = CHALLENGES_PER_PAGE + 3
    for each in range(number):
        make_challenge(f"challenge-{each}")
    page = read(client, "/challenges/?page=2&text=Solve")
    assert f"{number} challenges match" in page
    assert titles(page) == 3
    assert "?page=1&amp;text=Solve" in page


@pytest.mark.parametrize("challenges", [2, 25])
def test_the_list_uses_four_queries(client, challenges, django_assert_max_num_queries):
    make_arena(challenges=challenges)
    with django_assert_max_num_queries(4):
        read(client, "/challenges/")


def test_a_challenge_shows_the_models_that_answered(client):
    made = make_arena(competitors=3, challenges=1)
    make_response(Challenge.objects.get(), made[0], sample=1)
    Withdrawal.objects.create(response=made[1].responses.get(), reason="Broken.")
    page = read(client, "/challenges/reasoning-0/")
    assert "2 models have answered." in page
    assert f"/models/{made[1].slug}/responses/" not in page
    assert page.count("/responses/reasoning-0/") == 3


def test_a_challenge_counts_its_votes(client):
    make_rated(challenges=1, votes=30)
    assert "30 votes on pairs of responses" in read(client, "/challenges/reasoning-0/")


def test_a_challenge_without_answers_says_so(client):
    make_challenge("lonely")
    assert "No model has answered yet." in read(client, "/challenges/lonely/")


def test_a_retired_challenge_keeps_its_page(client):
    make_challenge("old", state=ChallengeState.RETIRED)
    assert "no match asks this any more" in read(client, "/challenges/old/")


@pytest.mark.parametrize(
    "state", [ChallengeState.DRAFT, ChallengeState.SUBMITTED, ChallengeState.REJECTED]
)
def test_an_unpublished_challenge_has_no_page(client, state):
    make_challenge("secret", state=state)
    read(client, "/challenges/secret/", status=404)


def test_a_challenge_with_a_board_shows_its_ratings(client):
    made = make_arena(challenges=2)
    challenge = Challenge.objects.first()
    Board.objects.create(slug="doors", name="Doors", challenge=challenge)
    cast_votes(60)
    recompute_boards()
    page = read(client, f"/challenges/{challenge.slug}/")
    assert "Its own board" in page
    assert 'href="/leaderboard/doors/"' in page
    other = Challenge.objects.exclude(pk=challenge.pk).first()
    assert "Its own board" not in read(client, f"/challenges/{other.slug}/")
    assert made


@pytest.mark.parametrize("competitors", [2, 9])
@pytest.mark.usefixtures("settings_are_read")
def test_the_page_uses_four_queries(client, competitors, django_assert_max_num_queries):
    make_rated(competitors=competitors, challenges=2, votes=20)
    with django_assert_max_num_queries(4):
        read(client, "/challenges/reasoning-0/")


def test_a_prompt_is_text_not_markup(client):
    make_challenge("sly")
    Challenge.objects.update(prompt="<script>alert(1)</script>")
    assert "<script>alert" not in read(client, "/challenges/sly/")
