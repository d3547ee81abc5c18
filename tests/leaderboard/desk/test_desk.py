"""The staff's desk: who may open it, what waits there, and deciding it."""

import re

import pytest
from django.contrib.auth.models import User
from django.contrib.messages import get_messages
from django.utils import timezone

from arena.models import (
    Challenge,
    ChallengeState,
    Claim,
    ContentImport,
    Exclusion,
    ExclusionRule,
    Item,
    Leak,
    Report,
    ReviewState,
    Vote,
    Voter,
    Withdrawal,
)
from arena.moderation import carry_on, claim_item, exclude_quarantined, quarantine_voters
from arena.roles import Role
from config.embedded.outages import ServerDown, note_servers_down
from leaderboard.models import Inspection, Suspicion, SuspicionGround
from leaderboard.runs.tick import recompute_boards
from tests.arrange import NOON, cast_votes, make_arena, make_staff, make_submission, serve

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

PAGES = (
    *("/staff/", "/staff/votes/", "/staff/votes/effect/?kind=exclude", "/staff/audit/"),
    "/staff/keys/",
)


@pytest.fixture
def mira(client):
    """Somebody who may do everything, signed in."""
    person = make_staff()
    client.force_login(person)
    return client


@pytest.fixture(scope="module")
def scene(scene):
    """One item of each kind."""
    make_arena()
    cast_votes(6)
    recompute_boards()
    match = serve()
    Report.objects.create(
        challenge=match.challenge,
        response=match.left,
        voter=match.voter,
        reason="harmful",
        words="<b>Look!</b>",
        reported_at=NOON,
    )
    Leak.objects.create(
        response=match.right,
        found=[{"text": "I am Ada.", "start": 5, "end": 8, "why": "says of itself"}],
        found_at=NOON,
    )
    look = Inspection.objects.create(
        inspected_at=NOON, votes=6, last_vote=6, voters=6, found=1, level=0.05, taste=0, rounds=1
    )
    voter = Vote.objects.first().voter
    Suspicion.objects.create(
        voter=voter,
        ground=SuspicionGround.ONE_SIDE,
        inspection=look,
        opened_at=NOON,
        votes=1,
        p=0.001,
        q=0.01,
        evidence={"left": 1, "of": 1},
    )
    ContentImport.objects.create(
        source="here", state="failed", report={"refused": 2, "refusals": ["a:1: no"]}, begun_at=NOON
    )
    submission = make_submission()
    return {
        Item.SUBMISSION: str(submission.challenge_id),
        Item.REPORT: f"r{match.left_id}",
        Item.LEAK: str(Leak.objects.get().pk),
        Item.VOTER: str(voter.pk),
        Item.CONTENT: str(ContentImport.objects.get().pk),
    }


def address(item, key, *more):
    return "/".join(["/staff/items", item, key, *more, ""])


def decide(client, item, key, action, reason=""):
    return client.post(address(item, key, "decide"), {"do": action, "reason": reason})


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


@pytest.mark.parametrize("page", PAGES)
def test_nobody_sees_the_desk_without_signing_in(client, page):
    answer = client.get(page)
    assert answer.status_code == 302
    assert "next=/staff/" in answer.url


@pytest.mark.parametrize("page", PAGES)
def test_who_has_no_role_sees_nothing(client, page):
    client.force_login(User.objects.create(username="new", is_staff=True))
    assert client.get(page).status_code == 403
    client.force_login(User.objects.create(username="visitor"))
    assert client.get(page).status_code == 302


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("page", PAGES)
def test_every_role_may_read_it(client, scene, role, page):
    client.force_login(make_staff(role=role))
    assert client.get(page).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_an_empty_desk_says_so(mira, page):
    answer = mira.get(page)
    assert answer.status_code == 200
    assert 'class="empty"' in answer.text


def test_the_queue_counts_and_lists_what_waits(mira, scene):
    page = mira.get("/staff/").text
    assert "5 items" in page
    assert page.count('class="queue__item"') == 5
    for item, key in scene.items():
        assert address(item, key) in page
        part = mira.get("/staff/", {"kind": item}).text
        assert part.count('class="queue__item"') == 1


def test_many_reports_on_one_thing_are_one_item(mira, scene):
    first = Report.objects.get()
    for _ in range(3):
        Report.objects.create(
            challenge=first.challenge,
            response=first.response,
            voter=Voter.objects.create(),
            reason="broken",
            reported_at=NOON,
        )
    page = mira.get("/staff/", {"kind": Item.REPORT}).text
    assert page.count('class="queue__item"') == 1
    assert "4 reports" in page


@pytest.mark.parametrize("item", Item)
def test_an_item_has_a_page_that_shows_it(mira, scene, item):
    page = mira.get(address(item, scene[item]))
    assert page.status_code == 200
    assert "<b>Look!</b>" not in page.text  # HTML in a field stays text


def test_a_submission_is_shown_in_both_themes_with_what_to_look_at(mira, scene):
    challenge = Challenge.objects.get(pk=scene[Item.SUBMISSION])
    challenge.prompt = "Solve reasoning-0. Write to ada@lovelace.org about Competitor-0."
    challenge.save()
    page = mira.get(address(Item.SUBMISSION, scene[Item.SUBMISSION])).text
    assert "themes__each--light" in page
    assert "themes__each--dark" in page
    assert "ada@lovelace.org</strong>" in page
    assert "<strong>Competitor-0</strong>" in page


def test_publishing_a_submission(mira, scene):
    answer = decide(mira, Item.SUBMISSION, scene[Item.SUBMISSION], "accept")
    assert answer.status_code == 303
    state = Challenge.objects.get(pk=scene[Item.SUBMISSION]).state
    assert state == ChallengeState.PUBLISHED
    assert "Publish" in said(answer)[0]


def test_sending_back_needs_a_note_and_keeps_what_was_written(mira, scene):
    answer = decide(mira, Item.SUBMISSION, scene[Item.SUBMISSION], "back")
    assert answer.status_code == 400
    assert "a reason is needed" in answer.text
    decide(mira, Item.SUBMISSION, scene[Item.SUBMISSION], "back", "Say which doors.")
    challenge = Challenge.objects.get(pk=scene[Item.SUBMISSION])
    assert (challenge.state, challenge.note) == (ChallengeState.DRAFT, "Say which doors.")


@pytest.mark.parametrize("action", ["accept", "reject"])
def test_a_report_is_decided_with_one_key(mira, scene, action):
    page = mira.get(address(Item.REPORT, scene[Item.REPORT])).text
    assert re.search(rf'value="{action}" data-key="{action[0]}"', page)
    decide(mira, Item.REPORT, scene[Item.REPORT], action)
    report = Report.objects.get()
    assert report.state == (ReviewState.UPHELD if action == "accept" else ReviewState.DISMISSED)
    assert report.decision
    assert Withdrawal.objects.exists() == (action == "accept")


@pytest.mark.parametrize("action", ["accept", "reject"])
def test_a_leak_is_decided(mira, scene, action):
    assert "<mark>Ada</mark>" in mira.get(address(Item.LEAK, scene[Item.LEAK])).text
    decide(mira, Item.LEAK, scene[Item.LEAK], action)
    assert not Leak.objects.open().exists()
    assert Withdrawal.objects.exists() == (action == "accept")


def test_a_suspicious_voter_is_confirmed_blocked_and_excluded(mira, scene):
    decide(mira, Item.VOTER, scene[Item.VOTER], "accept")
    voter = Voter.objects.get(pk=scene[Item.VOTER])
    assert voter.blocked_at
    assert not Suspicion.objects.open().exists()
    assert set(Exclusion.objects.values_list("vote__voter", flat=True)) == {voter.pk}


def test_a_suspicious_voter_is_cleared(mira, scene):
    decide(mira, Item.VOTER, scene[Item.VOTER], "reject")
    assert Suspicion.objects.get().state == "cleared"
    assert not Exclusion.objects.exists()
    page = mira.get(address(Item.VOTER, scene[Item.VOTER])).text
    assert "No review of this voter is open" in page


def quarantine(scene):
    """The suspicious voter's, with the vote excluded."""
    voter = Voter.objects.get(pk=scene[Item.VOTER])
    quarantine_voters(voters=[voter.pk], reason="Too fast.", now=NOON)
    carry_on(
        exclude_quarantined(reason="Too fast.", now=NOON),
        clock=lambda: NOON,
        is_enough=lambda: False,
    )
    return voter


def test_a_quarantine_is_shown(mira, scene):
    voter = quarantine(scene)
    assert "In quarantine · 1 vote" in mira.get("/staff/").text
    page = mira.get(address(Item.VOTER, scene[Item.VOTER])).text
    assert "a test was so certain that 1 vote does not count until you decide" in page
    found = mira.get("/staff/votes/", {"quarantined": "yes"}).context["rows"]
    assert [vote.voter for vote in found] == [voter]


def test_a_quarantined_voter_is_cleared(mira, scene):
    voter = quarantine(scene)
    decide(mira, Item.VOTER, scene[Item.VOTER], "reject")
    assert not Exclusion.objects.standing().exists()
    assert not Voter.objects.filter(pk=voter.pk, quarantined_at__isnull=False).exists()


def test_a_quarantined_voter_is_confirmed(mira, scene):
    voter = quarantine(scene)
    decide(mira, Item.VOTER, scene[Item.VOTER], "accept")
    assert Exclusion.objects.standing().get().rule == ExclusionRule.SUSPICION
    assert Voter.objects.get(pk=voter.pk).blocked_at


def test_a_failed_import_is_dropped(mira, scene):
    assert "a:1: no" in mira.get(address(Item.CONTENT, scene[Item.CONTENT])).text
    decide(mira, Item.CONTENT, scene[Item.CONTENT], "reject")
    assert ContentImport.objects.get().state == "dropped"


def test_what_was_decided_meanwhile_is_said(mira, scene):
    decide(mira, Item.REPORT, scene[Item.REPORT], "reject")
    answer = decide(mira, Item.REPORT, scene[Item.REPORT], "accept")
    assert answer.status_code == 409
    assert "no open report" in answer.text
    assert not Withdrawal.objects.exists()


def test_what_another_has_claimed_is_not_decided(mira, scene):
    key = scene[Item.REPORT]
    noor = make_staff("noor")
    claim_item(item=Item.REPORT, key=key, actor=noor, now=timezone.now())
    assert "noor is working on it" in mira.get(address(Item.REPORT, key)).text
    assert mira.post(address(Item.REPORT, key, "claim")).status_code == 409
    assert decide(mira, Item.REPORT, key, "accept").status_code == 409
    assert Report.objects.open().exists()


def test_claiming_and_releasing(mira, scene):
    key = scene[Item.LEAK]
    mira.post(address(Item.LEAK, key, "claim"))
    assert "claimed by mira" in mira.get("/staff/").text
    assert mira.get("/staff/", {"mine": "on"}).text.count('class="queue__item"') == 1
    mira.post(address(Item.LEAK, key, "claim"), {"release": "yes"})
    assert not Claim.objects.exists()


def test_a_role_sees_its_own_actions_alone_and_others_are_refused(client, scene):
    client.force_login(make_staff(role=Role.EDITOR))
    page = client.get(address(Item.REPORT, scene[Item.REPORT])).text
    assert "disabled" in page
    assert decide(client, Item.REPORT, scene[Item.REPORT], "accept").status_code == 403
    assert Report.objects.open().exists()


def bulk(client, names, action="reject", **more):
    return client.post("/staff/bulk/", {"chosen": names, "do": action} | more)


def test_many_are_decided_at_once_after_a_summary(mira, scene):
    names = [f"{item}:{scene[item]}" for item in (Item.REPORT, Item.LEAK, Item.CONTENT)]
    summary = bulk(mira, names)
    assert summary.status_code == 200
    assert "Dismiss" in summary.text
    assert Report.objects.open().exists()
    answer = bulk(mira, names, confirmed="on")
    assert said(answer) == ["3 items decided."]
    assert not Report.objects.open().exists()
    assert not Leak.objects.open().exists()


def test_a_refusal_among_many_holds_up_no_other(mira, scene):
    names = [f"{item}:{scene[item]}" for item in (Item.SUBMISSION, Item.REPORT)]
    answer = bulk(mira, names, confirmed="on")  # rejecting a challenge needs words
    assert said(answer) == ["1 item decided.", "Three doors: Say why: a reason is needed."]


@pytest.mark.parametrize("chosen", [[], ["report:r0"], ["nonsense"]])
def test_nothing_chosen_changes_nothing(mira, scene, chosen):
    answer = bulk(mira, chosen, confirmed="on")
    assert answer.status_code == 303
    assert Report.objects.open().exists()


@pytest.mark.parametrize(
    "path", ["report/r999999/", "report/x/", "voter/none/", "lunch/1/", f"leak/{'9' * 30}/"]
)
def test_what_is_not_there_is_not_found(mira, path):
    assert mira.get(f"/staff/items/{path}").status_code == 404


def test_the_pages_ask_as_often_for_much_as_for_little(mira, scene, django_assert_max_num_queries):
    cast_votes(30, seed=4)
    with django_assert_max_num_queries(17):
        mira.get("/staff/")
    with django_assert_max_num_queries(10):
        mira.get("/staff/votes/")
    with django_assert_max_num_queries(33):
        mira.get(address(Item.VOTER, scene[Item.VOTER]))


def test_a_server_that_is_down_is_said_on_every_page(client, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    note_servers_down(tmp_path, {"worker": ServerDown("exit code 1", 5, "worker.log")})
    client.force_login(make_staff())
    assert "The worker is down" in client.get("/staff/").text
    assert "The worker is down" in client.get("/staff/audit/").text
