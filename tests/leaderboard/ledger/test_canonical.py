"""What is hashed of an event, and how entries are chained, in each version."""

import hashlib
import json

import pytest

from arena.models import EventKind, NameAuthors, Origin, Vote, VoteEvent
from leaderboard.ledger import EventFacts, canonical, chain, event_digest, events_in_ledger
from leaderboard.ledger.events import read_events
from leaderboard.models import GENESIS, SALT_BYTES, SALTED, UNSALTED, LedgerEntry
from leaderboard.runs import rebuild_tallies
from tests.arrange import NOON, cast_votes, make_arena
from tests.leaderboard.appending import append_pending, append_unsalted, make_boards

pytestmark = pytest.mark.django_db

OLD_FIELDS = {
    *("challenge", "event", "happened_at", "kind", "left", "origin", "outcome"),
    *("right", "rule", "source", "vote"),
}


@pytest.fixture(autouse=True, scope="module")
def votes(scene):
    make_boards()
    make_arena()
    return cast_votes(3)


def one_event():
    facts = EventFacts()
    return read_events(VoteEvent.objects.order_by("id")[:1], facts)[0], facts


def as_dict(*, version):
    return json.loads(canonical(*one_event(), version=version))


def test_a_new_entry_chains_the_digest_of_a_salt_and_its_event():
    append_pending()
    digest, facts = GENESIS, EventFacts()
    (rows,) = events_in_ledger(facts, chunk=10)
    for row in rows:
        link = hashlib.sha256(row.salt + canonical(row.event, facts)).digest()
        digest = hashlib.sha256(bytes.fromhex(digest) + link).hexdigest()
        assert (row.version, row.digest) == (SALTED, digest)
    assert LedgerEntry.objects.head() == (3, digest)


def test_an_old_entry_chains_the_event_itself():
    append_unsalted()
    digest, facts = GENESIS, EventFacts()
    for event in read_events(VoteEvent.objects.order_by("ledger_entry__sequence"), facts):
        event_bytes = canonical(event, facts, version=UNSALTED)
        digest = hashlib.sha256(bytes.fromhex(digest) + event_bytes).hexdigest()
    assert LedgerEntry.objects.head() == (3, digest)


def test_the_digest_of_an_event_is_enough_to_follow_the_chain():
    event, facts = one_event()
    salt = b"s" * SALT_BYTES
    link = event_digest(salt, canonical(event, facts))
    expected = hashlib.sha256(bytes.fromhex(GENESIS) + link).hexdigest()
    assert chain(GENESIS, canonical(event, facts), salt) == expected


def test_every_entry_has_a_salt_of_its_own():
    append_pending()
    salts = {bytes(salt) for salt in LedgerEntry.objects.values_list("salt", flat=True)}
    assert [len(salt) for salt in salts] == [SALT_BYTES] * 3


def test_new_entries_follow_old_ones_and_both_are_verified():
    append_unsalted()
    cast_votes(2, seed=1)
    append_pending()
    assert list(LedgerEntry.objects.values_list("version", flat=True)) == [1, 1, 1, 2, 2]
    found = rebuild_tallies()
    assert found.agrees
    assert (found.entries, found.head) == LedgerEntry.objects.head()


@pytest.mark.parametrize("version", [UNSALTED, SALTED])
def test_the_bytes_are_json_with_sorted_keys_and_no_spaces(version):
    event_bytes = canonical(*one_event(), version=version)
    again = json.dumps(
        json.loads(event_bytes), sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    assert again.encode() == event_bytes


def test_the_first_version_has_the_fields_it_always_had():
    assert as_dict(version=UNSALTED).keys() == OLD_FIELDS


def test_the_second_version_also_has_how_the_match_was_served(votes):
    match = votes[0].match
    found = as_dict(version=SALTED)
    assert found.keys() - OLD_FIELDS == {"cast_at", "name_authors", "probability", "version"}
    assert found["probability"] == match.probability
    assert found["name_authors"] == NameAuthors.AFTER_EACH_VOTE
    assert found["cast_at"] == NOON.isoformat(timespec="microseconds")
    assert found["version"] == SALTED


def test_a_vote_from_elsewhere_was_served_with_no_probability():
    cast = Vote.objects.first()
    vote = Vote.objects.create(
        left_competitor_id=cast.left_competitor_id,
        right_competitor_id=cast.right_competitor_id,
        outcome="tie",
        origin=Origin.IMPORTED,
        source='A "list", ü',
        cast_at=NOON,
    )
    VoteEvent.objects.create(vote=vote, kind=EventKind.CAST, happened_at=NOON)
    facts = EventFacts()
    (event,) = read_events(VoteEvent.objects.filter(vote=vote), facts)
    found = json.loads(canonical(event, facts))
    assert (found["probability"], found["name_authors"]) == (None, None)
    assert (found["challenge"], found["left"]["sha256"]) == (None, None)
    assert found["source"] == 'A "list", ü'


def test_a_canonical_event_does_not_tell_who_voted(votes):
    event, facts = one_event()
    assert str(votes[0].voter_id) not in canonical(event, facts).decode()
    assert json.loads(canonical(event, facts))["vote"] == votes[0].pk
