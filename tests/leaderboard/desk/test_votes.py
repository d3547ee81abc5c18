"""Finding votes on the desk, weighing them, excluding them; the audit; what readers are told."""

import json

import pytest

from arena.models import AuditEntry, Exclusion, ExclusionRule, Vote, Voter
from arena.moderation import exclude_votes, reinstate_votes
from arena.roles import Role
from leaderboard.models import Board, Entry, RatingRun
from leaderboard.runs.tick import recompute_boards
from tests.arrange import NOON, cast_votes, confirm_session, make_arena, make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]


@pytest.fixture(scope="module")
def rated(scene):
    make_arena()
    cast_votes(20)
    recompute_boards()


@pytest.fixture
def mira(client, rated):
    client.force_login(make_staff())
    return client


def board():
    run = RatingRun.objects.newest(Board.objects.overall())
    rows = Entry.objects.filter(run=run).order_by("competitor")
    return list(rows.values_list("competitor", "rating", "lower"))


def confirm(client, query, **sent):
    return client.post(f"/staff/votes/effect/?{query}", {"rule": "", "reason": ""} | sent)


def test_votes_are_searched_for(mira):
    vote = Vote.objects.first()
    page = mira.get("/staff/votes/", {"voter": vote.voter_id}).text
    assert "1 vote<" in page
    assert f">{vote.pk}</a>" in page
    assert "20 votes" in mira.get("/staff/votes/").text


@pytest.mark.parametrize(
    "asked",
    [
        {"voter": "me"},
        {"since": "yesterday"},
        {"vote": "-1"},
        {"vote": "1,two"},
        {"model": "a b"},
        {"response": "x"},
    ],
)
def test_a_search_that_cannot_be_is_said_in_the_form(mira, asked):
    answer = mira.get("/staff/votes/", asked)
    assert answer.status_code == 400
    assert "marked above" in answer.text
    assert mira.get("/staff/votes/effect/", asked | {"kind": "exclude"}).status_code == 404


def test_the_effect_is_shown_before_anything_is_done(mira):
    page = mira.get("/staff/votes/effect/", {"kind": "exclude", "outcome": "left"}).text
    number = Vote.objects.filter(outcome="left").count()
    assert f"{number} votes would change" in page
    assert "Nothing is changed yet" in page
    assert not Exclusion.objects.exists()


def test_votes_are_excluded_and_the_board_moves_there_and_back(mira):
    before, number = board(), Vote.objects.filter(outcome="left").count()
    query = "kind=exclude&outcome=left"
    sent = {"kind": "exclude", "rule": "manipulation", "reason": "A ring.", "count": number}
    assert confirm(mira, query, **sent).status_code == 303
    assert Exclusion.objects.standing().count() == number
    recompute_boards()
    assert board() != before
    query = "kind=reinstate&outcome=left"
    confirm(mira, query, kind="reinstate", reason="No ring.", count=number)
    recompute_boards()
    for now, then in zip(board(), before, strict=True):
        assert now == pytest.approx(then, abs=1e-6)


@pytest.mark.parametrize(
    "wrong",
    [
        {"rule": ""},
        {"reason": " "},
        {"reason": "x" * 2_001},
        {"count": 3},
        {"kind": "delete"},
    ],
)
def test_what_is_missing_is_said_and_nothing_is_done(mira, wrong):
    number = Vote.objects.filter(outcome="left").count()
    sent = {"kind": "exclude", "rule": "manual", "reason": "Why.", "count": number} | wrong
    assert confirm(mira, "kind=exclude&outcome=left", **sent).status_code == 400
    assert not Exclusion.objects.exists()


def test_reinstating_what_was_never_excluded_does_nothing(mira):
    answer = confirm(mira, "kind=reinstate", kind="reinstate", reason="Why.", count=0)
    assert answer.status_code == 409
    assert "no vote among these" in answer.text


def test_only_a_moderator_excludes(client, mira):
    client.force_login(make_staff("ann", role=Role.ANALYST))
    page = client.get("/staff/votes/effect/", {"kind": "exclude"}).text
    assert "<textarea" not in page
    sent = {"kind": "exclude", "rule": "manual", "reason": "Why.", "count": 20}
    assert confirm(client, "kind=exclude", **sent).status_code == 403
    assert not Exclusion.objects.exists()


def test_another_board_can_be_weighed_and_an_unknown_one_is_not_found(mira):
    asked = {"kind": "exclude", "board": "category-reasoning"}
    assert mira.get("/staff/votes/effect/", asked).status_code == 200
    asked["board"] = "nothing"
    assert mira.get("/staff/votes/effect/", asked).status_code == 404


def test_a_voter_is_blocked_and_released_on_the_desk(mira):
    voter = Vote.objects.first().voter
    address = f"/staff/voters/{voter.pk}/block/"
    assert mira.post(address, {"reason": ""}).status_code == 303
    assert not Voter.objects.get(pk=voter.pk).blocked_at
    mira.post(address, {"reason": "A program."})
    assert Voter.objects.get(pk=voter.pk).blocked_at
    assert "Blocked since" in mira.get(f"/staff/items/voter/{voter.pk}/").text
    mira.post(address, {"reason": "No.", "release": "yes", "reinstate": "yes"})
    assert not Voter.objects.get(pk=voter.pk).blocked_at


def some_actions():
    why = {"actor": make_staff("noor"), "now": NOON}
    exclude_votes(votes=Vote.objects.all(), rule=ExclusionRule.AUTOMATED, reason="=cmd()", **why)
    reinstate_votes(votes=Vote.objects.all(), reason="No, <i>people</i>.", **why)


def test_the_audit_is_searched(mira):
    some_actions()
    page = mira.get("/staff/audit/").text
    assert "2 actions" in page
    assert "<i>people" not in page
    assert "1 action<" in mira.get("/staff/audit/", {"deed": "reinstate"}).text
    assert "1 action<" in mira.get("/staff/audit/", {"text": "PEOPLE"}).text
    assert "2 actions" in mira.get("/staff/audit/", {"actor": "noor", "subject": "vote"}).text
    assert "No action is like that" in mira.get("/staff/audit/", {"actor": "mira"}).text
    assert mira.get("/staff/audit/", {"since": "when?"}).status_code == 400


def test_the_audit_is_exported(mira):
    some_actions()
    confirm_session(mira)
    table = b"".join(mira.get("/staff/audit.csv")).decode().splitlines()
    assert table[0].startswith("id,at,actor,deed,")
    assert len(table) == 3
    assert "'=cmd()" in table[1]  # no formula for a sheet
    lines = b"".join(mira.get("/staff/audit.jsonl?deed=reinstate")).decode().splitlines()
    assert [json.loads(line)["reason"] for line in lines] == ["No, <i>people</i>."]
    assert mira.get("/staff/audit.csv?since=when").status_code == 404


def test_an_editor_does_not_export(client, mira):
    client.force_login(make_staff("ann", role=Role.EDITOR))
    assert client.get("/staff/audit.csv").status_code == 403


def test_reading_the_desk_is_no_action(mira):
    assert not AuditEntry.objects.exists()


def test_readers_are_told_how_many_and_why_but_not_who(client, mira):
    client.logout()
    assert "No vote was ever excluded" in client.get("/changelog/").text
    some_actions()
    page = client.get("/changelog/").text
    assert "Cast by a program" in page
    assert page.count(">20</td>") == 2
    assert "noor" not in page
    assert "=cmd()" not in page


def numbers(votes):
    return {"vote": [vote.pk for vote in votes]}


def test_votes_are_chosen_from_the_list(mira):
    some = Vote.objects.all()[:3]
    asked = {"kind": "exclude", "chosen": "yes"} | numbers(some)
    page = mira.get("/staff/votes/effect/", asked)
    assert "3 votes would change" in page.text
    query = page.wsgi_request.GET.urlencode()
    sent = {"kind": "exclude", "rule": "manual", "reason": "Odd.", "count": 3}
    assert confirm(mira, query, **sent).status_code == 303
    excluded = set(Exclusion.objects.values_list("vote", flat=True))
    assert excluded == {vote.pk for vote in some}


def test_another_board_is_shown_for_the_same_chosen_votes(mira):
    some = [vote.pk for vote in Vote.objects.all()[:3]]
    page = mira.get("/staff/votes/effect/", {"kind": "exclude", "vote": some}).text
    assert f'name="vote" value="{some[0]},{some[1]},{some[2]}"' in page


def test_no_vote_chosen_is_not_every_vote(mira):
    answer = mira.get("/staff/votes/effect/", {"kind": "exclude", "chosen": "yes"})
    assert (answer.status_code, answer.url) == (303, "/staff/votes/")


def test_votes_are_found_by_response(mira):
    vote = Vote.objects.first()
    page = mira.get("/staff/votes/", {"response": vote.left_id}).text
    assert f">{vote.pk}</a>" in page


def test_exclusions_are_found_by_who_when_and_why_and_lifted(mira):
    some_actions()
    noor = make_staff("noor")
    vote = Vote.objects.first()
    exclude_votes(
        votes=Vote.objects.filter(pk=vote.pk),
        rule=ExclusionRule.MANUAL,
        reason="One hand.",
        actor=noor,
        now=NOON,
    )
    for asked in (
        {"excluded_by": "noor"},
        {"excluded_why": "HAND"},
        {"excluded_since": "2026-06-01T12:00", "excluded_until": "2026-06-01T12:01"},
    ):
        assert "1 vote<" in mira.get("/staff/votes/", asked).text
    assert "No vote is like that" in mira.get("/staff/votes/", {"excluded_by": "mira"}).text
    confirm(mira, "kind=reinstate&excluded_by=noor", kind="reinstate", reason="Two.", count=1)
    assert not Exclusion.objects.standing().exists()
