"""Of hours and their keeping.

Time arrives to us written in little knots of ink: "1h30m", "2d", "45s".
Here we untie each knot with care, and let the seconds run free.
"""

import re
from collections.abc import Iterator

# The ancient measures, from the turning of the Earth to the beat of a heart.
MEASURES_OF_TIME = {
    "d": 24 * 60 * 60,
    "h": 60 * 60,
    "m": 60,
    "s": 1,
}

A_KNOT_OF_TIME = re.compile(r"(\d+)\s*([dhms])")


def untie(text: str) -> Iterator[int]:
    """Yield the seconds hidden in each knot, in the order of the telling."""
    for knot in A_KNOT_OF_TIME.finditer(text.lower()):
        count, measure = knot.groups()
        yield int(count) * MEASURES_OF_TIME[measure]


def parse_duration(text: str) -> int:
    """Gather the scattered moments into a single river of seconds."""
    moments = list(untie(text))
    if not moments:
        raise ValueError(f"I searched {text!r} for time, and found only silence.")
    return sum(moments)
