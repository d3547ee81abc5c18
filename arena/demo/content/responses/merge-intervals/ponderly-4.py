"""Merge overlapping closed intervals.

Decisions I had to make, because the task leaves them open:

* Touching intervals, (1, 3) and (3, 5), are merged: both contain 3.
* Adjacent ones, (1, 3) and (4, 5), are not: 3.5 lies in neither.
* A reversed interval is refused rather than silently swapped.
* The input is not changed.
"""

from collections.abc import Iterable

Interval = tuple[int, int]


def merge(intervals: Iterable[Interval]) -> list[Interval]:
    """Return the union of `intervals` as sorted, disjoint intervals.

    Time O(n log n) for the sort; memory O(n).

    Raises:
        ValueError: an interval ends before it starts.
    """
    merged: list[Interval] = []
    for start, end in sorted(intervals):
        if end < start:
            raise ValueError(f"reversed interval: ({start}, {end})")
        if not merged or start > merged[-1][1]:
            merged.append((start, end))
            continue
        last_start, last_end = merged[-1]
        # max(), because the new interval may lie wholly inside the last one.
        merged[-1] = (last_start, max(last_end, end))
    return merged


if __name__ == "__main__":
    assert merge([]) == []
    assert merge([(1, 4)]) == [(1, 4)]
    assert merge([(5, 6), (1, 3), (2, 4)]) == [(1, 4), (5, 6)]
    assert merge([(1, 10), (2, 3)]) == [(1, 10)], "contained"
    assert merge([(1, 3), (3, 5)]) == [(1, 5)], "touching"
    assert merge([(1, 3), (4, 5)]) == [(1, 3), (4, 5)], "adjacent"
    print("all checks passed")
