"""Bursts of fresh cookies, each with too few votes to be tested by itself."""

import numpy as np
import pytest

from leaderboard.integrity import Ground, examine, no_skips
from leaderboard.integrity.bursts import find_bursts
from leaderboard.integrity.multiplicity import select
from leaderboard.integrity.quarantine import QUARANTINE_P, to_quarantine
from leaderboard.ratings import Outcome
from tests.leaderboard.integrity.made import honest_columns, join

HONEST, MANY, FEW_VOTES = 300, 60, 3
HOUR = 3_600.0


def crowd(rng, change, *, begin=HOUR, apart=1.0, address=7, first=HONEST):
    """Voters with three votes each of one address, who come so many seconds apart."""
    some = honest_columns(rng, voters=MANY, votes=FEW_VOTES, first=first)
    some["address"] = np.full_like(some["address"], address)
    some["cast_at"] = begin + apart * (some["voter"] - first)
    return {**some, **change(some)}


def fast(some):
    return {"seconds": np.full(len(some["voter"]), 0.5)}


def nothing(some):
    return {}


def examined(*crowds, seed=21):
    rng = np.random.default_rng(seed)
    ballots = join(honest_columns(rng, voters=HONEST, taste=0.6), *(one(rng) for one in crowds))
    return examine(ballots, no_skips(), level=0.05)


@pytest.mark.parametrize(
    "change",
    [
        fast,
        lambda some: {"outcome": np.full(len(some["voter"]), Outcome.LEFT)},
        lambda some: {"outcome": np.where(some["left"] < some["right"], 0, 1)},
    ],
    ids=["fast", "left", "against the ranking"],
)
def test_fresh_cookies_that_vote_as_one_are_quarantined(change):
    findings = examined(lambda rng: crowd(rng, change))
    assert findings.selected.tests[HONEST:, list(Ground).index(Ground.AS_ONE)].all()
    assert findings.quarantined[HONEST:].all()
    assert not findings.quarantined[:HONEST].any()


def test_the_evidence_names_the_test_of_all_together():
    findings = examined(lambda rng: crowd(rng, fast))
    evidence = findings.of(HONEST)[Ground.AS_ONE]
    assert (evidence["voters"], evidence["as_one_voter"]) == (MANY, "too_fast")
    assert (evidence["votes"], evidence["median_seconds"]) == (MANY * FEW_VOTES, 0.5)


def test_a_class_is_found_as_a_burst_and_not_quarantined():
    for seed in range(5):
        findings = examined(lambda rng: crowd(rng, nothing), seed=seed)
        assert findings.selected.tests[HONEST:, list(Ground).index(Ground.BURST)].all()
        assert not findings.quarantined.any()


def test_a_class_is_not_quarantined_beside_many_fresh_cookies():
    def other(rng):
        return crowd(rng, nothing, begin=2 * HOUR, address=8, first=HONEST + MANY)

    findings = examined(lambda rng: crowd(rng, fast), other)
    assert findings.quarantined[HONEST : HONEST + MANY].all()
    assert not findings.quarantined[HONEST + MANY :].any()


def test_a_member_who_took_time_is_not_found_for_the_haste_of_the_others():
    def mostly_fast(some):
        seconds = np.where(some["voter"] == HONEST, 30.0, 0.5)
        return {"seconds": seconds}

    findings = examined(lambda rng: crowd(rng, mostly_fast))
    assert not findings.quarantined[HONEST]
    assert findings.quarantined[HONEST + 1 :].all()


def test_every_burst_of_an_address_is_found():
    rng = np.random.default_rng(3)
    first = crowd(rng, nothing, first=0)
    second = crowd(rng, nothing, begin=5 * HOUR, first=MANY)
    bursts = find_bursts(join(first, second))
    assert sorted(one.members.min() for one in bursts.found) == [0, MANY]
    assert [len(one.members) for one in bursts.found] == [MANY, MANY]


def test_a_bot_is_quarantined_before_anybody_shows_what_is_usual():
    rng = np.random.default_rng(4)
    bot = honest_columns(rng, voters=1, votes=20)
    others = honest_columns(rng, voters=3, votes=20, first=1)
    findings = examine(join({**bot, **fast(bot)}, others), no_skips(), level=0.05)
    assert findings.quarantined.tolist() == [True, False, False, False]


def table(**columns):
    """P-values of one voter, none for the other tests, beside ten with small ones."""
    p = np.full((11, len(Ground)), np.nan)
    p[1:] = 1e-12
    p[0] = [columns.get(ground.value, np.nan) for ground in Ground]
    return p


def is_quarantined(**columns):
    p = table(**columns)
    return bool(to_quarantine(p, select(p, level=0.05))[0])


def test_a_burst_alone_is_no_reason():
    assert not is_quarantined(burst=1e-30)
    assert is_quarantined(burst=1e-30, together=QUARANTINE_P / 2)


def test_what_is_found_only_since_many_others_are_is_no_reason():
    p = table(too_fast=1e-3)
    selected = select(p, level=0.05)
    assert selected.tests[0, list(Ground).index(Ground.TOO_FAST)]
    assert not to_quarantine(p, selected)[0]


def test_many_second_grounds_are_each_asked_for_more():
    least = {"burst": 1e-30, "together": QUARANTINE_P / 2}
    assert not is_quarantined(**least, one_side=0.5, random=0.5)
