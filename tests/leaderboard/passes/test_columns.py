"""Votes are read as columns."""

from datetime import UTC

import numpy as np
import pytest

from arena.models import Challenge, Vote
from leaderboard.ledger import OUTCOME
from leaderboard.passes import columns
from leaderboard.passes.columns import NOBODY, read_columns
from leaderboard.passes.votes import read_votes
from tests.arrange import cast_votes, make_arena
from tests.leaderboard.passes.people import add_voters, bring_votes

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def voted(scene):
    """Votes cast here, and votes from elsewhere of which some name no voter or no challenge."""
    competitors = make_arena(competitors=3, challenges=4)
    cast_votes(10)
    there = [*Challenge.objects.order_by("pk"), None]
    who = [*add_voters(6), None]
    bring_votes(300, competitors=competitors, challenges=there, voters=who)


def plain_rows():
    """Each vote as columns have it, but for its voter's number."""
    return sorted(
        (
            str(vote.voter_id or ""),
            NOBODY if vote.challenge_id is None else vote.challenge_id,
            vote.left_competitor_id,
            vote.right_competitor_id,
            OUTCOME[vote.outcome],
            vote.cast_at.astimezone(UTC).toordinal(),
            vote.left_id or 0,
            vote.right_id or 0,
        )
        for vote in Vote.objects.all()
    )


def columns_as_rows():
    found = read_columns(Vote.objects.all())
    return list(zip(*(column.tolist() for column in found.values()), strict=True))


def test_columns_are_those_of_the_votes(voted):
    found = columns_as_rows()
    assert sorted(row[1:] for row in found) == sorted(row[1:] for row in plain_rows())


def test_votes_of_one_voter_have_one_number_and_those_of_nobody_have_none(voted):
    found, plain = {}, {}
    for voter, *rest in columns_as_rows():
        found.setdefault(voter, []).append(rest)
    for voter, *rest in plain_rows():
        plain.setdefault(voter, []).append(rest)
    assert sorted(found.pop(NOBODY)) == sorted(plain.pop(""))
    assert sorted(found) == list(range(len(plain)))
    assert sorted(map(sorted, found.values())) == sorted(map(sorted, plain.values()))


def test_columns_are_sorted_by_voter_and_challenge(voted):
    found = read_columns(Vote.objects.all())
    order = np.lexsort((found["challenge"], found["voter"]))
    assert (order == np.arange(len(order))).all()


def test_columns_read_part_by_part_are_the_same(voted, monkeypatch):
    # Votes of one voter on one challenge come in any order: a database gives rows as they lie.
    whole = sorted(columns_as_rows())
    monkeypatch.setattr(columns, "_PACKED", 7)
    monkeypatch.setattr(columns, "CHUNK", 7)
    assert sorted(columns_as_rows()) == whole


def test_without_votes_columns_are_empty():
    assert len(read_votes().left) == 0
