from datetime import UTC, datetime

import pytest
from django.db import IntegrityError

from arena.ingest.rows import VoteRow
from arena.ingest.votes import VoteTerms, record_votes
from arena.models import AuditEntry, Competitor, EventKind, Origin, Outcome, Vote, VoteEvent, Voter
from tests.arena.ingest.files import bring_votes, said, write
from tests.arrange import NOON, make_challenge, make_competitor, make_response

pytestmark = pytest.mark.django_db


def bring_csv(tmp_path, text, **terms):
    return bring_votes(write(tmp_path / "votes.csv", text), **terms)


@pytest.fixture
def ada():
    return make_competitor("ada")


@pytest.fixture
def bob():
    return make_competitor("bob")


def test_a_vote_is_recorded_with_where_it_comes_from(tmp_path, ada, bob):
    bring_csv(tmp_path, "left,right,outcome\nAda,bob,both_bad\n")
    vote = Vote.objects.get()
    assert (vote.left_competitor, vote.right_competitor) == (ada, bob)
    assert (vote.outcome, vote.origin, vote.source) == ("both_bad", Origin.IMPORTED, "test")
    assert (vote.match, vote.voter, vote.challenge, vote.cast_at) == (None, None, None, NOON)


def test_every_vote_has_one_pending_event(tmp_path, ada, bob):
    bring_csv(tmp_path, "left,right,outcome\nAda,Bob,left\nBob,Ada,tie\n")
    events = VoteEvent.objects.pending().values_list("vote", "kind", "happened_at")
    assert sorted(events) == [
        (vote, EventKind.CAST, NOON) for vote in sorted(Vote.objects.values_list("pk", flat=True))
    ]


def test_importing_the_same_votes_twice_adds_nothing(tmp_path, ada, bob):
    text = "left,right,outcome\nAda,Bob,left\nAda,Bob,left\n"
    assert bring_csv(tmp_path, text).added["vote"] == 2
    report = bring_csv(tmp_path, text)
    assert (report.added.total(), report.already_there["vote"]) == (0, 2)
    assert VoteEvent.objects.count() == 2


def test_an_import_of_votes_is_audited(tmp_path, ada, bob):
    bring_csv(tmp_path, "left,right,outcome\nAda,Bob,left\nAda,Bob,tie\n")
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.subject, entry.actor) == ("import", "2 votes", None)
    assert (entry.after, entry.reason) == ("imported", "From test.")


def test_votes_appended_to_a_file_are_imported(tmp_path, ada, bob):
    text = "left,right,outcome\nAda,Bob,left\n"
    bring_csv(tmp_path, text)
    assert bring_csv(tmp_path, text + "Ada,Bob,left\n").added["vote"] == 1


def test_a_known_key_with_another_vote_is_refused(tmp_path, ada, bob):
    bring_csv(tmp_path, "left,right,outcome,key\nAda,Bob,left,1\n")
    report = bring_csv(tmp_path, "left,right,outcome,key\nAda,Bob,right,1\n")
    assert said(report) == ["votes.csv:2: key: '1' is the key of a vote that says otherwise"]


def test_an_unknown_competitor_is_refused_by_line(tmp_path, ada):
    report = bring_csv(tmp_path, "left,right,outcome\nAda,Eve,left\n")
    assert said(report) == [
        "votes.csv:2: right: there is no competitor with the name or slug 'Eve'"
    ]
    assert not Vote.objects.exists()


def test_unknown_competitors_can_be_created(tmp_path, ada):
    text = "left,right,outcome\nAda,Eve 2.0,left\nEve 2.0,Ada,right\n"
    report = bring_csv(tmp_path, text, create_competitors=True)
    assert (report.added["competitor"], report.added["vote"]) == (1, 2)
    assert Competitor.objects.get(slug="eve-2-0").name == "Eve 2.0"


def test_a_competitor_that_cannot_be_added_is_refused(tmp_path, ada):
    text = f"left,right,outcome\nAda,{'x' * 161},left\nAda,eve,left\nAda,EVE,left\n"
    report = bring_csv(tmp_path, text, create_competitors=True)
    assert said(report)[1] == "votes.csv:2: right: has 161 characters; at most 160 fit"
    assert "--join-similar:\n  'EVE', 'eve'" in said(report)[0]


def test_a_name_that_is_the_slug_of_another_is_refused(tmp_path, ada):
    Competitor.objects.create(slug="other", name="ada")
    make_competitor("bob")
    [reason] = said(bring_csv(tmp_path, "left,right,outcome\nada,Bob,left\n"))
    assert reason.endswith("left: 'ada' is the name of one competitor and the slug of another")


def test_a_competitor_against_itself_is_refused(tmp_path, ada):
    report = bring_csv(tmp_path, "left,right,outcome\nAda,ada,left\n")
    assert said(report) == ["votes.csv:2: right: is the competitor on the left, too"]


def test_a_refusal_stops_an_import_of_votes_without_keep_going(tmp_path, ada, bob):
    text = "left,right,outcome\nAda,Bob,left\nAda,Eve,left\n"
    bring_csv(tmp_path, text)
    assert not Vote.objects.exists()
    bring_csv(tmp_path, text, keep_going=True)
    assert Vote.objects.count() == 1


def test_a_dry_run_writes_nothing(tmp_path):
    text = "left,right,outcome\nAda,Bob,left\n"
    report = bring_csv(tmp_path, text, create_competitors=True, dry_run=True)
    assert report.added == {"vote": 1, "competitor": 2}
    assert not Competitor.objects.exists()


def test_a_voter_has_one_id_in_every_import_and_its_name_is_not_stored(tmp_path, ada, bob):
    head = "left,right,outcome,voter\n"
    bring_csv(tmp_path, head + "Ada,Bob,left,judge-7\nAda,Bob,tie,judge-7\n")
    bring_csv(tmp_path, head + "Bob,Ada,left,judge-7\nBob,Ada,left,judge-8\n")
    assert Voter.objects.count() == 2
    assert sorted(voter.votes.count() for voter in Voter.objects.all()) == [1, 3]
    assert "judge" not in str(list(Vote.objects.values()))


def test_voters_of_two_sources_are_two_voters(ada, bob):
    for source in ("here", "there"):
        vote = VoteRow(None, "ada", "bob", Outcome.LEFT, "judge", None, "1")
        record_votes([vote], terms=VoteTerms(source=source, now=NOON))
    assert Voter.objects.count() == 2


@pytest.mark.parametrize("name", ["two-doors", "Solve two-doors."])
def test_a_vote_about_a_challenge_is_about_the_two_responses_to_it(tmp_path, ada, bob, name):
    challenge = make_challenge("two-doors")
    left, right = make_response(challenge, ada), make_response(challenge, bob)
    bring_csv(tmp_path, f"challenge,left,right,outcome\n{name},Ada,Bob,left\n")
    vote = Vote.objects.get()
    assert (vote.challenge, vote.left, vote.right) == (challenge, left, right)


def test_with_several_responses_the_vote_is_about_the_challenge_only(tmp_path, ada, bob):
    challenge = make_challenge("two-doors")
    for competitor, sample in ((ada, 0), (bob, 0), (bob, 1)):
        make_response(challenge, competitor, sample=sample)
    bring_csv(tmp_path, "challenge,left,right,outcome\ntwo-doors,Ada,Bob,left\n")
    vote = Vote.objects.get()
    assert (vote.challenge, vote.left, vote.right) == (challenge, None, None)


def test_a_challenge_that_is_not_there_is_refused(tmp_path, ada, bob):
    report = bring_csv(tmp_path, f"challenge,left,right,outcome\n{'why ' * 30},Ada,Bob,left\n")
    [reason] = said(report)
    shown = ("why " * 30)[:60]
    assert (
        reason
        == f"votes.csv:2: challenge: there is no challenge with the slug or prompt '{shown}…'"
    )


def test_a_prompt_of_two_challenges_is_refused(tmp_path, ada, bob):
    make_challenge("one-door")
    make_challenge("Solve one-door.".lower().replace(" ", "-").replace(".", ""))
    other = make_challenge("another")
    type(other).objects.filter(pk=other.pk).update(prompt="Solve one-door.")
    [reason] = said(
        bring_csv(tmp_path, "challenge,left,right,outcome\nSolve one-door.,Ada,Bob,left\n")
    )
    assert "there is more than one challenge" in reason


def test_imported_votes_enter_the_ledger_in_the_order_of_casting(tmp_path, ada, bob):
    head = "left,right,outcome,time\n"
    bring_csv(tmp_path, head + "Ada,Bob,left,2026-01-02\nAda,Bob,right,2026-01-01\n")
    events = VoteEvent.objects.pending().values_list("vote__cast_at", flat=True)
    assert list(events) == [datetime(2026, 1, day, tzinfo=UTC) for day in (1, 2)]


def test_a_concurrent_addition_rolls_an_import_of_votes_back(ada, bob):
    vote = VoteRow(None, "ada", "bob", Outcome.LEFT, None, None, "1")
    terms = VoteTerms(source="test", now=NOON, create_competitors=True)

    def meddle(rows, step):
        if step == "Checking votes":
            record_votes([vote], terms=terms)
        return rows

    other = VoteRow(None, "ada", "eve", Outcome.LEFT, "judge", None, "2")
    with pytest.raises(IntegrityError):
        record_votes([other, vote], terms=terms, track=meddle)
    assert (Vote.objects.count(), VoteEvent.objects.count(), Voter.objects.count()) == (1, 1, 0)
    assert not Competitor.objects.filter(slug="eve").exists()
