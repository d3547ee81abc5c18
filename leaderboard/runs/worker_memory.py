"""What a worker remembers from tick to tick, in one object that its owner passes on."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from leaderboard.ledger import EventFacts, TallyChange
from leaderboard.models import Board, Entry, RatingRun
from leaderboard.runs.board_counts import BoardCountsCache
from leaderboard.runs.held_out_cache import HeldOutWork
from leaderboard.runs.inflations import MeasuredErrorsCache
from leaderboard.runs.style_counts import StyleCountsCache

# Changes that are kept for Elo; where more came since a board's last run, the ledger is read.
MOST_CHANGES = 20


@dataclass(frozen=True, slots=True)
class Standing:
    """What the next run of a board begins from: the strengths and Elo of a run, by competitor."""

    run: int
    theta: Mapping[int, float]
    elo: Mapping[int, float]


class WorkerMemory:
    """The counts, errors and last standings of boards, the last changes of the tallies, the facts
    of events, and the thread that rates.

    A new one knows nothing, so the next tick reads all from the database and publishes the same.
    One that is not kept until another tick leaves no work for it.
    """

    def __init__(self, *, is_kept: bool = True) -> None:
        self.event_facts = EventFacts()
        self.board_counts = BoardCountsCache()
        self.style_counts = StyleCountsCache()
        self.errors = MeasuredErrorsCache()
        self.held_out = HeldOutWork() if is_kept else None
        self.changes: Sequence[TallyChange] = ()
        self._standings: dict[int, Standing] = {}
        self.executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ratings")

    def apply(self, change: TallyChange) -> None:
        """Add the change to the counts, before it is written; if it is then not written,
        `forget_counts`."""
        self.board_counts.apply(change)
        self.style_counts.apply(change)

    def written(self, change: TallyChange) -> None:
        """Keep a change that has been written."""
        self.changes = (*self.changes, change)[-MOST_CHANGES:]

    def keep_standing(self, board: Board, standing: Standing) -> None:
        """Keep that of a run which is published; it never changes."""
        self._standings[board.pk] = standing

    def standing(self, run: RatingRun) -> Standing:
        """Of a board's newest run, which another worker may have published."""
        known = self._standings.get(run.board_id)
        if known is None or known.run != run.pk:
            rows = Entry.objects.filter(run=run).values_list("competitor_id", "theta", "elo")
            table = list(rows.order_by())
            theta, elo = ({row[0]: row[place] for row in table} for place in (1, 2))
            known = self._standings[run.board_id] = Standing(run.pk, theta, elo)
        return known

    def has_counts(self, board: Board) -> bool:
        """Whether the board can be rated without reading tallies."""
        styled = not board.style_controlled or self.style_counts.has(board)
        return styled and self.board_counts.has(board)

    def forget_counts(self) -> None:
        self.board_counts.clear()
        self.style_counts.clear()
