"""Observers of what happens, and telling them."""

from collections.abc import Callable
from enum import StrEnum


class Measure(StrEnum):
    VOTE_ACCEPTED = "vote_accepted"
    VOTE_REFUSED = "vote_refused"
    MATCH_OPENED = "match_opened"
    MATCH_EXPIRED = "match_expired"
    LIMIT_HIT = "limit_hit"


type Observer = Callable[[Measure, str, int], None]

_observers: list[Observer] = []


def observe(observer: Observer) -> None:
    """Call `observer` with what happened, its reason and how often."""
    _observers.append(observer)


def count(measure: Measure, reason: str = "", *, times: int = 1) -> None:
    for observer in _observers:
        observer(measure, reason, times)
