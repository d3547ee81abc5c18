"""What an address asks of a board: which models, in which order, since when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Self
from urllib.parse import urlencode

from django.http import QueryDict

from arena.models import Competitor

# Longer than this nobody's name is.
LONGEST_TEXT = 100
SHOWN = "shown"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is empty is not asked for. `sort` is a column's key, with a minus from the last to the
    first; whatever else is asked for, the first rank comes first. `folded` is `SHOWN` where the
    rows that are folded are to be shown, too."""

    text: str = ""
    provider: str = ""
    sort: str = ""
    since: str = ""
    folded: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> Self:
        return cls(
            text=query.get("q", "").strip()[:LONGEST_TEXT],
            provider=query.get("provider", "").strip(),
            sort=query.get("sort", "").strip(),
            since=query.get("since", "").strip(),
            folded=SHOWN if query.get("folded") == SHOWN else "",
        )

    @property
    def query(self) -> str:
        """To be put behind an address; empty where nothing is asked."""
        return as_query(self.parts)

    @property
    def models_query(self) -> str:
        """Only which models, for pages that have no order."""
        return replace(self, sort="", since="", folded="").query

    def sorted_by(self, sort: str) -> str:
        return as_query(self.parts | {"sort": sort})

    def with_folded(self, folded: str) -> str:
        return as_query(self.parts | {"folded": folded}) or "?"

    @property
    def parts(self) -> dict[str, str]:
        return {
            "q": self.text,
            "provider": self.provider,
            "sort": self.sort,
            "since": self.since,
            "folded": self.folded,
        }

    @property
    def asks_for_some(self) -> bool:
        return bool(self.text or self.provider)

    def matches(self, competitor: Competitor) -> bool:
        if self.provider and competitor.provider != self.provider:
            return False
        words = self.text.casefold().split()
        told = f"{competitor.name} {competitor.provider} {competitor.slug}".casefold()
        return all(word in told for word in words)


def as_query(parts: Mapping[str, str | Iterable[str]]) -> str:
    given = {key: value for key, value in parts.items() if value}
    return f"?{urlencode(given, doseq=True)}" if given else ""
