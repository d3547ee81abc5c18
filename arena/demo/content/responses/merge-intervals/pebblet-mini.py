def merge(intervals):
    # first we sort the list
    intervals = sorted(intervals)
    # make a new list
    new_list = []
    i = 0
    while i < len(intervals):
        a = intervals[i][0]
        b = intervals[i][1]
        # check if the next one overlaps
        if i + 1 < len(intervals):
            c = intervals[i + 1][0]
            d = intervals[i + 1][1]
            if c <= b:
                # they overlap so put them together
                new_list.append((a, max(b, d)))
                i = i + 2
            else:
                new_list.append((a, b))
                i = i + 1
        else:
            new_list.append((a, b))
            i = i + 1
    return new_list


print(merge([(1, 3), (2, 6), (8, 10)]))
