"""Choices as links: each is an address of its own, so a view can be linked and needs no script."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from leaderboard.views.board.board_query import as_query


@dataclass(frozen=True, slots=True)
class Choice:
    key: str
    label: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Options:
    """What may be chosen by `name` in the address, in the order it is shown in. The default is what
    an address that does not say means."""

    name: str
    labels: Mapping[str, Any]
    default: str

    def chosen(self, query: Mapping[str, str]) -> str:
        asked = query.get(self.name, "")
        return asked if asked in self.labels else self.default

    def links(self, current: str, others: Mapping[str, str | Iterable[str]]) -> Sequence[Choice]:
        """One for each, which keeps what else is asked."""
        return [
            Choice(
                key,
                str(label),
                as_query({**others, self.name: self.said(key)}) or "?",
                key == current,
            )
            for key, label in self.labels.items()
        ]

    def said(self, key: str) -> str:
        """As an address says it."""
        return "" if key == self.default else key
