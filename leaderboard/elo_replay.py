"""Online Elo of a board: resumed from the last run, replayed when the past changed."""

from collections.abc import Mapping, Sequence

from django.db.models import QuerySet

from arena.models import EventKind, Outcome
from leaderboard.models import Board, Entry, LedgerEntry, RatingRun
from leaderboard.ratings import elo

type Ratings = dict[int, float]
# Left competitor, right competitor, outcome.
type Cast = tuple[int, int, str]

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
    kept = (tuple(cast) for vote, *cast in votes.iterator(chunk_size=20_000) if vote not in out)
    return replay(list(kept), start={})


def replay(casts: Sequence[Cast], *, start: Mapping[int, float]) -> Ratings:
    """Elo after these votes in this order, for competitors by id."""
    ids = sorted({*start, *(cast[0] for cast in casts), *(cast[1] for cast in casts)})
    place = {competitor: index for index, competitor in enumerate(ids)}
    ratings = elo.replay(
        left=[place[left] for left, _, _ in casts],
        right=[place[right] for _, right, _ in casts],
        outcome=[_OUTCOMES[outcome] for _, _, outcome in casts],
        start=[start.get(competitor, elo.START) for competitor in ids],
    )
    return dict(zip(ids, ratings, strict=True))


_CAST = ("event__vote__left_competitor", "event__vote__right_competitor", "event__vote__outcome")


def _casts(events: "QuerySet[LedgerEntry]") -> list[Cast]:
    return list(events.filter(event__kind=EventKind.CAST).values_list(*_CAST))


def _events_of(board: Board) -> "QuerySet[LedgerEntry]":
    events = LedgerEntry.objects.filter(sequence__lte=board.sequence).order_by("sequence")
    if board.category_id is not None:
        events = events.filter(event__vote__challenge__category=board.category_id)
    return events
