"""What the receipt of a vote says, and what it keeps to itself."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from arena.arena_settings import change_setting
from arena.matches import cast_vote
from arena.models import Challenge, ExclusionRule, Outcome, Vote, Voter, receipt_code
from arena.moderation import exclude_votes, quarantine_voters
from arena.visitors import voters
from leaderboard.models import LedgerEntry
from leaderboard.runs import recompute_boards
from tests.arrange import make_arena, make_staff, make_voter, serve, vote_on
from tests.leaderboard.appending import append_unsalted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]


@pytest.fixture(scope="module")
def arena(scene):
    make_arena(competitors=4, challenges=6)


@pytest.fixture
def vote(arena):
    now = timezone.now()
    return vote_on(serve(now=now), Outcome.LEFT, now=now)


def read(vote):
    answer = Client().get(f"/api/v1/receipts/{receipt_code(vote.pk)}/")
    assert answer.status_code == 200
    return answer.json()


def page_of(vote):
    return Client().get(f"/receipts/{receipt_code(vote.pk)}/").content.decode()


def _quarantine(vote, *, now):
    quarantine_voters(voters=[vote.voter_id], reason="Found.", now=now)
    exclude(vote, ExclusionRule.SUSPICION, now=now)


def exclude(vote, rule, *, now=None):
    exclude_votes(
        votes=Vote.objects.filter(pk=vote.pk), rule=rule, reason="Secret reason.", actor=None,
        now=now or timezone.now(),
    )  # fmt: skip


def test_a_vote_waits_for_its_place_until_the_ledger_has_it(vote):
    before = read(vote)
    assert (before["state"], before["sequence"], before["digest"]) == ("waiting", None, None)
    assert 'data-state="waiting"' in page_of(vote)
    recompute_boards()
    entry, after = LedgerEntry.objects.get(event__vote=vote), read(vote)
    assert (after["state"], after["sequence"], after["digest"]) == (
        "recorded", entry.sequence, entry.digest,
    )  # fmt: skip
    assert entry.digest in page_of(vote)


def test_an_excluded_vote_says_under_which_rule_and_not_why(vote):
    exclude(vote, ExclusionRule.IDENTITY_LEAK)
    recompute_boards()
    found = read(vote)
    assert (found["state"], found["rule"]) == ("excluded", "identity_leak")
    assert "A response gave away who wrote it" in page_of(vote)
    assert "Secret reason." not in page_of(vote) + str(found)


def test_a_receipt_names_no_response_and_no_author(vote):
    recompute_boards()
    said = page_of(vote) + str(read(vote))
    for side in (vote.left, vote.right):
        assert side.competitor.slug not in said
        assert side.competitor.name not in said
        assert side.sha256 not in said
    assert str(vote.match_id) not in said
    assert str(vote.voter_id) not in said


@pytest.mark.parametrize("how", ["blocked", "quarantined", "blocked later"])
def test_a_voter_who_is_kept_out_reads_what_anybody_does(arena, vote, how):
    now = timezone.now()
    voter = make_voter()
    if how == "blocked":
        Voter.objects.filter(pk=voter.pk).update(blocked_at=now)
    kept_out = vote_on(serve(voter, now=now), Outcome.LEFT, now=now)
    if how == "quarantined":
        _quarantine(kept_out, now=now)
    if how == "blocked later":
        exclude(kept_out, ExclusionRule.MANIPULATION)
        Voter.objects.filter(pk=voter.pk).update(blocked_at=now)
    recompute_boards()
    own = {"code", "cast_at", "sequence", "digest", "event_digest"}
    said = [
        {key: value for key, value in read(each).items() if key not in own}
        for each in (vote, kept_out)
    ]
    assert said[0] == said[1]
    assert said[0]["state"] == "recorded"
    assert not kept_out.exclusions.filter(lifted_at__isnull=False).exists()
    assert kept_out.exclusions.exists()


def test_a_quarantine_is_told_once_it_has_waited_for_thirty_days(vote):
    _quarantine(vote, now=timezone.now() - timedelta(days=31))
    recompute_boards()
    assert read(vote)["rule"] == "suspicion"


def test_what_was_told_at_once_of_a_vote_without_proof_is_what_its_receipt_says(arena):
    change_setting(
        name="proof_above_matches_per_minute", value="1", actor=make_staff(), now=timezone.now()
    )
    now = timezone.now()
    match = serve(now=now)
    vote = cast_vote(
        match_id=match.id, voter_id=match.voter_id, outcome=Outcome.TIE, now=now,
        excluded_under=ExclusionRule.UNPROVEN,
    ).vote  # fmt: skip
    recompute_boards()
    assert read(vote)["state"] == "waits_for_review"


def test_an_old_entry_that_is_withheld_tells_no_digest(vote):
    append_unsalted()
    assert read(vote)["digest"] is not None
    Challenge.objects.filter(pk=vote.challenge_id).update(responses_public="when_retired")
    assert read(vote)["digest"] is None
    assert read(vote)["sequence"] == 1


def test_a_code_that_was_made_up_finds_nothing(vote):
    for code in made_up(receipt_code(vote.pk)):
        assert_finds_nothing(code)


def made_up(code):
    other = "y" if code.endswith("z") else "z"
    return code[:-1] + other, f"9{code}", code[:-1], f"a-{code}", f"{code}%0a"


def assert_finds_nothing(code):
    assert Client().get(f"/receipts/{code}/").status_code == 404
    answer = Client().get(f"/api/v1/receipts/{code}/")
    assert (answer.status_code, answer.json()["code"]) == (404, "receipt_not_found")


def test_a_verdict_offers_the_receipt_on_the_page_and_in_the_api(arena):
    now, client = timezone.now(), Client()
    voter = make_voter()
    client.cookies[voters.COOKIE] = voters.sign_key(voter.key)
    first, second = serve(voter, now=now), serve(voter, now=now, seed=5)
    path = f"/matches/{first.id}/vote/"
    shown = client.post(path, {"outcome": "left"}, headers={"HX-Request": "true"}).content.decode()
    link = f"/receipts/{receipt_code(Vote.objects.get(match=first).pk)}/"
    assert link in shown
    assert link in client.get(f"/matches/{first.id}/").content.decode()
    assert f"/matches/{first.id}/" in client.get(link).content.decode()
    answer = client.post(
        f"/api/v1/matches/{second.id}/vote/", {"outcome": "left"}, content_type="application/json"
    )
    assert answer.json()["receipt"] == receipt_code(Vote.objects.get(match=second).pk)


def test_the_download_of_what_is_stored_has_the_receipt_of_each_vote(vote):
    client = Client()
    client.cookies[voters.COOKIE] = voters.sign_key(vote.voter.key)
    [kept] = client.get("/privacy/download/").json()["votes"]
    assert kept["receipt"] == receipt_code(vote.pk)


def test_a_receipt_is_for_nobody_but_who_has_its_link(vote):
    answer = Client().get(f"/receipts/{receipt_code(vote.pk)}/")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"
