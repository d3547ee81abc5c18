"""The votes that count, as columns, and those of them that are on one board."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC
from itertools import batched
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import connection, transaction
from django.db.models import Case, Exists, IntegerField, OuterRef, QuerySet, Sum, Value, When

from arena.models import Challenge, Competitor, EventKind, Vote, VoteEvent
from leaderboard.ledger import OUTCOME, Integers, as_one
from leaderboard.models import FEATURES, Board, SpeaksOf
from leaderboard.ratings import Votes, style
from leaderboard.runs import StyleCounts

type Small = npt.NDArray[np.int32]

# Rows in memory at a time.
CHUNK = 50_000
NOBODY = -1
_COLUMNS = (
    "voter_id",
    "challenge_id",
    "left_competitor_id",
    "right_competitor_id",
    "outcome",
    "cast_at",
    "left_id",
    "right_id",
)


@dataclass(frozen=True, slots=True)
class CountedVotes:
    """The N votes that count, in the order of their numbers.

    `voter` numbers voters from 0; `challenge`, `left`, `right` (competitors) and `responses` (N, 2)
    are ids; -1 or 0 where there is none. `outcome` is a place in `COUNTS`; `day` counts as
    `date.toordinal` does.
    """

    voter: Small
    challenge: Small
    left: Small
    right: Small
    outcome: npt.NDArray[np.int8]
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


def read_votes() -> CountedVotes:
    """All votes that the ledger counts. Call it in `one_moment`, together with what says how far
    the ledger is."""
    rows = _counted().order_by("pk").values_list(*_COLUMNS).iterator(chunk_size=CHUNK)
    voters: dict[Any, int] = {None: NOBODY}
    parts = [_columns_of(some, voters) for some in batched(rows, CHUNK)]
    table = np.concatenate([np.zeros((len(_COLUMNS), 0), dtype=np.int32), *parts], axis=1)
    voter, challenge, left, right, outcome, day, *responses = table
    merged = Competitor.objects.merged()
    return CountedVotes(
        voter=voter,
        challenge=challenge,
        left=as_one(left.astype(np.int64), merged).astype(np.int32),
        right=as_one(right.astype(np.int64), merged).astype(np.int32),
        outcome=outcome.astype(np.int8),
        day=day,
        responses=np.stack(responses, axis=1),
    )


def _counted() -> QuerySet[Vote]:
    """Cast by an event that is in the ledger, and by those there not excluded, or reinstated."""
    pending = VoteEvent.objects.filter(vote=OuterRef("pk"), kind=EventKind.CAST, pending=True)
    sign = Case(
        When(kind=EventKind.EXCLUDED, then=Value(1)),
        default=Value(-1),
        output_field=IntegerField(),
    )
    moved = VoteEvent.objects.exclude(kind=EventKind.CAST).filter(pending=False)
    excluded = moved.order_by().values("vote").annotate(standing=Sum(sign)).filter(standing__gt=0)
    return Vote.objects.filter(~Exists(pending)).exclude(pk__in=excluded.values("vote"))


def _columns_of(rows: tuple[tuple[Any, ...], ...], voters: dict[Any, int]) -> Small:
    voter, challenge, left, right, outcome, cast_at, *responses = zip(*rows, strict=True)
    columns = [
        [voters.setdefault(each, len(voters) - 1) for each in voter],
        [NOBODY if each is None else each for each in challenge],
        left,
        right,
        [OUTCOME[each] for each in outcome],
        [each.astimezone(UTC).toordinal() for each in cast_at],
        *([each or 0 for each in side] for side in responses),
    ]
    return np.array(columns, dtype=np.int32)


def votes_of(board: Board, columns: CountedVotes) -> BoardVotes:
    """Those that pass the board's filters.

    Args:
        board: a filled board, as it was when the votes were read.
        columns: all votes that count.
    """
    some = np.flatnonzero(_on(board, columns))
    left, right = columns.left[some], columns.right[some]
    competitors = np.union1d(left, right).astype(np.int64)
    voter, challenge = columns.voter[some], columns.challenge[some]
    votes = Votes(
        len(competitors),
        np.searchsorted(competitors, left),
        np.searchsorted(competitors, right),
        columns.outcome[some].astype(np.int64),
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


def _each_its_own(named: Small) -> Integers | None:
    """Clusters: those that are named, and each vote that names none; None where all name none."""
    nameless = named == NOBODY
    if nameless.all():
        return None
    clusters = named.astype(np.int64)
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
