"""Choices as links: each is an address of its own, so a view can be linked and needs no script."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from leaderboard.views.asked import as_query


@dataclass(frozen=True, slots=True)
class Choice:
    key: str
    label: str
    url: str
    is_current: bool


def choices(
    name: str,
    labels: Mapping[str, Any],
    current: str,
    others: Mapping[str, str | Iterable[str]],
) -> Sequence[Choice]:
    """One link for each label, which keeps what else is asked; the first is the page's own."""
    first = next(iter(labels))
    return [
        Choice(
            key,
            str(label),
            as_query({**others, name: "" if key == first else key}) or "?",
            key == current,
        )
        for key, label in labels.items()
    ]


def chosen(query: Mapping[str, str], name: str, labels: Mapping[str, Any]) -> str:
    """What the address asks, or the first."""
    asked = query.get(name, "")
    return asked if asked in labels else next(iter(labels))
