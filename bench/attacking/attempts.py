"""What an attack tried, and whether it got through."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt of an attack.

    Args:
        passed: the attack got through.
        seen: what was answered or measured.
    """

    name: str
    passed: bool
    seen: object = ""


def summary(group: str, attempts: Iterable[Attempt], seconds: float) -> dict[str, object]:
    every = list(attempts)
    through = [f"{each.name}: {each.seen}" for each in every if each.passed]
    return {
        "group": group,
        "tried": len(every),
        "passed": len(through),
        "seconds": round(seconds, 1),
        "through": through,
    }
