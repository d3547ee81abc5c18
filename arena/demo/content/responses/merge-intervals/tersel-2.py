def merge(intervals: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Union of closed intervals, sorted; touching ones are joined. O(n log n)."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(intervals):
        if start > end:
            raise ValueError(f"interval ends before it starts: {(start, end)}")
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged
