"""The votes that count, as columns, and those of them that are on one board."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from arena.models import Challenge, Competitor, EventKind, Vote, VoteEvent
from leaderboard.ledger import Integers, as_one
from leaderboard.models import FEATURES, Board, SpeaksOf
from leaderboard.passes.columns import NOBODY, read_columns
from leaderboard.ratings import Votes, style
from leaderboard.runs import StyleCounts

# Integers of 32 bits or fewer, for there are many.
type Small = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class CountedVotes:
    """The N votes that count, by voter and challenge.

    `voter` numbers voters from 0; `challenge`, `left`, `right` (competitors) and `responses` (N, 2)
    are ids; -1 or 0 where there is none. `outcome` is a place in `COUNTS`; `day` counts as
    `date.toordinal` does.
    """

    voter: Small
    challenge: Small
    left: Small
    right: Small
    outcome: Small
    day: Small
    responses: Small


@dataclass(frozen=True, slots=True)
class BoardVotes:
    """The votes of one board: `competitors` (M,) ids in ascending order, the `votes`, with `voter`
    and `challenge` as far as any names one, `features` (N, F) if the board holds style constant,
    and how many votes name no voter and no challenge."""

    competitors: Integers
    votes: Votes
    features: npt.NDArray[np.float64] | None
    without_voter: int
    without_challenge: int


@contextmanager
def one_moment() -> Iterator[None]:
    """Whatever is read inside is of one moment. On SQLite nobody waits for it."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")


@contextmanager
def joined_as_a_whole() -> Iterator[None]:
    """PostgreSQL may not look for the events of each vote one by one. After a large import it knows
    too little of the tables for a minute, takes them for empty, and would go through all events for
    each vote: 50,000 took more than a quarter of an hour, and nothing stops it."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")
        yield
        cursor.execute("SET LOCAL enable_nestloop = on")


def read_votes() -> CountedVotes:
    """All votes that the ledger counts. Call it in `one_moment`, together with what says how far
    the ledger is."""
    with joined_as_a_whole():
        table = read_columns(_counted())
    merged = Competitor.objects.merged()
    if merged:
        for side in ("left", "right"):
            table[side] = as_one(table[side].astype(np.int64), merged).astype(np.int32)
    table["outcome"] = table["outcome"].astype(np.int8)
    responses = [table.pop(name) for name in ("left_response", "right_response")]
    return CountedVotes(**table, responses=np.stack(responses, axis=1))


def _counted() -> QuerySet[Vote]:
    """Cast by an event that is in the ledger, and under no exclusion that is there and was not
    lifted there."""
    of_the_vote = VoteEvent.objects.filter(vote=OuterRef("pk"))
    pending = of_the_vote.filter(kind=EventKind.CAST, pending=True)
    lifted = VoteEvent.objects.filter(
        exclusion=OuterRef("exclusion"), kind=EventKind.REINSTATED, pending=False
    )
    excluded = of_the_vote.filter(~Exists(lifted), kind=EventKind.EXCLUDED, pending=False)
    return Vote.objects.filter(~Exists(pending), ~Exists(excluded))


def votes_of(board: Board, columns: CountedVotes) -> BoardVotes:
    """Those that pass the board's filters.

    Args:
        board: a filled board, as it was when the votes were read.
        columns: all votes that count.
    """
    on = _on(board, columns)
    some = slice(None) if on.all() else on
    left, right = columns.left[some], columns.right[some]
    competitors = np.union1d(np.unique(left), np.unique(right)).astype(np.int64)
    voter, challenge = columns.voter[some], columns.challenge[some]
    votes = Votes(
        len(competitors),
        _places(competitors, left),
        _places(competitors, right),
        columns.outcome[some],
        _each_its_own(voter),
        None if board.speaks_of == SpeaksOf.THESE else _each_its_own(challenge),
    )
    features = _features(columns.responses[some]) if board.style_controlled else None
    unnamed = (int((each == NOBODY).sum()) for each in (voter, challenge))
    return BoardVotes(competitors, votes, features, *unnamed)


def _on(board: Board, columns: CountedVotes) -> npt.NDArray[np.bool_]:
    """(N,) whether the board counts each; as `BoardIndex` has it event by event."""
    chosen = columns.left != columns.right
    wanted = {
        "category": board.category_id,
        "pk": board.challenge_id,
        "kind": board.kind,
        "language": board.language,
    }
    wanted = {name: value for name, value in wanted.items() if value not in {None, ""}}
    if wanted:
        challenges = Challenge.objects.filter(**wanted).order_by().values_list("pk", flat=True)
        chosen &= np.isin(columns.challenge, np.array(list(challenges), dtype=np.int32))
    if board.window_start is not None:
        chosen &= columns.day >= board.window_start.toordinal()
    if board.style_controlled:
        chosen &= columns.responses[:, 0] > 0
    return np.asarray(chosen)


def _places(competitors: Integers, some: Small) -> Small:
    """Where ids are among those of competitors."""
    places = np.zeros(int(competitors.max(initial=0)) + 1, dtype=np.int32)
    places[competitors] = np.arange(len(competitors))
    return np.asarray(places[some])


def _each_its_own(named: Small) -> Small | None:
    """Clusters: those that are named, and each vote that names none; None where all name none."""
    nameless = named == NOBODY
    if nameless.all():
        return None
    if not nameless.any():
        return named
    clusters = named.copy()
    clusters[nameless] = int(named.max()) + 1 + np.arange(int(nameless.sum()))
    return clusters


def _features(responses: Small) -> npt.NDArray[np.float64]:
    """(N, F) differences in style."""
    styles = StyleCounts()
    styles.learn(np.unique(responses).astype(np.int64))
    if not len(responses):
        return np.zeros((0, len(FEATURES)))
    left, right = (
        styles.features[np.searchsorted(styles.responses, side)].astype(np.float64)
        for side in responses.T
    )
    return style.differences(left, right)
