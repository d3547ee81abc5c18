"""Models whose ranks have nothing in common with those of the day before. Days are those of UTC."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from leaderboard.kept import kept
from leaderboard.models import OVERALL, Board, Entry, RatingRun

_PAIRS_KEPT = 128

type Ranks = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Move:
    """A competitor, by id, and its rank sets before and after: the lowest and the highest rank."""

    competitor: int
    before: Ranks
    after: Ranks


@kept.at_most(_PAIRS_KEPT)
def moves_between(earlier: int, later: int) -> Sequence[Move]:
    """Of two runs, by id: whose rank sets have nothing in common."""
    before, after = _rank_sets(earlier), _rank_sets(later)
    return [
        Move(each, before[each], after[each])
        for each in sorted(before.keys() & after.keys(), key=after.__getitem__)
        if before[each][1] < after[each][0] or after[each][1] < before[each][0]
    ]


def last_runs_of_days(now: datetime, *, days: int) -> Sequence[RatingRun]:
    """The last run on all votes of each of so many days that are over, the first day first."""
    board = Board.objects.filter(slug=OVERALL).first()
    if board is None:
        return []
    today = datetime.combine(now.astimezone(UTC).date(), time.min, tzinfo=UTC)
    since = today - timedelta(days=days)
    return list(
        RatingRun.objects.daily(board)
        .filter(finished_at__gte=since, finished_at__lt=today)
        .select_related("board")
    )


def _rank_sets(run: int) -> dict[int, Ranks]:
    """Of each competitor that is rated."""
    rows = Entry.objects.filter(run=run).order_by()
    return {
        competitor: (low, high)
        for competitor, low, high in rows.values_list("competitor", "rank_low", "rank_high")
        if low is not None and high is not None
    }
