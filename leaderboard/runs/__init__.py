"""From tallies to published runs: one tick, what it keeps in memory, the rebuild, and what-if."""

from leaderboard.runs.citing import cite_run, is_kept
from leaderboard.runs.code_version import code_version
from leaderboard.runs.inflations import packed as packed_errors
from leaderboard.runs.pair_errors import error_between, errors_among
from leaderboard.runs.readers import say_read
from leaderboard.runs.rebuild import Rebuild, rebuild_tallies
from leaderboard.runs.retention import forget_old_runs
from leaderboard.runs.style_counts import StyleCounts
from leaderboard.runs.tick import recompute_boards
from leaderboard.runs.verification import Verification, verify
from leaderboard.runs.what_if import Effect, Place, effect_of
from leaderboard.runs.worker_memory import WorkerMemory

__all__ = [
    "Effect",
    "Place",
    "Rebuild",
    "StyleCounts",
    "Verification",
    "WorkerMemory",
    "cite_run",
    "code_version",
    "effect_of",
    "error_between",
    "errors_among",
    "forget_old_runs",
    "is_kept",
    "packed_errors",
    "rebuild_tallies",
    "recompute_boards",
    "say_read",
    "verify",
]
