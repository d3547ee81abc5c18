"""Parse durations such as "1h30m" into seconds.

Accepted: whole numbers with a unit d, h, m or s, in any case, spaces allowed
between the parts ("2d 4h"). Refused, each with a message that says why:

* an empty text, and a number without a unit ("90" could be seconds or minutes)
* a unit given twice ("1h 2h"), most likely a typing mistake
* units out of order ("30m 1h"), for the same reason
* anything left over ("1h!"), negative and fractional numbers

"m" always means minutes, never months.
"""

import re

SECONDS_PER_UNIT = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}
UNITS_LARGEST_FIRST = "".join(SECONDS_PER_UNIT)
# [0-9] and not \d, which would also accept digits of other scripts.
PART = re.compile(r"\s*([0-9]+)\s*([dhms])\s*", re.IGNORECASE)


def parse_duration(text: str) -> int:
    """Return the number of seconds in `text`.

    Raises:
        ValueError: `text` is not a duration as described above.
    """
    if not text.strip():
        raise ValueError("the duration is empty")

    total = 0
    position = 0
    last_unit = -1
    while position < len(text):
        part = PART.match(text, position)
        if part is None:
            raise ValueError(f"cannot read {text[position:]!r} in {text!r}")
        number, letter = part.groups()
        unit = UNITS_LARGEST_FIRST.index(letter.lower())
        if unit == last_unit:
            raise ValueError(f"unit {letter!r} appears twice in {text!r}")
        if unit < last_unit:
            raise ValueError(f"units must go from large to small in {text!r}")
        total += int(number) * SECONDS_PER_UNIT[letter.lower()]
        last_unit = unit
        position = part.end()
    return total
