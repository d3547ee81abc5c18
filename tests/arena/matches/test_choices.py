"""Matches of a category, a kind, a language or one challenge, and how likely each of them was."""

import random
from collections import Counter

import numpy as np
import pytest

from arena.errors import ChoiceNotKnown, NoPairAvailable
from arena.matches import ANYTHING, Choice, known_part_of, left_by_category, left_for, require_known
from arena.matches.narrowing import narrow
from arena.matches.pairing import open_match
from arena.matches.pool import pools
from arena.matches.remaining import Remaining
from arena.models import Challenge, Ending, Known, Match
from tests.arena.matches.test_drawing import assert_stated, make_pool
from tests.arrange import NOON, make_arena, make_challenge, make_response, make_voter, vote_on

CODING = Choice(category="coding")


@pytest.fixture
def arena(db):
    """Three models; four challenges, and two of another category, kind and language."""
    made = make_arena(competitors=3, challenges=4)
    for slug in ("coding-0", "coding-1"):
        challenge = make_challenge(slug, category="coding")
        for competitor in made:
            make_response(challenge, competitor)
    coding = Challenge.objects.filter(category__slug="coding")
    coding.update(kind="code", language="de")
    Challenge.objects.exclude(category__slug="coding").update(language="en")


def serve(voter=None, choice=CODING, *, seed=0, after=None, now=NOON):
    chosen = {"voter": voter or make_voter(), "choice": choice}
    return open_match(now=now, rng=random.Random(seed), after=after, **chosen)


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("", ANYTHING),
        ("category=coding&kind=text&language=pt-BR", Choice("coding", "text", "pt-BR")),
        ("challenge=two-doors", Choice(challenge="two-doors")),
    ],
)
def test_a_choice_is_written_and_read(text, choice):
    assert (str(choice), Choice.read(text)) == (text, choice)


def test_parts_of_a_choice_with_another_name_are_left_out():
    assert Choice.read("category=coding&wish=much") == CODING


@pytest.mark.parametrize(
    "choice",
    [
        CODING,
        Choice(kind="code"),
        Choice(language="de"),
        Choice("coding", "code", "de"),
        Choice(challenge="coding-0"),
    ],
)
@pytest.mark.usefixtures("arena")
def test_a_match_is_of_what_was_chosen_and_keeps_it(choice):
    served = [serve(choice=choice, seed=seed) for seed in range(8)]
    assert {match.challenge.category.slug for match in served} == {"coding"}
    assert {match.choice for match in served} == {str(choice)}


@pytest.mark.usefixtures("arena")
def test_without_a_choice_a_match_keeps_none():
    assert serve(choice=ANYTHING).choice == ""


@pytest.mark.parametrize(
    "choice",
    [Choice("cooking"), Choice(kind="smell"), Choice(language="tlh"), Choice(challenge="no-doors")],
)
@pytest.mark.usefixtures("arena")
def test_what_is_not_there_cannot_be_chosen(choice):
    with pytest.raises(ChoiceNotKnown):
        require_known(choice)
    assert known_part_of(choice) == ANYTHING


def test_the_law_of_a_choice_is_that_of_the_pool_given_the_choice():
    pool = make_pool(votes=(5, 0, 1))
    within = narrow(pool, np.array([30, 20, 99]))
    stated = {}
    for row in range(3):
        whole = pool.probabilities[row] / pool.shared[row]
        stated |= {(*pool.pair_at(row), 10 * bit + 10): whole for bit in pool.bits_at(row) if bit}
    total = sum(stated.values())
    for cell, probability in of_draws(within)[1].items():
        assert probability == pytest.approx(stated[cell] / total)


def test_a_pair_of_a_choice_is_drawn_as_often_as_stated():
    assert_stated(*of_draws(narrow(make_pool(votes=(5, 0, 1)), np.array([20, 30]))))


def of_draws(pool):
    rng, remaining = random.Random(4), Remaining(pool, Known())
    draws = [remaining.draw(rng) for _ in range(2_000)]
    counts = Counter((draw.first, draw.second, draw.challenge) for draw in draws)
    return counts, {(d.first, d.second, d.challenge): d.probability for d in draws}


def test_an_equal_text_is_found_again_in_the_pool_of_a_choice():
    # On 30 the second and the last say the same.
    pool = make_pool(same_text=np.array([[7, 8], [0, 0]]))
    left = Remaining(narrow(pool, np.array([30])), Known(told=[(2, 30)]))
    assert left.number == 0


@pytest.mark.usefixtures("arena")
def test_the_prefetched_match_is_of_the_choice():
    voter = make_voter()
    shown = serve(voter)
    assert serve(voter, after=shown.id, seed=1).challenge.category.slug == "coding"


@pytest.mark.usefixtures("arena")
def test_a_prefetched_match_outside_of_a_new_choice_ends_and_the_shown_one_stays():
    voter = make_voter()
    shown = serve(voter, Choice(category="reasoning"))
    prefetched = serve(voter, Choice(category="reasoning"), after=shown.id, seed=1)
    new = serve(voter, after=shown.id, seed=2)
    assert new.challenge.category.slug == "coding"
    endings = dict(Match.objects.values_list("id", "ending"))
    assert endings == {shown.id: None, prefetched.id: Ending.EXPIRY, new.id: None}


@pytest.mark.usefixtures("arena")
def test_asking_again_returns_the_open_matches_of_the_choice():
    voter = make_voter()
    first, second = serve(voter), serve(voter, seed=1)
    assert serve(voter, seed=2).id == first.id
    assert first.id != second.id


@pytest.mark.usefixtures("arena")
def test_an_exhausted_choice_says_how_many_pairs_are_left_elsewhere():
    voter = make_voter()
    for seed in range(2):
        vote_on(serve(voter, seed=seed))
    with pytest.raises(NoPairAvailable) as refusal:
        serve(voter)
    assert (refusal.value.elsewhere, refusal.value.has_judged_all) == (12, False)
    assert Match.objects.open().count() == 0


@pytest.mark.usefixtures("arena")
def test_no_response_that_was_named_comes_again_by_a_choice():
    voter = make_voter()
    told = vote_on(serve(voter, Choice(challenge="coding-0")))
    with pytest.raises(NoPairAvailable):
        serve(voter, Choice(challenge="coding-0"))
    other = serve(voter, Choice(category="coding"))
    assert {other.left_id, other.right_id}.isdisjoint({told.left_id, told.right_id})


@pytest.mark.usefixtures("arena")
def test_what_is_left_is_counted_by_category():
    voter = make_voter()
    assert left_by_category(voter.id) == {"coding": 6, "reasoning": 12}
    vote_on(serve(voter, Choice(challenge="coding-0")))
    assert left_by_category(voter.id) == {"coding": 3, "reasoning": 12}


@pytest.mark.usefixtures("arena")
def test_looking_what_is_left_of_a_choice_opens_nothing():
    left = left_for(Known(), now=NOON, choice=CODING)
    assert (left.pairs, left.elsewhere, left.still_open) == (6, 12, None)
    assert not Match.objects.exists()


@pytest.mark.usefixtures("arena")
def test_a_choice_asks_the_database_once_for_each_pool(django_assert_num_queries):
    serve()
    pools.current()
    voter = make_voter()
    with django_assert_num_queries(6):  # as many as without a choice
        serve(voter)
