"""Measures the errors of boards and keeps what was found, which the next tick publishes."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

import numpy as np
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from arena.locks import only_one
from leaderboard.models import FEATURES, Board, ErrorPass, Interval
from leaderboard.passes.due import boards_due
from leaderboard.passes.votes import BoardVotes, CountedVotes, one_moment, read_votes, votes_of
from leaderboard.ratings import CHALLENGE, VOTER, Inflation, Method, Ties, measure_inflation
from leaderboard.runs import packed_errors

logger = logging.getLogger(__name__)

WITHOUT_VOTER = "{:,} votes name no voter: each counts as if another voter had cast it."
WITHOUT_CHALLENGE = "{:,} votes name no challenge: each counts as if it were on another one."

type Clock = Callable[[], datetime]


def make_passes(*, clock: Clock = timezone.now, pause: bool = True) -> list[ErrorPass]:
    """Measure the errors of all boards that are due. Does nothing while another process does.

    A board whose votes allow no fit keeps its last pass and does not keep the others from theirs.

    Args:
        clock: what time it is.
        pause: whether boards wait out the pause after their last pass.

    Raises:
        ArithmeticError: of the first board that failed, after all others.
    """
    started_at = clock()
    with only_one("passes") as is_ours:
        if not is_ours:
            logger.info("another process is making passes; leaving it to that one")
            return []
        with one_moment():
            boards = boards_due(now=started_at, pause=pause)
            columns = read_votes() if boards else None
        if columns is None:
            return []
        return _make_each(boards, columns, started_at, clock)


def _make_each(
    boards: Sequence[Board], columns: CountedVotes, started_at: datetime, clock: Clock
) -> list[ErrorPass]:
    made, failed = [], []
    for board in boards:
        try:
            found = votes_of(board, columns)
            inflation = inflation_of(board, found)
        except ArithmeticError as error:
            logger.exception("no pass over %s", board.slug)
            failed.append(error)
            continue
        made.append(_keep(board, found, inflation, started_at, clock))
    if failed:
        raise failed[0]
    return made


def inflation_of(board: Board, found: BoardVotes) -> Inflation:
    """How much larger the errors of these votes are than if they were independent."""
    method = Method(Ties(board.ties), side_effect=board.side_effect)
    if not len(found.competitors):
        nothing = np.zeros((0, 0))
        return Inflation(nothing[0:0].ravel(), nothing.ravel(), nothing, nothing)
    names = () if found.features is None else FEATURES
    return measure_inflation(found.votes, method=method, features=found.features, names=names)


def _keep(
    board: Board, found: BoardVotes, inflation: Inflation, started_at: datetime, clock: Clock
) -> ErrorPass:
    """Put the pass in the place of the last one; the board is then published anew."""
    with transaction.atomic():
        Board.objects.filter(pk=board.pk).update(passes=F("passes") + 1)
        number = Board.objects.values_list("passes", flat=True).get(pk=board.pk)
        kept, _ = ErrorPass.objects.update_or_create(
            board=board,
            defaults={
                "number": number,
                "sequence": board.sequence,
                "generation": board.generation,
                "votes": len(found.votes.left),
                "started_at": started_at,
                "finished_at": clock(),
                "interval": _interval_of(inflation),
                "speaks_of": board.speaks_of,
                "voters": inflation.clusters.get(VOTER),
                "challenges": _challenges_of(found),
                "notes": [*inflation.notes, *_notes(found)],
                **packed_errors(found.competitors, inflation),
            },
        )
    logger.info("pass %s over %s: %s votes", number, board.slug, kept.votes)
    return kept


def _interval_of(inflation: Inflation) -> Interval:
    """By what errors were measured: a single challenge says nothing of others."""
    by_voter, by_challenge = (name in inflation.clusters for name in (VOTER, CHALLENGE))
    if by_voter:
        return Interval.BOTH if by_challenge else Interval.VOTER
    return Interval.CHALLENGE if by_challenge else Interval.INDEPENDENT


def _challenges_of(found: BoardVotes) -> int | None:
    """How many clusters by challenge there are; None where errors are not to be by challenge."""
    challenge = found.votes.challenge
    return None if challenge is None else len(np.unique(challenge))


def _notes(found: BoardVotes) -> list[str]:
    return [
        sentence.format(number)
        for sentence, number in (
            (WITHOUT_VOTER, found.without_voter),
            (WITHOUT_CHALLENGE, found.without_challenge),
        )
        if number
    ]
