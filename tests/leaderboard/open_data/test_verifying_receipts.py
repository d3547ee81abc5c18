"""The script that verifies dumps, given the receipt of a vote."""

import json

import pytest
from django.test import Client
from django.utils import timezone

from arena.models import Challenge, Outcome, receipt_code
from leaderboard.runs import recompute_boards
from tests.arrange import make_voter, serve, vote_on
from tests.leaderboard.open_data.making import dump, make_rated_arena
from tests.leaderboard.open_data.verifying import podium_verify

pytestmark = pytest.mark.django_db

# Votes whose events are told: one that was excluded, one that was reinstated, and another.
TOLD = (7, 8, 12)


@pytest.fixture(scope="module")
def voted(scene, tmp_path_factory):
    """A dump, and votes of which the last one's event is withheld."""
    votes, now = make_rated_arena(), timezone.now()
    shown = {votes[place].challenge_id for place in TOLD}
    matches = (serve(make_voter(), now=now, seed=seed) for seed in range(100))
    match = next(each for each in matches if each.challenge_id not in shown)
    votes.append(vote_on(match, Outcome.LEFT, now=now))
    recompute_boards()
    Challenge.objects.filter(pk=match.challenge_id).update(responses_public="when_retired")
    return dump(tmp_path_factory.mktemp("dumps") / "dump"), votes


def receipt_of(vote, folder, **changes):
    """As it is loaded, with what somebody has changed in it."""
    found = Client().get(f"/api/v1/receipts/{receipt_code(vote.pk)}/").json()
    path = folder / "receipt.json"
    path.write_text(json.dumps(found | changes))
    return path


def said_of(path, folder, capsys):
    code = podium_verify.main([str(folder), "--receipt", str(path)])
    return code, "\n".join(capsys.readouterr())


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        (12, "; no exclusion of it is told"),
        (7, "; it is excluded under manual"),
        (8, "; no exclusion of it is told"),
        (-1, "; what it says is withheld"),
    ],
)
def test_the_vote_of_a_receipt_is_found_in_the_dump(voted, tmp_path, capsys, place, sentence):
    folder, votes = voted
    code, said = said_of(receipt_of(votes[place], tmp_path), folder, capsys)
    assert code == 0
    assert f"receipt: vote {votes[place].pk} is entry " in said
    assert sentence in said


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"digest": "ab" * 32}, "has the digest"),
        ({"event_digest": "ab" * 32}, "chains another event"),
        ({"outcome": "no outcome"}, "by the ledger vote"),
        ({"sequence": 10_000}, "is not in this dump"),
        ({"sequence": None}, "waited for its place"),
        ({"sequence": "1"}, "is no place in a ledger"),
        ({"code": "x"}, "it is no receipt"),
    ],
)
def test_a_receipt_that_the_ledger_does_not_bear_out_is_wrong(
    voted, tmp_path, capsys, changes, sentence
):
    folder, votes = voted
    code, said = said_of(receipt_of(votes[12], tmp_path, **changes), folder, capsys)
    assert code == 1
    assert said.strip().startswith("receipt.json: ")
    assert sentence in said
