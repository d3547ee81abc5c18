"""Whether everything an arena needs works: what is wrong, and what to do.

`./run manage doctor`, `/readyz/` and the desk show the same findings.
"""

from leaderboard.doctor.examination import examine, is_ready
from leaderboard.doctor.finding import Finding, Level

__all__ = ["Finding", "Level", "examine", "is_ready"]
