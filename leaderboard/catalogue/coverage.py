"""How often intervals held the truth when it was last measured: `./run bench coverage`."""

from typing import NamedTuple


class MeasuredCoverage(NamedTuple):
    """Per cent of intervals, and of boards whose rank sets all hold; the same if votes are taken as
    independent. 20 equal models, 40 prompts, tastes and prompts with a deviation of 0.5 nats."""

    voters: int
    votes: int
    intervals: int
    rank_sets: int
    plain_intervals: int
    plain_rank_sets: int


MEASURED_COVERAGE = (
    MeasuredCoverage(2, 200, 100, 100, 80, 40),
    MeasuredCoverage(3, 200, 100, 100, 80, 37),
    MeasuredCoverage(5, 200, 98, 100, 80, 39),
    MeasuredCoverage(10, 200, 97, 100, 80, 36),
    MeasuredCoverage(20, 200, 95, 99, 76, 25),
    MeasuredCoverage(50, 80, 95, 96, 82, 51),
    MeasuredCoverage(100, 40, 95, 98, 85, 66),
    MeasuredCoverage(1_000, 20, 95, 98, 65, 4),
)
