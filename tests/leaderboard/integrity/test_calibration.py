"""Honest voters get small p-values as seldom as these say, though they have tastes and habits."""

import numpy as np
import pytest

from leaderboard.integrity import Skips, examine, no_skips
from leaderboard.integrity.agreement import vote_at_random, vote_surprisingly
from leaderboard.integrity.bursts import find_bursts
from leaderboard.integrity.crowds import move_together
from leaderboard.integrity.favours import favour_one_competitor, seek_one_competitor
from leaderboard.integrity.haste import vote_too_fast
from leaderboard.integrity.sides import prefer_one_side
from tests.leaderboard.integrity.made import honest_columns, join, predictions_of, share_below

VOTERS = 800
# Allowed above the level: three standard errors of a share among so many voters.
LEVELS = {level: level + 3 * (level * (1 - level) / VOTERS) ** 0.5 for level in (0.01, 0.05, 0.2)}


@pytest.fixture(scope="module")
def honest():
    rng = np.random.default_rng(11)
    ballots = join(honest_columns(rng, voters=VOTERS, taste=0.6, habit=0.1))
    return ballots, predictions_of(ballots)


@pytest.mark.parametrize(
    "ask", [prefer_one_side, vote_surprisingly, vote_at_random, favour_one_competitor]
)
@pytest.mark.parametrize("level", LEVELS)
def test_p_values_of_honest_voters_are_seldom_small(honest, ask, level):
    p = ask(honest[1]).p
    assert not np.isnan(p).any()
    assert share_below(p, level) <= LEVELS[level]


@pytest.mark.parametrize(
    "ask", [prefer_one_side, vote_surprisingly, vote_at_random, favour_one_competitor]
)
def test_p_values_of_honest_voters_are_not_all_large(honest, ask):
    assert share_below(ask(honest[1]).p, 0.2) > 0.05


def test_the_spread_of_tastes_is_estimated(honest):
    assert honest[1].taste == pytest.approx(0.6, abs=0.06)


def test_equal_voters_have_no_estimated_taste():
    ballots = join(honest_columns(np.random.default_rng(2), voters=300))
    assert predictions_of(ballots).taste < 0.2


def test_a_few_odd_voters_do_not_change_the_estimated_taste():
    rng = np.random.default_rng(3)
    odd = honest_columns(rng, voters=15, first=300)
    odd["outcome"] = 1 - odd["outcome"]
    assert predictions_of(join(honest_columns(rng), odd)).taste < 0.25


@pytest.mark.parametrize("level", LEVELS)
def test_honest_voters_are_seldom_too_fast(level):
    rng = np.random.default_rng(4)
    columns = honest_columns(rng, voters=VOTERS)
    pace = np.exp(rng.normal(0, 0.4, VOTERS))[columns["voter"]]
    # So quick that nobody is acquitted for taking their time.
    ballots = join({**columns, "seconds": columns["seconds"] * pace / 20})
    p = vote_too_fast(ballots, counted=np.ones(VOTERS, dtype=bool)).p
    assert level / 3 < share_below(p, level) <= LEVELS[level]


def addresses_of(columns, rng, *, members):
    """So many voters share each address."""
    return {**columns, "address": columns["voter"] // members}


@pytest.mark.parametrize("level", LEVELS)
def test_households_seldom_move_one_competitor(level):
    rng = np.random.default_rng(5)
    columns = honest_columns(rng, voters=VOTERS, taste=0.6)
    ballots = join(addresses_of(columns, rng, members=4))
    p = move_together(predictions_of(ballots), ballots).p
    households = p.reshape(-1, 4).min(axis=1)
    assert share_below(households, level) <= level + 3 * (level / len(households)) ** 0.5


def test_honest_arrivals_are_seldom_a_burst():
    rng = np.random.default_rng(6)
    columns = addresses_of(honest_columns(rng, voters=VOTERS, votes=1), rng, members=20)
    ballots = join({**columns, "cast_at": rng.uniform(0, 86_400, VOTERS)})
    addresses = find_bursts(ballots).p.reshape(-1, 20).min(axis=1)
    assert share_below(addresses, 0.05) <= 0.05


def test_skips_independent_of_the_competitors_are_seldom_suspicious():
    rng = np.random.default_rng(7)
    columns = honest_columns(rng, voters=VOTERS)
    skipped = rng.random(len(columns["voter"])) < 0.2
    skips = Skips(*(columns[name][skipped] for name in ("voter", "left", "right")))
    ballots = join({name: column[~skipped] for name, column in columns.items()})
    p = seek_one_competitor(ballots, skips).p
    for level, most in LEVELS.items():
        assert share_below(p, level) <= most


def test_among_honest_voters_alone_hardly_any_is_selected():
    rng = np.random.default_rng(8)
    ballots = join(honest_columns(rng, voters=VOTERS, taste=0.6, habit=0.1))
    assert examine(ballots, no_skips(), level=0.05).selected.voters.sum() <= 2
