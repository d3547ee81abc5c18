"""Which dumps are kept."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class KeptDumps:
    """How many: of the last days, then the first of each week, and of each month."""

    daily: int
    weekly: int
    monthly: int


def days_to_keep(days: Iterable[date], rule: KeptDumps) -> frozenset[date]:
    """The first dump of a week or a month stays for it, so a link to it goes on working. The newest
    one of all is always kept."""
    newest = sorted(set(days), reverse=True)
    kept = {
        *newest[: max(rule.daily, 1)],
        *_first_of(newest, lambda day: tuple(day.isocalendar())[:2], rule.weekly),
        *_first_of(newest, lambda day: (day.year, day.month), rule.monthly),
    }
    return frozenset(kept)


def _first_of(
    newest: Iterable[date], period_of: Callable[[date], Hashable], number: int
) -> list[date]:
    """The first day of each of so many periods, the newest periods first."""
    first: dict[Hashable, date] = {}
    for day in newest:
        first[period_of(day)] = day
    return list(first.values())[:number]
