"""Made-up voters for the tests of suspicion: alike, unless asked for taste."""

import numpy as np

from leaderboard.integrity import NO_ADDRESS, sorted_ballots
from leaderboard.integrity.predictions import fit_reference, predict
from leaderboard.ratings import Outcome

COMPETITORS = 8


def honest_columns(rng, *, voters=300, votes=40, taste=0.0, habit=0.0, first=0):
    """Columns of ballots of honest voters, who differ by taste and habit alone; no ties."""
    voter = np.repeat(np.arange(first, first + voters), votes)
    left = rng.integers(0, COMPETITORS, len(voter))
    right = (left + rng.integers(1, COMPETITORS, len(voter))) % COMPETITORS
    worth = np.linspace(-1, 1, COMPETITORS) + taste * rng.normal(size=(voters, COMPETITORS))
    side = habit * rng.normal(size=voters)
    who = voter - first
    logit = worth[who, left] - worth[who, right] + side[who]
    won = rng.random(len(voter)) < 1 / (1 + np.exp(-logit))
    return {
        "voter": voter,
        "left": left,
        "right": right,
        "outcome": np.where(won, Outcome.LEFT, Outcome.RIGHT),
        "cast_at": np.arange(len(voter), dtype=np.float64),
        "seconds": np.exp(rng.normal(3.5, 0.5, len(voter))),
        "length": np.full(len(voter), 3_000.0),
        "address": np.full(len(voter), NO_ADDRESS),
    }


def join(*parts):
    """Ballots of all the voters of these columns."""
    names = parts[0]
    return sorted_ballots(
        COMPETITORS, **{name: np.concatenate([part[name] for part in parts]) for name in names}
    )


def predictions_of(ballots):
    decisive = ballots.only(ballots.is_decisive)
    return predict(decisive, fit_reference(decisive, counted=np.ones(ballots.voters, dtype=bool)))


def share_below(p, level):
    made = p[~np.isnan(p)]
    return (made <= level).mean()
