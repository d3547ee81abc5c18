"""verify/podium_verify.py on dumps of which some entries are withheld."""

import hashlib

import pytest
from django.utils import timezone

from arena.models import Challenge, ExclusionRule, Vote
from arena.moderation import quarantine_voters
from leaderboard.runs import recompute_boards
from tests.arrange import cast_votes
from tests.leaderboard.open_data.making import dump, exclude, rows_of
from tests.leaderboard.open_data.verifying import change_row, lie_of, podium_verify

pytestmark = pytest.mark.django_db


def test_withheld_entries_are_counted_and_boards_computed_from_the_tallies(whole, tmp_path):
    challenge = Vote.objects.latest("id").challenge
    Challenge.objects.filter(pk=challenge.pk).update(responses_public="when_retired")
    folder = dump(tmp_path / "withheld")
    report = podium_verify.verify(folder)
    withheld = [row for row in rows_of(folder, "ledger") if row["event"] is None]
    assert report.withheld == len(withheld) > 0
    assert report.votes == len(rows_of(folder, "votes")) < 25
    overall = next(board for board in report.boards if board.slug == "overall")
    assert overall.largest <= 1e-6
    styled = next(board for board in report.boards if board.slug == "style-controlled")
    assert styled.largest is None
    assert "style of withheld votes" in styled.why_not


def test_more_votes_than_are_withheld_cannot_hide_in_the_tallies(whole, tmp_path):
    challenge = Vote.objects.latest("id").challenge
    Challenge.objects.filter(pk=challenge.pk).update(responses_public="when_retired")
    folder = dump(tmp_path / "withheld")
    row = rows_of(folder, "tallies")[0]
    change_row(folder, "tallies", 0, first_wins=row["first_wins"] + 100)
    assert "entries are withheld" in lie_of(folder)


def test_a_withheld_event_that_is_out_is_checked_by_its_digest(whole, tmp_path):
    challenge = Vote.objects.latest("id").challenge
    Challenge.objects.filter(pk=challenge.pk).update(responses_public="when_retired")
    hidden = {
        row["sequence"]: row
        for row in rows_of(dump(tmp_path / "one"), "ledger")
        if not row["event"]
    }
    Challenge.objects.filter(pk=challenge.pk).update(responses_public="now")
    told = {row["sequence"]: row for row in rows_of(dump(tmp_path / "other"), "ledger")}
    for sequence, row in hidden.items():
        if row["version"] == 2:
            event = bytes.fromhex(told[sequence]["salt"]) + told[sequence]["event"].encode()
            assert hashlib.sha256(event).hexdigest() == row["event_digest"]
    assert podium_verify.verify(tmp_path / "other").withheld == 0


def test_a_withheld_digest_that_was_changed_breaks_the_chain(whole, tmp_path):
    Challenge.objects.update(responses_public="when_retired")
    folder = dump(tmp_path / "withheld")
    change_row(folder, "ledger", 20, event_digest="0" * 64)
    assert lie_of(folder).startswith("ledger.jsonl.gz:21: the chain breaks")


def test_withheld_old_entries_are_said_to_be_taken_on_trust(whole, tmp_path):
    Challenge.objects.update(responses_public="when_retired")
    report = podium_verify.verify(dump(tmp_path / "withheld"))
    assert (report.withheld, report.unchecked, report.votes) == (28, 5, 0)


def test_an_undecided_quarantine_is_withheld_and_the_boards_agree(whole, tmp_path):
    vote = Vote.objects.latest("id")
    quarantine_voters(voters=[vote.voter_id], reason="Haste.", now=timezone.now())
    exclude(vote, ExclusionRule.SUSPICION)
    recompute_boards()
    report = podium_verify.verify(dump(tmp_path / "quarantine"))
    assert (report.votes, report.withheld) == (25, 1)


def test_a_dump_between_a_vote_and_its_run_is_verified(whole, tmp_path):
    cast_votes(2, seed=5, now=timezone.now())
    assert podium_verify.verify(dump(tmp_path / "early")).votes == 25
