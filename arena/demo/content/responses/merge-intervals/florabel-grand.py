"""A small elegy for overlapping intervals.

Imagine each interval as a brushstroke upon the long canvas of the number line.
Where two strokes meet, they become one; where they do not, a silence remains.
This module listens for those silences.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Brushstroke:
    """One interval: a beginning, an end, and everything that lives between."""

    dawn: int
    dusk: int

    def __post_init__(self) -> None:
        if self.dusk < self.dawn:
            raise ValueError("No day may end before it has begun.")

    def embraces(self, other: Brushstroke) -> bool:
        """Do these two strokes touch, even by the tip of a bristle?"""
        return other.dawn <= self.dusk

    def entwined_with(self, other: Brushstroke) -> Brushstroke:
        """Two strokes become one, and the longer memory prevails."""
        return Brushstroke(self.dawn, max(self.dusk, other.dusk))


def merge(intervals: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Weave the intervals into the fewest strokes that tell the same story."""
    tapestry: list[Brushstroke] = []
    for stroke in sorted(Brushstroke(*pair) for pair in intervals):
        if tapestry and tapestry[-1].embraces(stroke):
            tapestry[-1] = tapestry[-1].entwined_with(stroke)
        else:
            tapestry.append(stroke)
    return [(stroke.dawn, stroke.dusk) for stroke in tapestry]
