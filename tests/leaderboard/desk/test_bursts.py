"""Deciding on all voters of a burst by one action of the desk."""

import pytest
from django.utils import timezone

from arena.models import (
    AuditEntry,
    BulkAction,
    ExclusionRule,
    Item,
    Match,
    Vote,
    Voter,
)
from arena.moderation import carry_on, claim_item, exclude_quarantined, quarantine_voters
from arena.roles import Role
from leaderboard.models import Inspection, Suspicion, SuspicionGround, SuspicionState
from leaderboard.reviews.bursts import bursts_waiting
from tests.arrange import NOON, make_arena, make_staff, make_voter, serve, vote_on

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

ADDRESS, OTHER = "a" * 24, "b" * 24
PAGE = f"/staff/bursts/{ADDRESS}/"


def came_from(address, *grounds):
    """A voter of this address with two votes, under review on these grounds."""
    voter = make_voter()
    for seed in range(2):
        vote_on(serve(voter, seed=seed))
    Match.objects.filter(voter=voter).update(address_hash=address)
    inspection = Inspection.objects.first()
    common = {"inspection": inspection, "opened_at": NOON, "votes": 2, "p": 0.001, "q": 0.01}
    for ground in grounds:
        Suspicion.objects.create(voter=voter, ground=ground, **common)
    return voter


@pytest.fixture(scope="module")
def burst(scene):
    """Two voters in quarantine and one who waits, of one address; beside them an honest one, and
    one under review who came alone."""
    make_arena()
    Inspection.objects.create(
        inspected_at=NOON, votes=6, last_vote=6, voters=6, found=1, level=0.05, taste=0, rounds=1
    )
    voters = [came_from(ADDRESS, SuspicionGround.BURST, SuspicionGround.AS_ONE) for _ in range(3)]
    quarantine_voters(voters=[each.pk for each in voters[:2]], reason="Found.", now=NOON)
    bulk = exclude_quarantined(reason="Found.", now=NOON)
    carry_on(bulk, clock=lambda: NOON, is_enough=lambda: False)
    came_from(ADDRESS)
    came_from(OTHER, SuspicionGround.BURST)
    return voters


@pytest.fixture
def moderator(client):
    client.force_login(make_staff("mo", role=Role.MODERATOR))
    return client


def decide(client, action, *, count=3, reason=""):
    return client.post(PAGE, {"do": action, "count": count, "reason": reason})


def counted(voters):
    return Vote.objects.counted().filter(voter__in=voters).count()


def test_the_queue_and_the_voter_lead_to_the_burst(burst, moderator):
    for page in ("/staff/", f"/staff/items/voter/{burst[0].pk}/"):
        assert f'href="{PAGE}"' in moderator.get(page).text


def test_a_voter_alone_is_no_burst(burst):
    assert [(each.address_hash, each.voters) for each in bursts_waiting()] == [(ADDRESS, 3)]


def test_the_page_says_what_would_change_and_changes_nothing(burst, moderator):
    text = " ".join(moderator.get(PAGE).text.split())
    assert "3 voters who came from one address on one day wait" in text
    assert "excludes 2 votes that count now" in text
    assert "lets 4 votes in quarantine count again" in text
    assert (counted(burst), Suspicion.objects.open().count()) == (2, 7)


def test_all_voters_of_a_burst_are_confirmed_at_once(burst, moderator):
    assert decide(moderator, "accept", reason="A program.").status_code == 303
    rows = Voter.objects.filter(pk__in=[each.pk for each in burst])
    assert rows.filter(blocked_at__isnull=False, quarantined_at__isnull=True).count() == 3
    states = Suspicion.objects.filter(voter__in=burst).values_list("state", "reason").distinct()
    assert list(states.order_by()) == [(SuspicionState.CONFIRMED, "A program.")]
    assert counted(burst) == 0


def test_all_voters_of_a_burst_are_cleared_at_once(burst, moderator):
    assert decide(moderator, "reject").status_code == 303
    assert counted(burst) == 6
    assert not Voter.objects.filter(quarantined_at__isnull=False).exists()
    assert not bursts_waiting()


def test_what_an_earlier_quarantine_excluded_stays_excluded(burst, moderator):
    Voter.objects.filter(pk=burst[0].pk).update(quarantined_at=timezone.now())
    decide(moderator, "reject")
    assert counted(burst) == 4


def test_others_of_the_address_are_left_alone(burst, moderator):
    decide(moderator, "accept")
    others = Voter.objects.exclude(pk__in=[each.pk for each in burst])
    assert not others.filter(blocked_at__isnull=False).exists()
    assert counted(others) == 4


def test_a_decision_on_a_burst_is_audited_once_for_each_change(burst, moderator):
    decide(moderator, "accept")
    rows = AuditEntry.objects.filter(actor__username="mo").order_by("id")
    assert [(row.action, row.subject) for row in rows] == [
        ("decide", "6 suspicions"),
        ("block", "3 voters"),
        ("end quarantine", "2 voters"),
        ("exclude", "2 votes"),
    ]


def test_a_burst_that_has_changed_is_shown_again(burst, moderator):
    answer = decide(moderator, "accept", count=2)
    assert answer.status_code == 400
    assert "These voters have changed meanwhile" in answer.text
    assert Suspicion.objects.open().count() == 7


def test_a_burst_is_not_decided_while_another_works_on_one_of_it(burst, moderator):
    key = str(burst[1].pk)
    claim_item(item=Item.VOTER, key=key, actor=make_staff("ada"), now=timezone.now())
    assert decide(moderator, "accept").status_code == 409
    assert Suspicion.objects.open().count() == 7


def test_who_may_not_judge_voters_decides_no_burst(burst, client):
    client.force_login(make_staff("ann", role=Role.ANALYST))
    assert client.get(PAGE).text.count("disabled") == 2
    assert decide(client, "accept").status_code == 403
    assert Suspicion.objects.open().count() == 7


@pytest.mark.parametrize("address", ["c" * 24, "0", OTHER.upper()])
def test_where_no_burst_waits_one_gets_back_to_the_queue(burst, moderator, address):
    answer = moderator.get(f"/staff/bursts/{address}/")
    assert (answer.status_code, answer.url) == (303, "/staff/")


def test_further_votes_of_a_confirmed_burst_are_excluded_as_they_come(burst, moderator):
    decide(moderator, "accept")
    vote = vote_on(serve(burst[2], seed=9), now=NOON)
    assert vote.exclusions.get().rule == ExclusionRule.QUARANTINE
    assert not BulkAction.objects.unfinished().exists()
