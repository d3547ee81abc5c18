"""When authors are named: after each vote, at the end of a session, or never."""

import uuid
from itertools import count

import pytest

from arena.arena_settings import change_setting
from arena.errors import NoPairAvailable, NothingToName, SessionNotFound
from arena.matches import Unnamed, Verdict, end_session, find_match, find_session, verdict_of
from arena.models import Ending, Match, NameAuthors, VotingSession, authors_named
from arena.visitors.privacy import stored_data_of
from tests.arrange import NOON, make_arena, make_voter, serve, vote_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def voter():
    make_arena(competitors=4, challenges=6)
    return make_voter()


def choose(rule, *, votes=3):
    for name, value in (("name_authors", rule), ("session_votes", str(votes))):
        change_setting(name=name, value=value, actor=None, now=NOON)


def vote(voter):
    match = serve(voter)
    vote_on(match)
    return verdict(match)


def verdict(match):
    return verdict_of(find_match(match_id=match.id, voter_id=match.voter_id))


def test_a_match_keeps_the_rule_it_was_served_under(voter):
    choose("never")
    match = serve(voter)
    choose("after_each_vote")
    vote_on(match)
    assert match.name_authors == NameAuthors.NEVER
    assert isinstance(verdict(match), Unnamed)
    assert isinstance(vote(voter), Verdict)


def test_authors_that_are_never_named_have_no_session(voter):
    choose("never", votes=1)
    assert vote(voter).waiting == 0
    assert not VotingSession.objects.exists()
    with pytest.raises(NothingToName):
        end_session(voter_id=voter.id, now=NOON)


def test_before_the_end_of_a_session_nothing_is_named(voter):
    choose("after_session")
    assert [vote(voter).waiting for _ in range(2)] == [1, 2]
    assert not Match.objects.named().exists()


def test_the_last_vote_of_a_session_names_all_its_authors(voter):
    choose("after_session")
    first = serve(voter)
    vote_on(first)
    vote(voter)
    assert isinstance(vote(voter), Verdict)
    assert isinstance(verdict(first), Verdict)
    (session,) = VotingSession.objects.all()
    ended = find_session(session_id=session.id, voter_id=voter.id)
    assert len(ended.matches) == Match.objects.named().count() == 3


def test_the_next_session_begins_from_nothing(voter):
    choose("after_session")
    for _ in range(3):
        vote(voter)
    assert vote(voter).waiting == 1


def test_a_session_ends_on_request(voter):
    choose("after_session")
    vote(voter)
    session = end_session(voter_id=voter.id, now=NOON)
    assert len(find_session(session_id=session.id, voter_id=voter.id).matches) == 1
    with pytest.raises(NothingToName):
        end_session(voter_id=voter.id, now=NOON)


def test_a_skipped_match_is_no_part_of_a_session(voter):
    choose("after_session")
    serve(voter)
    with pytest.raises(NothingToName):
        end_session(voter_id=voter.id, now=NOON)


def test_a_session_ends_after_the_arena_has_chosen_otherwise(voter):
    choose("after_session")
    vote(voter)
    choose("never")
    vote(voter)
    end_session(voter_id=voter.id, now=NOON)
    assert Match.objects.named().count() == 1


@pytest.mark.parametrize("of_nobody", [True, False])
def test_a_session_is_shown_to_its_voter_alone(voter, of_nobody):
    choose("after_session")
    vote(voter)
    session = end_session(voter_id=voter.id, now=NOON)
    with pytest.raises(SessionNotFound):
        find_session(session_id=session.id, voter_id=None if of_nobody else make_voter().id)
    with pytest.raises(SessionNotFound):
        find_session(session_id=uuid.uuid4(), voter_id=voter.id)


def test_a_voter_without_a_cookie_has_nothing_to_name():
    with pytest.raises(NothingToName):
        end_session(voter_id=None, now=NOON)


def test_the_rule_of_rows_and_of_a_match_in_memory_agree(voter):
    for rule in ("after_each_vote", "never", "after_session"):
        choose(rule)
        vote(voter)
    end_session(voter_id=voter.id, now=NOON)
    vote(voter)
    serve(voter)
    named = set(Match.objects.filter(authors_named()).values_list("id", flat=True))
    assert {match.id for match in Match.objects.all() if match.names_authors} == named
    assert (len(named), Match.objects.count()) == (2, 5)


def test_the_download_names_only_authors_the_voter_was_told(voter):
    choose("after_session")
    vote(voter)
    (unnamed,) = stored_data_of(voter.id)["votes"]
    assert (unnamed["left"], unnamed["right"]) == (None, None)
    assert (unnamed["name_authors"], unnamed["authors_are_named"]) == ("after_session", False)
    end_session(voter_id=voter.id, now=NOON)
    (named,) = stored_data_of(voter.id)["votes"]
    assert named["left"]
    assert named["authors_are_named"] is True


def test_agreement_with_others_counts_named_votes_alone(voter):
    choose("never")
    vote(voter)
    choose("after_each_vote")
    assert vote(voter).agreement.votes == 1


def judge_all(voter):
    """How many matches the voter gets."""
    for number in count():
        try:
            vote(voter)
        except NoPairAvailable:
            return number
    return 0


@pytest.mark.parametrize(("rule", "matches"), [("after_each_vote", 4), ("never", 12)])
def test_where_nothing_is_named_every_pair_can_be_judged(rule, matches):
    make_arena(competitors=4, challenges=2)
    choose(rule)
    assert judge_all(make_voter()) == matches


def test_what_a_session_named_is_not_served_again():
    make_arena(competitors=3, challenges=1)
    choose("after_session", votes=10)
    voter = make_voter()
    vote(voter)
    prepared = serve(voter)
    end_session(voter_id=voter.id, now=NOON)
    prepared.refresh_from_db()
    assert prepared.ending == Ending.EXPIRY
    with pytest.raises(NoPairAvailable):
        serve(voter)
