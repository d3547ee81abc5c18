import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import numpy as np
import pytest
from django.conf import settings
from django.db import connection

from arena.arena_settings import current_settings
from arena.errors import NoPairAvailable
from arena.matches import pool
from arena.matches.drawing import UNIFORM_SHARE
from arena.matches.pairing import _free_slot, open_match
from arena.matches.pool import pools
from arena.matches.voting import skip_match
from arena.models import (
    OPEN_MATCHES_PER_VOTER,
    Challenge,
    ChallengeState,
    Ending,
    Match,
    Pair,
    PoolVersion,
    Response,
    Sighting,
    Withdrawal,
    known_to,
)
from tests.arrange import (
    NOON,
    make_arena,
    make_challenge,
    make_competitor,
    make_response,
    make_voter,
    pair_of,
    serve,
    sides_of,
    vote_on,
)

pytestmark = pytest.mark.django_db


def skip(match):
    skip_match(match_id=match.id, voter_id=match.voter_id, now=NOON)


def test_a_match_shows_two_competitors_on_one_challenge():
    make_arena()
    match = serve()
    assert match.left_competitor_id != match.right_competitor_id
    assert match.left.challenge_id == match.right.challenge_id == match.challenge_id


def test_without_responses_there_is_no_pair():
    with pytest.raises(NoPairAvailable):
        serve()


def test_two_samples_of_one_competitor_are_never_a_pair():
    challenge, ada = make_challenge(), make_competitor()
    make_response(challenge, ada, sample=0)
    make_response(challenge, ada, sample=1)
    with pytest.raises(NoPairAvailable):
        serve()


@pytest.mark.parametrize("state", set(ChallengeState) - {ChallengeState.PUBLISHED})
def test_only_published_challenges_are_served(state):
    challenge = make_challenge(state=state)
    for slug in ("ada", "bob"):
        make_response(challenge, make_competitor(slug))
    with pytest.raises(NoPairAvailable):
        serve()


def test_a_withdrawn_response_is_not_served_even_from_an_old_pool():
    make_arena(competitors=3, challenges=1)
    pools.current()
    gone = serve().left
    Withdrawal.objects.create(response=gone, reason="broken")
    assert not any(gone.id in sides_of(serve(seed=seed)) for seed in range(20))


def test_a_voter_never_gets_a_response_whose_author_a_verdict_named():
    make_arena(competitors=5, challenges=4)
    voter = make_voter()
    shown = []
    for seed in range(8):
        match = serve(voter, seed=seed)
        shown += sides_of(match)
        vote_on(match)
    assert len(set(shown)) == 16
    with pytest.raises(NoPairAvailable) as refused:
        serve(voter)
    assert refused.value.has_judged_all


def test_another_sample_of_a_named_competitor_counts_as_told():
    challenge = make_challenge()
    for slug in ("ada", "bob", "cyd"):
        competitor = make_competitor(slug)
        for sample in range(3):
            make_response(challenge, competitor, sample=sample)
    voter = make_voter()
    vote_on(serve(voter))
    with pytest.raises(NoPairAvailable):
        serve(voter)


def test_two_open_matches_share_no_response():
    make_arena(competitors=5, challenges=1)
    voter = make_voter()
    shown = [*sides_of(serve(voter)), *sides_of(serve(voter, seed=1))]
    assert len(set(shown)) == 4


def test_an_open_match_with_a_response_named_meanwhile_ends_and_another_comes():
    make_arena(competitors=4, challenges=1)
    voter = make_voter()
    spoiled = serve(voter)
    Sighting.objects.note(voter.id, [spoiled.left_id])
    match = serve(voter, now=NOON + timedelta(seconds=1), after=uuid4())
    assert spoiled.left_id not in sides_of(match)
    spoiled.refresh_from_db()
    assert spoiled.ending == Ending.EXPIRY


def test_of_two_open_matches_that_share_a_response_the_newer_ends():
    """Such were served by earlier versions."""
    make_arena(competitors=3, challenges=1)
    voter = make_voter()
    first = serve(voter)
    third = Response.objects.exclude(id__in=sides_of(first)).get()
    second = Match.objects.get()
    second.pk, second.slot, second.left, second.left_competitor = (
        uuid4(),
        1 - first.slot,
        third,
        third.competitor,
    )
    second.opened_at += timedelta(seconds=1)
    second.save(force_insert=True)
    assert serve(voter, now=NOON + timedelta(seconds=2)) == first
    second.refresh_from_db()
    assert second.ending == Ending.EXPIRY


def test_the_last_open_match_is_found_again_when_nothing_else_is_left():
    make_arena(competitors=2, challenges=1)
    voter = make_voter()
    assert serve(voter) == serve(voter, now=NOON + timedelta(seconds=1))


def test_nothing_comes_after_the_last_match_while_it_is_open():
    make_arena(competitors=2, challenges=1)
    voter = make_voter()
    last = serve(voter)
    with pytest.raises(NoPairAvailable):
        serve(voter, after=last.id)


def test_two_requests_that_know_the_same_matches_want_the_same_slot():
    """So one of them is refused, and tries again knowing the match of the other."""
    make_arena(competitors=4, challenges=1)
    voter = make_voter()
    shown = serve(voter)
    wanted = _free_slot(known_to(voter.id))
    vote_on(shown)
    assert _free_slot(known_to(voter.id)) == wanted != shown.slot


@pytest.mark.parametrize("end", [vote_on, skip])
def test_a_challenge_comes_back_after_five_matches_at_the_earliest(end):
    make_arena(competitors=12, challenges=7)
    voter = make_voter()
    challenges = []
    for second in range(24):
        match = serve(voter, seed=second, now=NOON + timedelta(seconds=second))
        end(match)
        challenges.append(match.challenge_id)
    assert all(len(set(challenges[start : start + 6])) == 6 for start in range(19))


def test_a_skipped_pair_may_come_back():
    make_arena(competitors=2, challenges=1)
    voter = make_voter()
    skip(serve(voter))
    assert serve(voter).ending is None


def test_a_third_match_is_the_oldest_open_one():
    make_arena()
    voter = make_voter()
    first = serve(voter)
    second = serve(voter, now=NOON + timedelta(seconds=1))
    third = serve(voter, now=NOON + timedelta(seconds=2))
    assert first != second
    assert third == first


def test_an_expired_match_makes_room():
    make_arena()
    voter = make_voter()
    late = serve(voter)
    serve(voter)
    after = NOON + timedelta(minutes=settings.MATCH_MINUTES)
    assert serve(voter, now=after) != late
    late.refresh_from_db()
    assert late.ending == Ending.EXPIRY


def test_sides_stay_balanced_per_pair():
    make_arena(competitors=2, challenges=1)
    for seed in range(200):
        match = serve(seed=seed)
    pair = pair_of(match)
    assert pair.servings == 200
    assert abs(2 * pair.first_left - pair.servings) <= 20
    lefts = Counter(Match.objects.values_list("left_competitor", flat=True))
    assert lefts[pair.first_id] == pair.first_left


def test_the_probabilities_of_all_pairs_sum_to_one():
    make_arena(competitors=4, challenges=3)
    count_votes(pool_pair(), 50)
    pool = pools.rebuilt()
    assert pool.probabilities.sum() == pytest.approx(1)


def pool_pair():
    return pools.rebuilt().pair_at(0)


def count_votes(pair, number):
    Pair.objects.count_votes(np.array([[*sorted(pair), number]]))


def test_the_stored_probability_is_how_often_a_pair_is_served():
    make_arena(competitors=3, challenges=2)
    count_votes(pool_pair(), 9)
    pools.rebuilt()
    rng = random.Random(1)
    served = [open_match(voter=make_voter(), now=NOON, rng=rng) for _ in range(600)]
    counts = Counter(frozenset(sides_of(match)) for match in served)
    stated = {frozenset(sides_of(match)): match.probability for match in served}
    assert sum(stated.values()) == pytest.approx(1)
    for pair, probability in stated.items():
        spread = (600 * probability * (1 - probability)) ** 0.5
        assert abs(counts[pair] - 600 * probability) < 4 * spread


def test_after_votes_the_probability_is_the_one_of_what_is_left():
    make_arena(competitors=4, challenges=1)
    voter = make_voter()
    vote_on(serve(voter, seed=1))
    assert serve(voter, seed=3).probability == pytest.approx(1)


def test_pairs_with_fewer_votes_are_preferred_and_none_is_forgotten():
    make_arena(competitors=3, challenges=2)
    busy = pool_pair()
    count_votes(busy, 1_000_000)
    pool = pools.rebuilt()
    probability = pool.probabilities[pool.row_of(*busy)]
    assert probability == pytest.approx(UNIFORM_SHARE / 3, rel=1e-3)


def test_a_voter_who_knows_nearly_everything_is_still_served():
    make_arena(competitors=2, challenges=80)
    voter = make_voter()
    for seed in range(79):
        vote_on(serve(voter, seed=seed))
    assert serve(voter).probability == pytest.approx(1)


def test_a_new_response_is_served_once_the_pool_is_told():
    make_arena(competitors=2, challenges=1)
    serve()
    newcomer = make_competitor("newcomer")
    make_response(Challenge.objects.get(), newcomer)
    PoolVersion.objects.advance()
    pools._checked_at = 0
    assert newcomer.id in pools.current().competitors


def test_serving_costs_the_same_queries_whatever_there_is(monkeypatch, django_assert_num_queries):
    # A slow machine looks no second time.
    monkeypatch.setattr(pool, "VERSION_SECONDS", 3_600.0)
    make_arena(competitors=6, challenges=10)
    voter = make_voter()
    pools.current()
    current_settings()
    with django_assert_num_queries(6):  # savepoint twice, known, responses, side, match
        serve(voter)


@pytest.mark.django_db(transaction=True)
def test_asking_many_times_at_once_opens_two_matches():
    make_arena()
    voter = make_voter()

    def ask(seed):
        try:
            return serve(voter, seed=seed).id
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=4) as threads:
        served = set(threads.map(ask, range(16)))
    assert served == set(Match.objects.values_list("id", flat=True))
    assert len(served) == OPEN_MATCHES_PER_VOTER
