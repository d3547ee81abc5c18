"""What a voter was told depends on the rule that each match was served under."""

from datetime import timedelta

import pytest

from arena.arena_settings import change_setting
from arena.errors import NoPairAvailable
from arena.models import Ending, Match
from tests.arrange import NOON, make_arena, make_voter, serve, sides_of, vote_on

pytestmark = pytest.mark.django_db


def choose(rule, *, votes=3):
    for name, value in (("name_authors", rule), ("session_votes", str(votes))):
        change_setting(name=name, value=value, actor=None, now=NOON)


def judge_to_the_end(voter, *, seed=0):
    """Vote until nothing is left; no match shows what was named before it."""
    shown = []
    while match := next_match(voter, seed + len(shown)):
        named = Match.objects.named().filter(voter=voter)
        assert sides_of(match).isdisjoint(set().union(*map(sides_of, named)))
        shown.append(frozenset(sides_of(match)))
        vote_on(match, now=match.opened_at)
    return shown


def next_match(voter, second):
    try:
        return serve(voter, now=NOON + timedelta(hours=1, seconds=second), seed=second)
    except NoPairAvailable:
        return None


def test_where_authors_are_never_named_every_pair_is_judged():
    make_arena(competitors=4, challenges=3)
    choose("never")
    assert len(set(judge_to_the_end(make_voter()))) == 3 * 6


def test_what_a_session_has_named_at_its_end_is_not_served_again():
    make_arena(competitors=6, challenges=1)
    choose("after_session", votes=4)
    assert len(judge_to_the_end(make_voter())) > 3


@pytest.mark.parametrize("seed", range(4))
def test_when_authors_are_named_from_now_on_earlier_pairs_cost_no_match(seed):
    """Of four, two have met: those two must each meet one of the others."""
    make_arena(competitors=4, challenges=1)
    voter = make_voter()
    choose("never")
    vote_on(serve(voter, seed=seed))
    choose("after_each_vote")
    assert len(judge_to_the_end(voter, seed=seed)) == 2


def test_the_end_of_a_session_ends_an_open_match_of_what_it_names():
    make_arena(competitors=3, challenges=1)
    choose("after_session", votes=2)
    voter = make_voter()
    vote_on(serve(voter))
    second = serve(voter, seed=1)
    third = serve(voter, seed=2, now=NOON + timedelta(seconds=1))
    vote_on(second)
    third.refresh_from_db()
    assert third.ending == Ending.EXPIRY
