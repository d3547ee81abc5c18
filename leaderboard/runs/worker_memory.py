"""What a worker remembers from tick to tick, in one object that its owner passes on."""

from concurrent.futures import ThreadPoolExecutor

from leaderboard.ledger import EventFacts, TallyChange
from leaderboard.models import Board
from leaderboard.runs.board_counts import BoardCountsCache
from leaderboard.runs.inflations import MeasuredErrorsCache
from leaderboard.runs.style_counts import StyleCountsCache


class WorkerMemory:
    """The counts and errors of boards, the facts of events, and the thread that rates.

    A new one knows nothing, so the next tick reads all from the database and publishes the same.
    """

    def __init__(self) -> None:
        self.event_facts = EventFacts()
        self.board_counts = BoardCountsCache()
        self.style_counts = StyleCountsCache()
        self.errors = MeasuredErrorsCache()
        self.executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ratings")

    def apply(self, change: TallyChange) -> None:
        """Add the change to the counts, before it is written; if it is then not written,
        `forget_counts`."""
        self.board_counts.apply(change)
        self.style_counts.apply(change)

    def has_counts(self, board: Board) -> bool:
        """Whether the board can be rated without reading tallies."""
        styled = not board.style_controlled or self.style_counts.has(board)
        return styled and self.board_counts.has(board)

    def forget_counts(self) -> None:
        self.board_counts.clear()
        self.style_counts.clear()
