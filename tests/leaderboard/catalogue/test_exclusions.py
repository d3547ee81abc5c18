"""An exclusion that nobody has decided on is counted nowhere, since entries withhold it."""

from datetime import timedelta

import pytest
import time_machine

from arena.models import EventKind, ExclusionRule, Vote, VoteEvent
from arena.moderation import exclude_votes, quarantine_voters
from arena.visibility import DAYS_UNDECIDED
from leaderboard.runs.tick import recompute_boards
from tests.arrange import NOON, cast_votes, make_arena
from tests.leaderboard.mcp.speaking import call

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]
RULE = ExclusionRule.SUSPICION
TOLD = {
    "the feed": lambda client: f"{RULE.label}:" in client.get("/feeds/exclusions.json").text,
    "the changelog": lambda client: f"<td>{RULE.label}</td>" in client.get("/changelog/").text,
    "the API": lambda client: f'"{RULE}"' in client.get("/api/v1/exclusions/").text,
    "the methodology": lambda client: counted(client) > 0,
    "the tool": lambda client: call(client, "methodology")["exclusions"].get(RULE, 0) > 0,
}


def counted(client):
    page = client.get("/methodology/").text
    row = page.partition(f'<th scope="row">{RULE.label}</th>')[2].partition("</tr>")[0]
    return int(row.partition('"is-number">')[2].partition("<")[0])


@pytest.fixture(scope="module")
def quarantined(scene):
    make_arena()
    cast_votes(6)
    vote = Vote.objects.first()
    quarantine_voters(voters=[vote.voter_id], reason="Haste.", now=NOON)
    if not VoteEvent.objects.filter(kind=EventKind.EXCLUDED).exists():
        exclude_votes(
            votes=Vote.objects.filter(pk=vote.pk), rule=RULE, reason="Haste.", actor=None, now=NOON
        )
    recompute_boards(clock=lambda: NOON)


@pytest.mark.parametrize("place", TOLD)
def test_what_nobody_has_decided_is_told_after_a_month(client, quarantined, place):
    with time_machine.travel(NOON + timedelta(days=2), tick=False):
        assert not TOLD[place](client)
    with time_machine.travel(NOON + timedelta(days=DAYS_UNDECIDED + 1), tick=False):
        assert TOLD[place](client)
