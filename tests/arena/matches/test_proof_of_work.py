"""The proof of work: asked for above a threshold, bound to a match, waived by a review."""

import base64
import json
from datetime import timedelta

import altcha.v2 as altcha
import pytest
import time_machine
from django.utils import timezone, translation

from arena.matches import WAITS_FOR_REVIEW, challenge_for, rule_without_work
from arena.models import (
    Competitor,
    Exclusion,
    ExclusionRule,
    Match,
    NameAuthors,
    Vote,
    Voter,
)
from arena.moderation import reinstate_votes
from tests.arena.crawling import open_page
from tests.arrange import make_arena, make_staff, make_voter, serve

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

JSON = "application/json"


@pytest.fixture(autouse=True)
def quick(settings, monkeypatch):
    """Two matches a minute are free, and work is short."""
    settings.PROOF_ABOVE_MATCHES_PER_MINUTE = 2
    monkeypatch.setattr("arena.matches.proof_of_work.COST", 2)
    monkeypatch.setattr("arena.matches.proof_of_work.FEWEST", 1)
    monkeypatch.setattr("arena.matches.proof_of_work.MOST", 4)


def served(number, *, address="a" * 24, apart=timedelta(0)):
    """The last of so many matches of one address, each of another voter."""
    made = []
    for place in range(number):
        match = serve(make_voter(), now=timezone.now(), seed=place)
        match.address_hash = address
        match.opened_at += apart * place
        match.save(update_fields=["address_hash", "opened_at"])
        made.append(match)
    return made[-1]


def solved(challenge):
    """What a program sends."""
    made = altcha.Challenge.from_dict(challenge)
    solution = altcha.solve_challenge(made)
    assert solution is not None
    both = {"challenge": challenge, "solution": solution.to_dict()}
    return base64.b64encode(json.dumps(both).encode()).decode()


def rule_of(match, solution):
    return rule_without_work(match_id=match.id, voter_id=match.voter_id, solution=solution)


@pytest.fixture
def asked():
    make_arena()
    return served(3)


def test_nothing_is_asked_up_to_the_threshold():
    make_arena()
    match = served(2)
    assert challenge_for(match) is None
    assert rule_of(match, "") is None


def test_nothing_is_asked_unless_staff_set_a_threshold(asked, settings):
    settings.PROOF_ABOVE_MATCHES_PER_MINUTE = 0
    assert challenge_for(asked) is None
    assert rule_of(asked, "") is None


def test_matches_of_other_minutes_and_addresses_are_not_counted():
    make_arena()
    served(5, address="b" * 24)
    assert challenge_for(served(4, apart=timedelta(seconds=40))) is None


def test_above_it_a_vote_counts_with_the_solution(asked):
    assert rule_of(asked, solved(challenge_for(asked))) is None


def test_a_match_keeps_asking_when_the_rush_is_over(asked):
    with time_machine.travel(timezone.now() + timedelta(minutes=5), tick=False):
        assert challenge_for(asked)
        assert rule_of(asked, "") == ExclusionRule.UNPROVEN


def test_a_solution_is_good_for_one_match(asked):
    other = served(1)
    assert rule_of(other, solved(challenge_for(asked))) == ExclusionRule.UNPROVEN


def test_a_solution_expires_with_the_match(asked):
    solution = solved(challenge_for(asked))
    with time_machine.travel(asked.expires_at + timedelta(seconds=2), tick=False):
        assert rule_of(asked, solution) == ExclusionRule.UNPROVEN


def test_a_challenge_of_another_key_is_refused(asked):
    made = altcha.create_challenge(
        "PBKDF2/SHA-256", 1, counter=1, data={"match": str(asked.id)}, hmac_secret="mine"
    )
    assert rule_of(asked, solved(made.to_dict())) == ExclusionRule.UNPROVEN


def test_an_easier_challenge_is_refused(asked):
    challenge = challenge_for(asked)
    challenge["parameters"]["cost"] = 1
    challenge["parameters"]["keyPrefix"] = ""
    assert rule_of(asked, solved(challenge)) == ExclusionRule.UNPROVEN


@pytest.mark.parametrize(
    "solution",
    ["", "!", "e30=", "bnVsbA==", "W10=", "x" * 5_000, "eyJjaGFsbGVuZ2UiOiBbXX0=", "é"],
)
def test_nonsense_is_no_solution(asked, solution):
    assert rule_of(asked, solution) == ExclusionRule.UNPROVEN


def test_a_match_of_another_voter_asks_for_nothing(asked):
    assert rule_without_work(match_id=asked.id, voter_id=make_voter().pk, solution="") is None


@pytest.fixture
def shown(client, settings):
    """A match this browser has just opened, above the threshold."""
    settings.PROOF_ABOVE_MATCHES_PER_MINUTE = 1
    make_arena()
    serve(make_voter(), now=timezone.now())
    open_page(client)
    Match.objects.update(address_hash="a" * 24)
    return Match.objects.get(voter__in=Match.objects.order_by("-opened_at").values("voter")[:1])


def test_the_page_says_nothing_below_the_threshold(client):
    make_arena()
    open_page(client)
    match = Match.objects.get()
    assert "data-work=" not in client.get(f"/matches/{match.id}/").text


def test_a_vote_without_script_is_accepted_and_waits(client, shown):
    page = client.get(f"/matches/{shown.id}/").text
    assert 'data-work="{&quot;parameters&quot;' in page
    answer = client.post(f"/matches/{shown.id}/vote/", {"outcome": "left", "work": ""})
    assert answer.status_code == 303
    exclusion = Exclusion.objects.get()
    assert (exclusion.vote.match_id, exclusion.rule) == (shown.id, ExclusionRule.UNPROVEN)
    client.force_login(make_staff())
    assert "1 vote came without a proof of work" in client.get("/staff/").text


def test_a_vote_of_the_page_with_the_solution_counts(client, shown):
    vote = {"outcome": "left", "work": solved(challenge_for(shown))}
    client.post(f"/matches/{shown.id}/vote/", vote)
    assert Vote.objects.counted().filter(match=shown).exists()


def test_a_program_solves_what_the_api_asks(client, settings):
    settings.PROOF_ABOVE_MATCHES_PER_MINUTE = 1
    make_arena()
    for _ in range(2):
        client.cookies.clear()
        match = client.post("/api/v1/matches/", content_type=JSON).json()
    vote = {"outcome": "tie", "work": solved(match["work"])}
    address = f"/api/v1/matches/{match['id']}/vote/"
    assert client.post(address, vote, content_type=JSON).status_code == 201
    assert Vote.objects.counted().filter(match=match["id"]).exists()


def test_the_api_accepts_a_vote_without_it_which_waits(client, settings):
    settings.PROOF_ABOVE_MATCHES_PER_MINUTE = 1
    make_arena()
    matches = []
    for _ in range(2):
        client.cookies.clear()
        matches.append(client.post("/api/v1/matches/", content_type=JSON).json())
    assert ["work" in match for match in matches] == [False, True]
    address = f"/api/v1/matches/{matches[1]['id']}/vote/"
    assert client.post(address, {"outcome": "tie"}, content_type=JSON).status_code == 201
    assert Exclusion.objects.get().rule == ExclusionRule.UNPROVEN


WAITS = "does not count before a person has looked at it"


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_who_votes_without_work_is_told_that_the_vote_waits(client, shown, headers):
    answer = client.post(
        f"/matches/{shown.id}/vote/", {"outcome": "left"}, headers=headers, follow=True
    )
    assert WAITS in answer.text
    assert WAITS in client.get(f"/matches/{shown.id}/").text


@pytest.mark.parametrize("rule", [NameAuthors.NEVER, NameAuthors.AFTER_SESSION])
def test_the_wait_is_told_where_authors_are_not_named(client, shown, rule):
    Match.objects.update(name_authors=rule)
    page = client.post(f"/matches/{shown.id}/vote/", {"outcome": "left"}, follow=True).text
    assert WAITS in page
    assert not [name for name in Competitor.objects.values_list("name", flat=True) if name in page]


def test_the_end_of_a_session_says_which_votes_wait(client, shown):
    Match.objects.update(name_authors=NameAuthors.AFTER_SESSION)
    address = f"/matches/{shown.id}/vote/"
    client.post(address, {"outcome": "left"})
    assert WAITS in client.post("/sessions/", follow=True).text


def test_a_vote_that_counts_is_not_said_to_wait(client, shown):
    vote = {"outcome": "left", "work": solved(challenge_for(shown))}
    assert WAITS not in client.post(f"/matches/{shown.id}/vote/", vote, follow=True).text


def test_a_vote_that_a_person_let_count_is_not_said_to_wait(client, shown):
    client.post(f"/matches/{shown.id}/vote/", {"outcome": "left"})
    reinstate_votes(
        votes=Vote.objects.all(), reason="honest", actor=make_staff(), now=timezone.now()
    )
    assert WAITS not in client.get(f"/matches/{shown.id}/").text


def test_a_blocked_voter_is_told_what_any_other_is(client, shown):
    Voter.objects.filter(pk=shown.voter_id).update(blocked_at=timezone.now())
    page = client.post(f"/matches/{shown.id}/vote/", {"outcome": "left"}, follow=True).text
    assert WAITS in page
    assert Exclusion.objects.get().rule == ExclusionRule.UNPROVEN


@pytest.mark.parametrize("language", ["en", "de", "fr", "es"])
def test_the_api_says_that_a_vote_waits(client, shown, language):
    asked = {"content_type": JSON, "headers": {"Accept-Language": language}}
    answer = client.post(f"/api/v1/matches/{shown.id}/vote/", {"outcome": "tie"}, **asked)
    with translation.override(language):
        assert answer.json()["waits_for_review"] == str(WAITS_FOR_REVIEW)


def test_the_api_says_nothing_of_a_vote_that_counts(client, shown):
    vote = {"outcome": "tie", "work": solved(challenge_for(shown))}
    answer = client.post(f"/api/v1/matches/{shown.id}/vote/", vote, content_type=JSON)
    assert "waits_for_review" not in answer.json()


def test_a_session_of_the_api_says_which_votes_wait(client, shown):
    Match.objects.update(name_authors=NameAuthors.AFTER_SESSION)
    client.post(f"/api/v1/matches/{shown.id}/vote/", {"outcome": "tie"}, content_type=JSON)
    session = client.post("/api/v1/sessions/", {}, content_type=JSON).json()
    assert WAITS in session["matches"][0]["waits_for_review"]


def test_the_privacy_page_says_when_a_puzzle_is_asked_for(client, settings):
    settings.PROOF_ABOVE_MATCHES_PER_MINUTE = 1_234
    assert "more than 1,234 matches" in client.get("/privacy/").text
    settings.PROOF_ABOVE_MATCHES_PER_MINUTE = 0
    assert "puzzle" not in client.get("/privacy/").text


def test_the_help_of_a_match_says_when_a_puzzle_is_asked_for(client, shown, settings):
    assert "puzzle" in client.get(f"/matches/{shown.id}/").text
    settings.PROOF_ABOVE_MATCHES_PER_MINUTE = 0
    assert "puzzle" not in client.get(f"/matches/{shown.id}/").text
