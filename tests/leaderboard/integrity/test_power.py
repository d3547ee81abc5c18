"""What each test is for is found by it, among honest voters with tastes."""

import numpy as np
import pytest

from leaderboard.integrity import Ground, Skips, examine, no_skips
from leaderboard.ratings import Outcome
from tests.leaderboard.integrity.made import honest_columns, join

HONEST, ODD = 300, 10


def found(change, *, votes=60, skips=None):
    """The findings, and how many of the odd voters are found by each ground."""
    rng = np.random.default_rng(21)
    odd = honest_columns(rng, voters=ODD, votes=votes, first=HONEST)
    ballots = join(honest_columns(rng, voters=HONEST, taste=0.6), {**odd, **change(odd, rng)})
    findings = examine(ballots, skips or no_skips(), level=0.05)
    assert findings.selected.voters[:HONEST].sum() <= 3
    counts = findings.selected.tests[HONEST:].sum(axis=0).tolist()
    return findings, dict(zip(Ground, counts, strict=True))


def with_one(odd, rng, competitor=3):
    """Every match has the competitor."""
    other = (competitor + rng.integers(1, 8, len(odd["voter"]))) % 8
    on_left = rng.random(len(other)) < 0.5
    return {
        "left": np.where(on_left, competitor, other),
        "right": np.where(on_left, other, competitor),
    }, on_left


def always_for_one(odd, rng):
    pairs, on_left = with_one(odd, rng)
    return {**pairs, "outcome": np.where(on_left, Outcome.LEFT, Outcome.RIGHT)}


def test_a_voter_who_always_clicks_left_is_found():
    findings, by = found(lambda odd, rng: {"outcome": np.full_like(odd["outcome"], Outcome.LEFT)})
    assert by[Ground.ONE_SIDE] == ODD
    assert findings.of(HONEST)[Ground.ONE_SIDE]["left"] == 60


def test_a_voter_who_always_clicks_right_is_found():
    _, by = found(lambda odd, rng: {"outcome": np.full_like(odd["outcome"], Outcome.RIGHT)})
    assert by[Ground.ONE_SIDE] == ODD


def test_a_voter_who_contradicts_all_others_is_found():
    _, by = found(lambda odd, rng: {"outcome": 1 - odd["outcome"]})
    assert by[Ground.SURPRISING] == ODD
    assert by[Ground.RANDOM] == ODD


def test_a_voter_with_many_random_votes_is_found():
    findings, by = found(
        lambda odd, rng: {"outcome": rng.integers(0, 2, len(odd["outcome"]))}, votes=300
    )
    assert by[Ground.RANDOM] >= ODD / 2
    voter = HONEST + int(np.argmax(findings.selected.tests[HONEST:, 2]))
    assert abs(findings.of(voter)[Ground.RANDOM]["slope"]) < 0.6


def test_a_voter_who_always_prefers_one_competitor_is_found():
    findings, by = found(always_for_one)
    assert by[Ground.ONE_COMPETITOR] == ODD
    evidence = findings.of(HONEST)[Ground.ONE_COMPETITOR]
    assert (evidence["competitor"], evidence["votes"], evidence["preferred"]) == (3, 60, 60)
    assert evidence["expected"] < 40


def test_a_voter_who_skips_all_but_one_competitor_is_found():
    rng = np.random.default_rng(22)
    voter = np.repeat(np.arange(HONEST, HONEST + ODD), 90)
    left = rng.choice([0, 1, 2, 4, 5], len(voter))
    skips = Skips(voter, left, (left + 2) % 8 + (left == 1))
    assert not (skips.right == 3).any()
    findings, by = found(lambda odd, rng: with_one(odd, rng)[0], skips=skips)
    assert by[Ground.SEEKS_ONE] == ODD
    assert findings.of(HONEST)[Ground.SEEKS_ONE]["skips_with_it"] == 0


def test_a_voter_who_votes_too_fast_is_found():
    findings, by = found(lambda odd, rng: {"seconds": np.full(len(odd["voter"]), 1.5)})
    assert by[Ground.TOO_FAST] == ODD
    assert findings.of(HONEST)[Ground.TOO_FAST]["median_seconds"] == 1.5


def test_a_burst_of_new_voters_of_one_address_is_found():
    def at_once(odd, rng):
        return {"address": np.zeros_like(odd["voter"]), "cast_at": 40_000 + odd["cast_at"] / 10}

    findings, by = found(at_once)
    assert by[Ground.BURST] == ODD
    assert findings.of(HONEST)[Ground.BURST]["voters"] == ODD


def test_a_group_of_one_address_is_found_where_no_single_voter_is():
    def against_one(odd, rng):
        has = (odd["left"] == 5) | (odd["right"] == 5)
        lost = np.where(odd["left"] == 5, Outcome.RIGHT, Outcome.LEFT)
        spread = 86_400.0 * (odd["voter"] - HONEST) / ODD
        outcome = np.where(has, lost, odd["outcome"])
        return {"outcome": outcome, "address": np.ones_like(odd["voter"]), "cast_at": spread}

    findings, by = found(against_one, votes=24)
    assert by[Ground.ONE_COMPETITOR] < ODD / 2
    assert by[Ground.TOGETHER] == ODD
    evidence = findings.of(HONEST)[Ground.TOGETHER]
    assert (evidence["competitor"], evidence["voters"]) == (5, ODD)
    assert evidence["moves_nats"] < 0


def test_many_voters_who_act_alike_do_not_mask_one_another():
    rng = np.random.default_rng(23)
    odd = honest_columns(rng, voters=30, votes=40, first=HONEST)
    odd |= always_for_one(odd, rng)
    ballots = join(honest_columns(rng, voters=HONEST, votes=20, taste=0.6), odd)
    findings = examine(ballots, no_skips(), level=0.05)
    assert findings.rounds > 1
    assert findings.selected.voters[HONEST:].mean() > 0.8


def test_the_same_ballots_in_another_order_give_the_same_findings():
    rng = np.random.default_rng(24)
    columns = honest_columns(rng, voters=50, taste=0.6)
    order = rng.permutation(len(columns["voter"]))
    one = examine(join(columns), no_skips(), level=0.05)
    two = examine(
        join({name: column[order] for name, column in columns.items()}), no_skips(), level=0.05
    )
    assert one.p == pytest.approx(two.p, nan_ok=True, abs=1e-9)


@pytest.mark.parametrize(
    ("voters", "votes", "outcome"),
    [(1, 1, 0), (1, 30, 0), (1, 30, 2), (3, 30, 3), (3, 30, 0), (2, 4, 1)],
)
def test_any_votes_can_be_examined(voters, votes, outcome):
    columns = honest_columns(np.random.default_rng(25), voters=voters, votes=votes)
    columns["outcome"] = np.full_like(columns["outcome"], outcome)
    columns["seconds"] = np.full(len(columns["voter"]), np.nan)
    findings = examine(join(columns), no_skips(), level=0.05)
    assert findings.p.shape == (voters, len(Ground))


def test_without_votes_no_voter_is_found():
    empty = honest_columns(np.random.default_rng(26), voters=1, votes=0)
    assert len(examine(join(empty), no_skips(), level=0.05).selected.voters) == 0
