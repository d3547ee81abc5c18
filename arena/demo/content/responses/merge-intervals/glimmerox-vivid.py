"""Merge intervals, and see it happen. Run me: I draw my own number line."""


def merge(intervals):
    merged = []
    for start, end in sorted(intervals):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def draw(title, intervals, width):
    """One row per interval, so that overlaps are visible."""
    print(f"\n  {title}")
    for start, end in intervals:
        bar = "█" * max(1, end - start + 1)
        label = f"{start}–{end}"
        print("  " + " " * start + bar + " " * (width - end) + label)
    print("  " + "".join("┼" if n % 5 == 0 else "─" for n in range(width + 1)))
    print("  " + "".join(f"{n:<5}" for n in range(0, width + 1, 5)))


if __name__ == "__main__":
    before = [(1, 4), (3, 7), (9, 12), (12, 15), (18, 20)]
    edge = max(end for _, end in before)
    draw("before", before, edge)
    draw("after", merge(before), edge)
