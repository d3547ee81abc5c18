"""Known vulnerabilities of pinned packages, by an advisory database that speaks OSV's API.

The database is asked about one version more, whose vulnerabilities are known for years. A proxy or
a mirror that answers everything with an empty list is thereby told apart from a database.

Source:
    https://google.github.io/osv.dev/api/
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from config.supply.errors import SupplyError
from config.supply.fetching import fetch, read_json
from config.supply.pins import Pin

# CVE-2014-1402 and later ones.
CONTROL = Pin("jinja2", "2.4.1")
# The API allows 1,000.
QUERIES_PER_REQUEST = 500
# A package with more pages of advisories than this is no real answer.
MOST_PAGES = 20


@dataclass(frozen=True, slots=True)
class Advisory:
    """A known vulnerability of a pinned package."""

    pin: Pin
    id: str
    aliases: tuple[str, ...] = ()
    fixed_in: tuple[str, ...] = ()
    summary: str = ""

    def __str__(self) -> str:
        names = ", ".join((self.id, *self.aliases))
        fixed = f"fixed in {', '.join(self.fixed_in)}" if self.fixed_in else "no fix named"
        return f"{self.pin}: {names}; {fixed}. {self.summary}".rstrip()


def find_advisories(
    pins: Sequence[Pin], *, database: str, ignored: Collection[str] = ()
) -> list[Advisory]:
    """What the database knows about the pins.

    Args:
        database: its address, such as https://api.osv.dev.
        ignored: ids, or aliases, of advisories that are left out.

    Raises:
        SupplyError: it cannot be reached, or its answer is none to what was asked.
    """
    found: list[Advisory] = []
    for start in range(0, len(pins), QUERIES_PER_REQUEST):
        asked = pins[start : start + QUERIES_PER_REQUEST]
        *answers, control = _ids_of([*asked, CONTROL], database)
        if not control:
            raise SupplyError(
                f"{database} knows of no vulnerability in {CONTROL}, which has several. "
                "It is no advisory database."
            )
        for pin, ids in zip(asked, answers, strict=True):
            found += _described(pin, ids, database, ignored)
    return found


def _ids_of(pins: Sequence[Pin], database: str) -> list[list[str]]:
    """The ids of the advisories for each pin, in their order."""
    found: list[list[str]] = [[] for _ in pins]
    waiting: dict[int, str | None] = dict.fromkeys(range(len(pins)))
    for _ in range(MOST_PAGES):
        numbers = list(waiting)
        queries = [_query(pins[number], waiting[number]) for number in numbers]
        waiting = {}
        for number, result in zip(numbers, _results(queries, database), strict=True):
            found[number] += _ids_in(result, database)
            if token := result.get("next_page_token"):
                waiting[number] = str(token)
        if not waiting:
            return found
    raise SupplyError(f"{database} does not end its answer.")


def _query(pin: Pin, page: str | None) -> dict[str, Any]:
    query = {"package": {"ecosystem": "PyPI", "name": pin.name}, "version": pin.version}
    return {**query, "page_token": page} if page else query


def _results(queries: Sequence[object], database: str) -> list[dict[str, Any]]:
    """One object per query."""
    url = f"{database}/v1/querybatch"
    answer = read_json(url, fetch(url, body={"queries": queries}))
    results = answer.get("results") if isinstance(answer, dict) else None
    # A query without advisories may be answered by null.
    results = [each or {} for each in results] if isinstance(results, list) else []
    if len(results) != len(queries) or not all(isinstance(each, dict) for each in results):
        raise SupplyError(f"{database} does not answer each of {len(queries)} queries.")
    return results


def _ids_in(result: dict[str, Any], database: str) -> list[str]:
    advisories = result.get("vulns") or []
    try:
        return [str(each["id"]) for each in advisories]
    except (TypeError, KeyError):
        raise SupplyError(f"{database} lists advisories without an id.") from None


def _described(
    pin: Pin, ids: Sequence[str], database: str, ignored: Collection[str]
) -> list[Advisory]:
    """Advisories with their details; each vulnerability once, under its first name."""
    found: list[Advisory] = []
    known = set(ignored)
    for each in ids:
        if each in known:
            continue
        advisory = _describe(pin, each, database)
        if known.isdisjoint(advisory.aliases):
            found.append(advisory)
        known.update((each, *advisory.aliases))
    return found


def _describe(pin: Pin, name: str, database: str) -> Advisory:
    """The advisory with its details, or bare if there are none to be had."""
    url = f"{database}/v1/vulns/{quote(name, safe='')}"
    try:
        details = read_json(url, fetch(url))
        aliases = tuple(str(each) for each in details.get("aliases", []))
        return Advisory(pin, name, aliases, _fixes(pin, details), _line(details.get("summary")))
    except (SupplyError, AttributeError, TypeError, KeyError):
        return Advisory(pin, name)


def _fixes(pin: Pin, details: dict[str, Any]) -> tuple[str, ...]:
    fixes = {
        str(event["fixed"]): None
        for affected in details.get("affected", [])
        if affected["package"]["name"].lower() == pin.name
        for each in affected.get("ranges", [])
        if each.get("type") == "ECOSYSTEM"
        for event in each.get("events", [])
        if "fixed" in event
    }
    return tuple(fixes)


def _line(text: object) -> str:
    """One line of printable characters, since the text comes from elsewhere."""
    line = " ".join(str(text or "").split())
    return "".join(each for each in line if each.isprintable())[:200]
