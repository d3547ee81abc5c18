"""`./run manage verify`: what is verified, and what is found."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from arena.models import Exclusion, ExclusionRule, Match, Vote, VoteEvent
from arena.moderation import exclude_votes
from leaderboard.models import Entry, LedgerEntry
from leaderboard.runs import recompute_boards, verify
from tests.arrange import NOON, cast_votes, make_arena
from tests.leaderboard.appending import append_unsalted, make_boards

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def rated(scene):
    """Entries of both versions, and an exclusion."""
    make_boards()
    make_arena()
    votes = cast_votes(4)
    append_unsalted()
    cast_votes(4, seed=1)
    exclude(votes[0], ExclusionRule.MANUAL)
    recompute_boards()


def exclude(vote, rule):
    vote = Vote.objects.filter(pk=vote.pk)
    exclude_votes(votes=vote, rule=rule, reason="Because.", actor=None, now=timezone.now())


def wrong():
    return verify(now=timezone.now()).wrong


def change(table, assignment, key, column="id"):
    """As somebody could who is allowed to change the tables themselves."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        else:
            cursor.execute(f"DROP TRIGGER {table}_no_update")
        cursor.execute(f"UPDATE {table} SET {assignment} WHERE {column} = %s", [key])


def run_command(*args):
    out = io.StringIO()
    call_command("verify", *args, stdout=out)
    return out.getvalue()


def test_a_ledger_of_both_versions_is_verified(rated):
    said = run_command()
    head = LedgerEntry.objects.head()[1]
    assert f"ledger: 9 entries, 4 of them of the first version, head {head}" in said
    assert "board overall: 7 votes, computed again" in said
    assert (
        "Verified: 8 votes, 1 exclusions, 0 entries withheld from publication, 0 pending." in said
    )


def test_entries_that_may_not_be_published_yet_are_counted(rated):
    exclude(Vote.objects.latest("pk"), ExclusionRule.UNPROVEN)
    recompute_boards()
    assert verify(now=timezone.now()).withheld == 1


@pytest.mark.parametrize("first", [True, False], ids=["old entry", "new entry"])
def test_a_vote_that_was_edited_breaks_the_chain(rated, first):
    vote = Vote.objects.earliest("pk") if first else Vote.objects.latest("pk")
    other = "tie" if vote.outcome != "tie" else "left"
    change("arena_vote", f"outcome = '{other}'", vote.pk)
    assert wrong()[0].startswith("ledger: the chain breaks at entry")


@pytest.mark.parametrize("changed", [{"probability": 0.5}, {"name_authors": "never"}])
def test_a_serving_that_was_edited_breaks_the_chain(rated, changed):
    Match.objects.filter(pk=Vote.objects.latest("pk").match_id).update(**changed)
    assert wrong()[0].startswith("ledger: the chain breaks at entry")


def test_a_salt_that_was_edited_breaks_the_chain(rated):
    salt = (
        "decode(repeat('00', 32), 'hex')" if connection.vendor == "postgresql" else "zeroblob(32)"
    )
    change("leaderboard_ledgerentry", f"salt = {salt}", 5, "sequence")
    assert wrong()[0] == "ledger: the chain breaks at entry 5"


def test_a_rating_that_was_edited_is_found(rated):
    entry = Entry.objects.filter(run__board__slug="overall").latest("run_id")
    change("leaderboard_entry", "rating = rating + 0.00001", entry.pk)
    assert wrong() == (f"overall: rating of competitor {entry.competitor_id}",)


def test_an_exclusion_that_was_lifted_without_an_event_is_found(rated):
    Exclusion.objects.update(lifted_at=NOON, lifted_reason="Quietly.")
    (found,) = wrong()
    assert found == f"exclusion {Exclusion.objects.get().pk}: no event says that it was lifted"


def test_an_event_that_is_in_no_queue_and_no_ledger_is_found(rated):
    cast_votes(1, seed=2)
    VoteEvent.objects.pending().update(pending=False)
    event = VoteEvent.objects.latest("pk")
    assert wrong() == (f"event {event.pk}: it neither waits nor is in the ledger",)


def test_an_earlier_head_is_in_the_chain(rated):
    earlier = LedgerEntry.objects.get(sequence=3).digest
    assert "Verified" in run_command("--head", earlier)


def test_a_head_that_the_chain_never_had_is_found(rated):
    with pytest.raises(CommandError, match=f"no entry has the digest {'1' * 64}"):
        run_command("--head", "1" * 64)


def test_a_head_is_a_digest(rated):
    with pytest.raises(CommandError, match="64 hexadecimal digits"):
        run_command("--head", "12")
