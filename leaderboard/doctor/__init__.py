"""Whether everything an arena needs works: what is wrong, and what to do.

`./run manage doctor`, `/readyz/` and the desk show the same findings.
"""

from leaderboard.doctor.examination import examine, is_ready
from leaderboard.doctor.finding import Finding, Level
from leaderboard.doctor.machine import queue_lengths
from leaderboard.doctor.wiring import warn_of_settings
from leaderboard.doctor.work import pending_of

__all__ = [
    "Finding",
    "Level",
    "examine",
    "is_ready",
    "pending_of",
    "queue_lengths",
    "warn_of_settings",
]
