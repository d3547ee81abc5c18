"""This project's own ratings."""

from collections.abc import Mapping
from functools import partial

import numpy as np
from timing import Folder, Run, Stages, centred, main

from leaderboard.ratings import Method, Ties, Votes, count_votes, elo, rate_board, rate_styled
from leaderboard.ratings.bootstrap import bootstrap_estimates
from leaderboard.ratings.cells import cells_by_pair
from leaderboard.ratings.covariance import covariance_of
from leaderboard.ratings.fitting import fit


def board(folder: Folder, *, ties: Ties) -> Run:
    votes, method = folder.votes(), Method(ties)

    def run(stages: Stages) -> Mapping[str, object]:
        with stages("prepare"):
            cells = cells_by_pair(count_votes(*votes, size=folder.size))
        with stages("fit"):
            at = fit(cells, method).parameters
        with stages("interval"):
            covariance = covariance_of(cells, method, at)
            errors = np.sqrt(np.diagonal(covariance)[: folder.size])
        return {"theta": centred(at.theta), "errors": errors.tolist(), "tie": at.tie}

    return run


def published(folder: Folder) -> Run:
    """All numbers of a published board, with rank sets, expected wins and open bounds."""
    votes = folder.votes()

    def run(stages: Stages) -> Mapping[str, object]:
        with stages("prepare"):
            outcomes = count_votes(*votes, size=folder.size)
        with stages("board"):
            rated = rate_board(outcomes, minimum_votes=1)
        return {"theta": centred(rated.theta)}

    return run


def strings(folder: Folder) -> Run:
    from pyarrow import parquet  # noqa: F401 - imported before the timing starts

    from leaderboard.rate.columns import VoteColumns
    from leaderboard.rate.gathering import gather
    from leaderboard.rate.labels import Labels
    from leaderboard.rate.readers import open_table

    def run(stages: Stages) -> Mapping[str, object]:
        columns = VoteColumns("model_a", "model_b", "winner")
        with stages("prepare"), open_table(str(folder.path / "votes.parquet"), None) as table:
            batches = table.batches(columns.names())
            found = gather(batches, columns, Labels(), keep=False)
        with stages("fit and interval"):
            method, cells = Method(), cells_by_pair(found.outcomes)
            at = fit(cells, method).parameters
            covariance_of(cells, method, at)
        theta = np.zeros(folder.size)
        theta[[int(name.rpartition("-")[2]) for name in found.names]] = at.theta
        return {"theta": centred(theta)}

    return run


def resample(folder: Folder) -> Run:
    cells = cells_by_pair(count_votes(*folder.votes(), size=folder.size))
    at = fit(cells, Method()).parameters

    def run(stages: Stages) -> Mapping[str, object]:
        with stages("bootstrap"):
            found = bootstrap_estimates(cells, Method(), at, rounds=100, seed=1)
        return {"errors": found.values.std(axis=0).tolist()}

    return run


def styled(folder: Folder) -> Run:
    votes = Votes(folder.size, *folder.votes())
    features = folder.column("features")
    names = [str(place) for place in range(features.shape[1])]

    def run(stages: Stages) -> Mapping[str, object]:
        with stages("board"):
            rated = rate_styled(votes, features, names=names, minimum_votes=1)
        style = [estimate.value for estimate in rated.style.values()]
        errors = rated.theta_se.tolist()
        return {"theta": centred(rated.theta), "style": style, "errors": errors}

    return run


def online(folder: Folder) -> Run:
    left, right, outcome = folder.votes()
    start = np.full(folder.size, elo.START)

    def run(stages: Stages) -> Mapping[str, object]:
        with stages("replay"):
            ratings = elo.replay(left=left, right=right, outcome=outcome, start=start)
        return {"elo": ratings}

    return run


def online_thousand(folder: Folder) -> Run:
    left, right, outcome = (column[:1000].copy() for column in folder.votes())
    start = np.full(folder.size, elo.START)
    return lambda _: {"elo": elo.replay(left=left, right=right, outcome=outcome, start=start)}


def growth(folder: Folder) -> Run:
    """Fit and sandwich, without counting."""
    cells = cells_by_pair(count_votes(*folder.votes(), size=folder.size))

    def run(stages: Stages) -> Mapping[str, object]:
        with stages("fit"):
            fitted = fit(cells, Method())
        with stages("interval"):
            covariance_of(cells, Method(), fitted.parameters)
        return {"steps": fitted.steps}

    return run


if __name__ == "__main__":
    main(
        {
            "bt": partial(board, ties=Ties.HALF_WIN),
            "davidson": partial(board, ties=Ties.DAVIDSON),
            "rao-kupper": partial(board, ties=Ties.RAO_KUPPER),
            "published": published,
            "strings": strings,
            "bootstrap": resample,
            "style": styled,
            "elo": online,
            "elo of 1,000": online_thousand,
            "growth": growth,
        }
    )
