from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True)
class Finding:
    """What a check has found.

    Args:
        name: of what was checked; stable.
        level: how bad it is.
        what: a sentence that shows no path, host or secret, for `/readyz/` is public.
        advice: what to do; empty if all is well.
        stops_serving: whether nothing can be served until it is put right.
    """

    name: str
    level: Level
    what: str
    advice: str = ""
    stops_serving: bool = False


def ok(name: str, what: str) -> Finding:
    return Finding(name, Level.OK, what)


def warning(name: str, what: str, advice: str) -> Finding:
    return Finding(name, Level.WARNING, what, advice)


def error(name: str, what: str, advice: str, *, stops_serving: bool = False) -> Finding:
    return Finding(name, Level.ERROR, what, advice, stops_serving)
