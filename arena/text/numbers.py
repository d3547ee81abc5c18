"""Whole numbers that somebody outside has written."""

# Of a key in the database.
LARGEST_KEY = 2**63 - 1
# As many digits as any whole number of the database has; Python refuses to read thousands.
_MOST_DIGITS = 18


def at_most(digits: str, most: int) -> int:
    """The number that `digits`, a text of decimal digits, stands for; `most` if it is larger."""
    significant = digits.lstrip("0")
    return min(int(significant or "0"), most) if len(significant) <= _MOST_DIGITS else most
