"""What voting is for: instructions beside a match, and what the first vote moves."""

import pytest
from django.core.management import call_command

from arena.arena_settings import change_setting
from arena.errors import SettingRefused
from arena.models import AuditEntry, Category, Exclusion, Match
from leaderboard.runs.tick import recompute_boards
from leaderboard.standings import boards
from tests.arena.crawling import open_page
from tests.arrange import NOON, cast_votes, make_arena, make_challenge, make_response

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def arena():
    made = make_arena(competitors=4, challenges=4)
    challenge = make_challenge("coding-0", category="coding")
    for competitor in made:
        make_response(challenge, competitor)


def choose(text):
    change_setting(name="instructions", value=text, actor=None, now=NOON)


def open_match(client, category="reasoning") -> Match:
    client.post("/matches/new/", {"chosen": "1", "category": category})
    return Match.objects.latest("opened_at")


def verdict(client, match) -> str:
    return client.post(f"/matches/{match.id}/vote/", {"outcome": "left"}, headers=HTMX).text


def test_a_match_of_an_arena_without_instructions_has_no_button_for_them(client):
    assert "data-instructions" not in open_page(client).text


def test_instructions_are_beside_the_match_and_in_its_help(client):
    choose("Judge the **code**, not its comments.")
    page = open_page(client).text
    assert page.count("Judge the <strong>code</strong>") == 2
    assert 'data-key="i"' in page


def test_a_category_has_its_own_below_those_of_the_arena(client):
    choose("Of the arena.")
    Category.objects.filter(slug="coding").update(instructions="Does it run?")
    page = client.get(f"/matches/{open_match(client, 'coding').id}/").text
    assert page.index("Of the arena.") < page.index("Does it run?")
    other = client.get(f"/matches/{open_match(client).id}/").text
    assert "Does it run?" not in other


def test_instructions_are_made_safe(client):
    choose('<script>alert(1)</script> [a](javascript:alert(1)) <img src=x onerror="alert(1)">')
    page = open_page(client).text
    assert "<script>alert" not in page
    assert 'href="javascript:' not in page
    assert "<img src=x" not in page


def test_the_command_sets_them_and_the_audit_has_their_beginning():
    call_command("arena_settings", "set", "instructions", "x" * 300)
    assert len(AuditEntry.objects.latest("pk").after) == 120


def test_too_long_ones_are_refused_with_what_is_allowed():
    with pytest.raises(SettingRefused, match="at most 4,000 characters"):
        choose("x" * 4_001)


def test_the_environment_sets_them(client, settings):
    settings.INSTRUCTIONS = "From the environment."
    assert "From the environment." in open_page(client).text


@pytest.fixture
def rated():
    """Boards there are from the first run on."""
    cast_votes(3)
    recompute_boards()
    boards.forget()


@pytest.mark.usefixtures("rated")
def test_the_first_verdict_says_which_boards_the_vote_moves_and_when(client):
    told = verdict(client, open_match(client))
    names = "Overall, Last 7 days, Last 30 days, Last 90 days, Style held constant, Reasoning."
    assert f"Your first vote counts on these boards: {names}" in told
    assert "within seconds" in told


@pytest.mark.usefixtures("rated")
def test_the_second_verdict_does_not_say_it_again(client):
    verdict(client, open_match(client))
    assert "data-moves" not in verdict(client, open_match(client))


@pytest.mark.usefixtures("rated")
@pytest.mark.parametrize("rule", ["never", "after_session"])
def test_where_authors_are_not_named_it_promises_no_seconds(client, settings, rule):
    settings.NAME_AUTHORS = rule
    told = verdict(client, open_match(client))
    assert "once enough votes" in told
    assert "within seconds" not in told
    assert "data-moves" not in verdict(client, open_match(client))


@pytest.mark.usefixtures("rated")
def test_a_voter_in_quarantine_is_told_the_same(client):
    match = open_match(client)
    type(match.voter).objects.filter(pk=match.voter_id).update(quarantined_at=NOON)
    assert "Your first vote counts on these boards" in verdict(client, match)
    assert Exclusion.objects.filter(vote__match=match).exists()
