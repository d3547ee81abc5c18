def merge(intervals):
    """
    Merges overlapping intervals in O(n) time, which is optimal.
    """
    # Sort by the end time (this is the standard greedy approach)
    intervals.sort(key=lambda interval: interval[1])

    result = [intervals[0]]
    for current in intervals[1:]:
        last = result[-1]
        if current[0] <= last[1]:
            # Overlap: extend the last interval
            result[-1] = (last[0], current[1])
        else:
            result.append(current)

    return result


# Example
print(merge([(1, 3), (2, 6), (8, 10), (15, 18)]))
# [(1, 6), (8, 10), (15, 18)]
