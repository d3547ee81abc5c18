"""Online Elo of a board: resumed from the last run, replayed when the past changed."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import batched
from typing import Any

import numpy as np
from django.db.models import QuerySet

from arena.models import Competitor, EventKind
from leaderboard.ledger import OUTCOME, SIGN, Integers, TallyChange, as_one, board_filter
from leaderboard.models import Board, LedgerEntry, RatingRun
from leaderboard.ratings import elo
from leaderboard.runs.worker_memory import WorkerMemory

type Ratings = dict[int, float]

# Votes in memory at a time.
_CHUNK = 20_000


def elo_of(board: Board, memory: WorkerMemory, *, last: RatingRun | None) -> Ratings:
    """Elo of every competitor with a vote on the board, over its ledger up to `board.sequence`.

    Args:
        board: the board.
        memory: what this worker has written; where that is all that came since the last run, the
            ledger is not read.
        last: its newest run, whose Elo is resumed if all that came since are new votes.
    """
    if last is None or _begins_anew(board, last):
        return replay_all(board)
    ours = _changes_since(board, last, memory.changes)
    new = _new_of_ledger(board, last) if ours is None else _new_of_changes(board, ours)
    if new is None:
        return replay_all(board)
    return replay(new, start=memory.standing(last).elo)


def replay_all(board: Board) -> Ratings:
    """The same from the first vote on, leaving out what is excluded now."""
    events = _events_of(board)
    later = events.exclude(event__kind=EventKind.CAST).values_list("event__vote", "event__kind")
    last_kind = dict(later)
    out = {vote for vote, kind in last_kind.items() if kind == EventKind.EXCLUDED}
    votes = events.filter(event__kind=EventKind.CAST).values_list("event__vote", *_CAST)
    kept = (cast for vote, *cast in votes.iterator(chunk_size=_CHUNK) if vote not in out)
    ratings: Ratings = {}
    merged = Competitor.objects.merged()
    for some in batched(kept, _CHUNK):
        ratings = replay(_table(some, merged), start=ratings)
    return ratings


def replay(casts: Integers, *, start: Mapping[int, float]) -> Ratings:
    """Elo after (N, 3) votes in this order, for competitors by id.

    Args:
        casts: left competitor, right competitor, and outcome as a place in `COUNTS`, which is its
            `Outcome`.
        start: Elo before, by competitor.
    """
    ids, places = np.unique(casts[:, :2], return_inverse=True)
    competitors: list[int] = ids.tolist()
    left, right = places.reshape(-1, 2).T
    ratings = elo.replay(
        left=left,
        right=right,
        outcome=casts[:, 2],
        start=[start.get(competitor, elo.START) for competitor in competitors],
    )
    return {**start, **dict(zip(competitors, ratings, strict=True))}


_CAST = ("event__vote__left_competitor", "event__vote__right_competitor", "event__vote__outcome")


def _begins_anew(board: Board, last: RatingRun) -> bool:
    """Whether the board's first votes are others than the last run's, or of others."""
    if last.method.get("merged", {}) != Competitor.objects.merged_slugs():
        return True
    start = None if board.window_start is None else board.window_start.isoformat()
    return last.generation is None or last.method.get("window_start") != start


def _changes_since(
    board: Board, last: RatingRun, changes: Sequence[TallyChange]
) -> list[TallyChange] | None:
    """Those of the changes that took the board from the last run to where it is; None if they did
    not, since another worker wrote some or they are too long ago."""
    ours = [c for c in changes if board.pk in c.members and c.sequence > last.sequence]
    steps = [(last.generation, last.sequence)]
    for change in ours:
        if change.versions[board.pk] != steps[-1]:
            return None
        steps.append((change.versions[board.pk][0], change.sequence))
    return ours if steps[-1] == board.version else None


def _new_of_changes(board: Board, changes: Sequence[TallyChange]) -> Integers | None:
    """The votes that these changes brought, or None if something older changed."""
    parts = [np.zeros((0, 6), dtype=np.int64)]
    for change in changes:
        some, of = change.members[board.pk], change.events
        columns = [of.vote, of.is_cast, of.sign, of.left, of.right, of.outcome]
        parts.append(np.column_stack(columns)[some])
    return _casts_that_count(np.concatenate(parts))


def _new_of_ledger(board: Board, last: RatingRun) -> Integers | None:
    """The votes since the last run, or None if something older changed."""
    new = _events_of(board).filter(sequence__gt=last.sequence)
    rows = new.values_list("event__vote", "event__kind", *_CAST)
    table = [
        (vote, kind == EventKind.CAST, SIGN[kind], left, right, OUTCOME[outcome])
        for vote, kind, left, right, outcome in rows
    ]
    casts = _casts_that_count(np.array(table, dtype=np.int64).reshape(-1, 6))
    return None if casts is None else _between_two(casts, Competitor.objects.merged())


def _casts_that_count(events: Integers) -> Integers | None:
    """Of (N, 6) events the casts that count after all of them, or None if an older vote changed.

    One that was excluded as soon as it came, as those of a blocked voter are, never counted.

    Args:
        events: vote, whether it is cast, sign, left, right, outcome.
    """
    votes, place = np.unique(events[:, 0], return_inverse=True)
    casts = np.bincount(place, weights=events[:, 1], minlength=len(votes))
    if (casts < 1).any():
        return None
    counts = np.bincount(place, weights=events[:, 2], minlength=len(votes)) > 0
    return events[(events[:, 1] > 0) & counts[place], 3:]


def _table(rows: Iterable[Sequence[Any]], merged: Mapping[int, int]) -> Integers:
    casts = [(left, right, OUTCOME[outcome]) for left, right, outcome in rows]
    return _between_two(np.array(casts, dtype=np.int64).reshape(-1, 3), merged)


def _between_two(casts: Integers, merged: Mapping[int, int]) -> Integers:
    """(N, 3) casts of competitors as they are now, without those between two that are one."""
    casts[:, :2] = as_one(casts[:, :2].ravel(), merged).reshape(-1, 2)
    between: Integers = casts[casts[:, 0] != casts[:, 1]]
    return between


def _events_of(board: Board) -> "QuerySet[LedgerEntry]":
    events = LedgerEntry.objects.filter(board_filter(board, vote="event__vote"))
    return events.filter(sequence__lte=board.sequence).order_by("sequence")
