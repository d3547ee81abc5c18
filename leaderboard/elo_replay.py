"""Online Elo of a board: resumed from the last run, replayed when the past changed."""

from collections.abc import Iterable, Mapping
from itertools import batched

import numpy as np
from django.db.models import QuerySet

from arena.models import EventKind, Outcome
from leaderboard.models import Board, Entry, LedgerEntry, RatingRun
from leaderboard.ratings import elo

type Ratings = dict[int, float]
# Left competitor, right competitor, outcome.
type Cast = tuple[int, int, str]

# Votes held at a time, however long the ledger.
_BATCH = 20_000

_OUTCOMES: Mapping[str, elo.Outcome] = {
    Outcome.LEFT: elo.Outcome.LEFT,
    Outcome.RIGHT: elo.Outcome.RIGHT,
    Outcome.TIE: elo.Outcome.TIE,
    Outcome.BOTH_BAD: elo.Outcome.BOTH_BAD,
}


def elo_of(board: Board, *, last: RatingRun | None) -> Ratings:
    """Elo of every competitor with a vote on the board, over its ledger up to `board.sequence`."""
    since = 0 if last is None else last.sequence
    new = _events_of(board).filter(sequence__gt=since)
    if last is not None and not new.exclude(event__kind=EventKind.CAST).exists():
        start = dict(Entry.objects.filter(run=last).values_list("competitor_id", "elo"))
        return replay(_casts(new), start=start)
    return replay_all(board)


def replay_all(board: Board) -> Ratings:
    """The same from the first vote on, leaving out what is excluded now."""
    events = _events_of(board)
    later = events.exclude(event__kind=EventKind.CAST).values_list("event__vote", "event__kind")
    last_kind = dict(later)
    out = {vote for vote, kind in last_kind.items() if kind == EventKind.EXCLUDED}
    votes = events.filter(event__kind=EventKind.CAST).values_list("event__vote", *_CAST)
    kept = (tuple(cast) for vote, *cast in votes.iterator(chunk_size=_BATCH) if vote not in out)
    return replay(kept, start={})


def replay(casts: Iterable[Cast], *, start: Mapping[int, float]) -> Ratings:
    """Elo after these votes in this order, for competitors by id."""
    ratings = dict(start)
    for batch in batched(casts, _BATCH):
        ratings |= _replay_batch(batch, ratings)
    return ratings


def _replay_batch(casts: tuple[Cast, ...], start: Mapping[int, float]) -> Ratings:
    left, right, outcome = zip(*casts, strict=True)
    ids, places = np.unique(np.array([*left, *right]), return_inverse=True)
    competitors: list[int] = ids.tolist()
    ratings = elo.replay(
        left=places[: len(casts)],
        right=places[len(casts) :],
        outcome=[_OUTCOMES[each] for each in outcome],
        start=[start.get(competitor, elo.START) for competitor in competitors],
    )
    return dict(zip(competitors, ratings, strict=True))


_CAST = ("event__vote__left_competitor", "event__vote__right_competitor", "event__vote__outcome")


def _casts(events: "QuerySet[LedgerEntry]") -> list[Cast]:
    return list(events.filter(event__kind=EventKind.CAST).values_list(*_CAST))


def _events_of(board: Board) -> "QuerySet[LedgerEntry]":
    events = LedgerEntry.objects.filter(sequence__lte=board.sequence).order_by("sequence")
    if board.category_id is not None:
        events = events.filter(event__vote__challenge__category=board.category_id)
    return events
