import re

_SECONDS = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}
_SHAPE = re.compile(r"(?=\S)(?:(\d+)d)?\s*(?:(\d+)h)?\s*(?:(\d+)m)?\s*(?:(\d+)s)?", re.ASCII)


def parse_duration(text: str) -> int:
    """Seconds in a duration such as "1h30m" or "2d 4h". Units once each, largest first."""
    found = _SHAPE.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"not a duration: {text!r}")
    return sum(int(n) * size for n, size in zip(found.groups(), _SECONDS.values()) if n)
