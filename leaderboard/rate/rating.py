"""Turn counts into ratings by the requested method."""

import argparse
import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from arena.vote_files import BadInput
from leaderboard.rate.gathering import Gathered
from leaderboard.ratings import (
    CHALLENGE,
    MEAN_RATING,
    ONE_VOTER,
    POINTS_PER_NAT,
    Anchor,
    BoardRatings,
    Estimate,
    Method,
    Outcome,
    Ties,
    bootstrap_estimates,
    cells_by_pair,
    cells_by_side,
    elo,
    lmarena_ranks,
    rate_board,
    rate_styled,
    rival_scores,
)

type Number = float | int | str | None

TIES: Mapping[str, Ties] = {
    "half-win": Ties.HALF_WIN,
    "davidson": Ties.DAVIDSON,
    "rao-kupper": Ties.RAO_KUPPER,
}


@dataclass(slots=True)
class Rated:
    """The result: a row of numbers per competitor, the best first, and the effects."""

    method: str
    settings: dict[str, Any]
    votes: int
    entries: list[dict[str, Number]]
    tie: dict[str, Number] | None = None
    side_effect: dict[str, Number] | None = None
    style: dict[str, dict[str, Number]] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    # Rows that were no votes, by reason.
    left_out: Mapping[str, int] = field(default_factory=dict)


def rate(found: Gathered, options: argparse.Namespace) -> Rated:
    """Rate the gathered votes as the options say.

    Raises:
        BadInput: an option names a model that is not in the file.
        DidNotConvergeError: Newton's method did not converge.
    """
    if options.method == "elo":
        return _by_elo(found)
    if options.method == "rival-score":
        return _by_rival_score(found)
    method = Method(TIES[options.ties], side_effect=options.side_effect)
    rated = _fit(found, options, method)
    settings = _settings(options, rated)
    if options.bootstrap:
        rated, drawn = _resampled(found, rated, options)
        settings |= drawn
    return Rated(
        method=options.method,
        settings=settings,
        votes=found.total,
        entries=_entries(found.names, rated),
        tie=_tie(rated),
        side_effect=None if rated.side is None else _shown(rated.side),
        style={
            feature.name: {"unit": feature.unit, **_shown(rated.style[feature.name])}
            for feature in found.style
            if feature.name in rated.style
        },
        warnings=[*rated.warnings, *_notes(found, rated)],
    )


def _fit(found: Gathered, options: argparse.Namespace, method: Method) -> BoardRatings:
    anchor, votes = _anchor(found.names, options.anchor), found.votes
    clustered = votes is not None and not (votes.voter is None and votes.challenge is None)
    if found.features is not None and votes is not None:
        return rate_styled(
            votes,
            found.features,
            names=[feature.name for feature in found.style],
            minimum_votes=options.minimum_votes,
            method=method,
            anchor=anchor,
            clustered=clustered,
        )
    return rate_board(
        found.outcomes,
        minimum_votes=options.minimum_votes,
        method=method,
        anchor=anchor,
        votes=votes if clustered else None,
    )


def _notes(found: Gathered, rated: BoardRatings) -> Iterator[str]:
    """What `./run rate` says beyond the warnings of the ratings."""
    for what, number in found.unnamed.items():
        names, each = ("vote names", "it counts") if number == 1 else ("votes name", "each counts")
        yield f"{number:,} {names} no {what}; {each} as a {what} of its own."
    if ONE_VOTER in rated.warnings:
        way = "--cluster challenge" if CHALLENGE in rated.uncertainty.clusters else "--independent"
        yield f"With {way} there are intervals, which speak of this voter alone."


def _anchor(names: list[str], text: str | None) -> Anchor | None:
    if text is None:
        return None
    name, _, rating = text.rpartition("=")
    try:
        points = float(rating)
    except ValueError:
        points = float("nan")
    if not name or not np.isfinite(points):
        raise BadInput(f"--anchor {text}: wants MODEL=RATING, such as gpt-4=1000.")
    if name not in names:
        near = difflib.get_close_matches(name, names, n=3, cutoff=0.5)
        hint = f" Near are: {', '.join(near)}." if near else ""
        raise BadInput(f"--anchor: there is no model {name!r}.{hint}")
    return Anchor(names.index(name), points)


def _settings(options: argparse.Namespace, rated: BoardRatings) -> dict[str, Any]:
    """All settings needed to reproduce the numbers."""
    clusters = rated.uncertainty.clusters
    return {
        "ties": next(name for name, ties in TIES.items() if ties is rated.method.ties),
        "side_effect": rated.method.side_effect,
        "style": list(rated.style),
        "anchor": options.anchor,
        "minimum_votes": options.minimum_votes,
        "interval": f"sandwich by {' and '.join(clusters)}" if clusters else "sandwich",
        "clusters": dict(clusters),
        "confidence": 0.95,
        "log_likelihood": rated.log_likelihood,
    }


def _resampled(
    found: Gathered, rated: BoardRatings, options: argparse.Namespace
) -> tuple[BoardRatings, dict[str, Any]]:
    """The ratings with bootstrap errors and intervals; rank sets still use the sandwich."""
    make = cells_by_side if rated.method.side_effect else cells_by_pair
    at = rated.estimates.parameters
    drawn = bootstrap_estimates(
        make(found.outcomes), rated.method, at, rounds=options.bootstrap, seed=options.seed
    )
    theta = drawn.values[:, : len(found.names)]
    anchor = _anchor(found.names, options.anchor)
    if anchor is not None:
        same = rated.island == rated.island[anchor.index]
        fixed = (anchor.rating - MEAN_RATING) / POINTS_PER_NAT - theta[:, [anchor.index]]
        theta = theta + np.where(same, fixed, 0.0)
    lower, upper = np.nanquantile(MEAN_RATING + POINTS_PER_NAT * theta, [0.025, 0.975], axis=0)
    unrated = np.isnan(rated.theta_se)
    lower = np.where(np.isfinite(rated.lower), lower, -np.inf)
    upper = np.where(np.isfinite(rated.upper), upper, np.inf)
    error = np.where(unrated, np.nan, theta.std(axis=0, ddof=1 if len(theta) > 1 else 0))
    rank = rated.rank.copy()
    for number in np.unique(rated.island[rated.rank > 0]):
        members = np.flatnonzero((rated.island == number) & (rated.rank > 0))
        rank[members] = lmarena_ranks(lower[members], upper[members])
    facts = {"interval": "bootstrap", "bootstrap": options.bootstrap, "seed": options.seed}
    return replace(rated, lower=lower, upper=upper, theta_se=error, rank=rank), facts


def _entries(names: list[str], rated: BoardRatings) -> list[dict[str, Number]]:
    order = np.lexsort((-rated.rating, rated.island, rated.votes == 0))
    return [
        {
            "competitor": names[place],
            "theta": float(rated.theta[place]),
            "theta_se": _finite(rated.theta_se[place]),
            "df": _finite(rated.uncertainty.own_degrees[place]),
            "rating": float(rated.rating[place]),
            "lower": _finite(rated.lower[place]),
            "upper": _finite(rated.upper[place]),
            "rank": int(rated.rank[place]) or None,
            "rank_low": int(rated.rank_low[place]) or None,
            "rank_high": int(rated.rank_high[place]) or None,
            "votes": int(rated.votes[place]),
            "wins": int(rated.wins[place]),
            "losses": int(rated.losses[place]),
            "ties": int(rated.ties[place]),
            "both_bad": int(rated.both_bad[place]),
            "island": int(rated.island[place]),
            "status": str(rated.status[place]),
        }
        for place in order.tolist()
    ]


def _tie(rated: BoardRatings) -> dict[str, Number]:
    name = next(name for name, ties in TIES.items() if ties is rated.method.ties)
    votes = int(rated.votes.sum())
    counts = {"share": int(rated.ties.sum()), "both_bad_share": int(rated.both_bad.sum())}
    share = {"model": name, **{key: _share(number, votes) for key, number in counts.items()}}
    if rated.tie is None:
        return share
    parameter = {Ties.DAVIDSON: "log nu", Ties.RAO_KUPPER: "log kappa"}[rated.method.ties]
    return {**share, "parameter": parameter, **_shown(rated.tie)}


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _shown(estimate: Estimate) -> dict[str, Number]:
    return {
        "estimate": estimate.value,
        "se": _finite(estimate.error),
        "lower": _finite(estimate.lower),
        "upper": _finite(estimate.upper),
    }


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _by_elo(found: Gathered) -> Rated:
    votes = found.votes
    assert votes is not None
    start = [elo.START] * len(found.names)
    ratings = elo.replay(left=votes.left, right=votes.right, outcome=votes.outcome, start=start)
    settings = {"k": elo.K, "start": elo.START, "order": "of the file"}
    return _without_errors("elo", settings, found, {"rating": ratings})


def _by_rival_score(found: Gathered) -> Rated:
    votes = found.votes
    assert votes is not None
    challenge = votes.challenge
    assert challenge is not None
    wins, ties, number = (
        np.zeros((votes.size, int(challenge.max(initial=-1)) + 1), dtype=np.int64) for _ in range(3)
    )
    neither = votes.outcome >= Outcome.TIE
    for side, won in ((votes.left, Outcome.LEFT), (votes.right, Outcome.RIGHT)):
        np.add.at(number, (side, challenge), 1)
        np.add.at(wins, (side, challenge), votes.outcome == won)
        np.add.at(ties, (side, challenge), neither)
    score = rival_scores(wins, ties, number)
    columns = {
        "rating": score.score.tolist(),
        "win_rate": score.win_rate.tolist(),
        "consistency": score.consistency.tolist(),
        "credibility": score.credibility.tolist(),
    }
    return _without_errors("rival-score", {"challenges": number.shape[1]}, found, columns)


def _without_errors(
    method: str, settings: dict[str, Any], found: Gathered, columns: Mapping[str, list[float]]
) -> Rated:
    counts = found.outcomes.counts.sum(axis=0)
    votes = (counts.sum(axis=0) + counts.sum(axis=1)).tolist()
    order = np.argsort(-np.array(columns["rating"]), kind="stable").tolist()
    entries: list[dict[str, Number]] = [
        {
            "competitor": found.names[place],
            **{name: float(values[place]) for name, values in columns.items()},
            "votes": votes[place],
        }
        for place in order
    ]
    return Rated(method, settings, found.total, entries)
