"""What is kept about a browser, and how it is forgotten."""

import pytest

from arena.models import Ending, Match, Response, Sighting, Submission, Vote, Voter
from arena.submissions.submitting import find_submission
from arena.visitors.privacy import forget_voter, stored_data_of
from arena.visitors.voters import read_voter, sign_key
from tests.arrange import NOON, make_arena, make_submission, make_voter, serve, vote_on

pytestmark = pytest.mark.django_db

LISTS = ("matches", "votes", "named_responses_opened", "challenges_submitted")


@pytest.fixture
def voter() -> Voter:
    """One who has voted, has a match open, has seen a response by name, and has submitted."""
    make_arena()
    voter = make_voter()
    vote_on(serve(voter))
    serve(voter)
    Sighting.objects.note(voter.id, [Response.objects.last().id])
    make_submission(voter=voter)
    return voter


def test_all_rows_with_the_voter_s_id_are_exported(voter):
    kept = stored_data_of(voter.id)
    assert [len(kept[name]) for name in LISTS] == [2, 1, 1, 1]
    assert kept["votes"][0]["left"] == Vote.objects.get().left_competitor.slug


def test_a_submission_is_exported_with_its_message(voter):
    (kept,) = stored_data_of(voter.id)["challenges_submitted"]
    submission = Submission.objects.get()
    assert (kept["prompt"], kept["message"]) == (submission.challenge.prompt, "An old one.")
    assert kept["private_link_sha256"] == submission.link_digest


def test_a_match_without_a_vote_names_no_model(voter):
    match = Match.objects.open().get()
    kept = next(row for row in stored_data_of(voter.id)["matches"] if row["id"] == match.id)
    assert set(kept) == {
        "id",
        "challenge",
        "opened_at",
        "expires_at",
        "ended_at",
        "ending",
        "address_hash",
        "choice",
    }


def test_data_of_other_voters_is_not_exported(voter):
    stranger = make_voter()
    kept = stored_data_of(stranger.id)
    assert not any(kept[name] for name in LISTS)


def test_the_cookie_of_a_forgotten_voter_is_no_voter(voter):
    cookie = sign_key(voter.key)
    assert read_voter(cookie) == voter.id
    forget_voter(voter_id=voter.id, now=NOON)
    assert read_voter(cookie) is None


def test_the_votes_stay_as_they_were(voter):
    before = list(Vote.objects.values())
    forget_voter(voter_id=voter.id, now=NOON)
    assert list(Vote.objects.values()) == before


def test_sightings_go_and_open_matches_end(voter):
    forget_voter(voter_id=voter.id, now=NOON)
    assert not Sighting.objects.exists()
    assert set(Match.objects.values_list("ending", flat=True)) == {Ending.VOTE, Ending.SKIP}


def test_a_submitted_challenge_stays_without_its_voter(voter):
    stranger = make_submission("another")
    forget_voter(voter_id=voter.id, now=NOON)
    ours = find_submission(token="secret")
    assert (ours.voter, ours.message, ours.challenge.state) == (None, "", "submitted")
    stranger.refresh_from_db()
    assert (stranger.voter is None, stranger.message) == (False, "An old one.")


def test_forgetting_twice_is_harmless(voter):
    for _ in range(2):
        forget_voter(voter_id=voter.id, now=NOON)
    assert Voter.objects.get(id=voter.id).key is None


def test_forgetting_a_voter_leaves_other_voters(voter):
    stranger = make_voter()
    forget_voter(voter_id=voter.id, now=NOON)
    stranger.refresh_from_db()
    assert stranger.key
