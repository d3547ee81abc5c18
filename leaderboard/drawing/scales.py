"""Scales from values to positions, ticks, and placement of labels."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

# A tick is a multiple of one of these times a power of ten.
_ROUND = (1, 2, 5, 10)
# Days between ticks of a time axis, the finest first.
_DAYS = (1, 2, 7, 14, 28, 91, 182, 364, 728)


@dataclass(frozen=True, slots=True)
class Scale:
    """A linear scale: `least` is drawn at `start` and `most` at `end`, in pixels."""

    least: float
    most: float
    start: float
    end: float

    def place(self, value: float) -> float:
        """The position of a value, clipped to the scale."""
        share = (value - self.least) / (self.most - self.least)
        return round(self.start + min(max(share, 0.0), 1.0) * (self.end - self.start), 2)


def scale_of(
    values: Sequence[float], *, start: float, end: float, least_span: float, padding: float = 0.04
) -> Scale:
    """A scale that shows all values with some padding.

    Args:
        values: the values to show.
        start, end: its ends in pixels.
        least_span: the shortest scale, so that small differences look small.
        padding: room at each end, as a share of the span.
    """
    least, most = min(values, default=0.0), max(values, default=0.0)
    lacking = max(least_span - (most - least), 0.0) / 2
    room = padding * (most - least + 2 * lacking)
    return Scale(least - lacking - room, most + lacking + room, start, end)


def ticks_of(scale: Scale, *, most: int, whole: bool = False) -> list[float]:
    """At most so many round values within the scale; with `whole`, integers."""
    span = scale.most - scale.least
    rough = max(span / most, 1.0 if whole else 0.0)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(step * power for step in _ROUND if step * power >= rough * (1 - 1e-9))
    first, last = math.ceil(scale.least / step), math.floor(scale.most / step)
    return [each * step for each in range(first, last + 1)]


def day_ticks(first: date, last: date, *, most: int) -> list[date]:
    """At most so many evenly spaced days that end with the last."""
    span = (last - first).days
    step = next((days for days in _DAYS if span // days < most), span)
    return [last - timedelta(days=days) for days in range(0, span + 1, max(step, 1))][::-1]


def spread(wanted: Sequence[float], *, gap: float, least: float, most: float) -> list[float]:
    """Positions of labels as near as possible to the wanted ones, at least `gap` apart.

    Args:
        wanted: wanted positions, in any order.
        gap: the least distance, if there is room for it.
        least, most: the bounds of all positions.

    Returns:
        The positions in the order of `wanted`, with the least sum of squared moves before bounds
        are applied.

    Source:
        Positions less index times gap must not fall, which is isotonic regression; pool
        adjacent violators (Ayer et al., Ann. Math. Stat. 26, 1955).
    """
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    gap = min(gap, (most - least) / max(len(wanted) - 1, 1))
    blocks: list[tuple[float, int]] = []
    for number, index in enumerate(order):
        mean, size = wanted[index] - number * gap, 1
        while blocks and blocks[-1][0] > mean:
            before, length = blocks.pop()
            mean = (mean * size + before * length) / (size + length)
            size += length
        blocks.append((mean, size))
    level = [mean for mean, size in blocks for _ in range(size)]
    room = most - gap * (len(wanted) - 1)
    places = [0.0] * len(wanted)
    for number, index in enumerate(order):
        places[index] = round(min(max(level[number], least), room) + number * gap, 2)
    return places
