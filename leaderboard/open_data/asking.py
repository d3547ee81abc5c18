"""Votes as somebody asks for them over the network: a format, filters and rules, by name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from arena.errors import ExportFilterUnknown, ExportFormatUnknown, ExportOptionRefused
from leaderboard.open_data.comparisons import UnknownFilter, VoteFilter, check_filter
from leaderboard.open_data.formats import PreferenceRules, VoteFormat

TIES = ("drop", "both")
_FILTERS = ("board", "category", "origin")
_DAYS = ("since", "until")
_SWITCHES = ("unpaired", "majority")
_ON, _OFF = ("1", "true", "on", "yes"), ("", "0", "false", "off", "no")


@dataclass(frozen=True, slots=True)
class AskedVotes:
    form: VoteFormat
    chosen: VoteFilter
    rules: PreferenceRules

    @property
    def media_type(self) -> str:
        types = {VoteFormat.CSV: "text/csv", VoteFormat.INSPECT: "application/json"}
        return f"{types.get(self.form, 'application/jsonl')}; charset=utf-8"

    @property
    def file_name(self) -> str:
        endings = {VoteFormat.CSV: "csv", VoteFormat.INSPECT: "json"}
        return f"votes-{self.form}.{endings.get(self.form, 'jsonl')}"


def read_asked(query: Mapping[str, str]) -> AskedVotes:
    """What a query asks for; what it leaves empty is all.

    Raises:
        ExportFormatUnknown: there is no such format.
        ExportFilterUnknown: there is no such board, category or origin.
        ExportOptionRefused: a day or an option cannot be read, or is not for this format.
    """
    form = _form_of(query.get("format", ""))
    filters: dict[str, Any] = {name: query.get(name) or None for name in _FILTERS}
    if any("\x00" in (value or "") for value in filters.values()):
        raise ExportFilterUnknown
    filters |= {name: _day(name, query.get(name, "")) for name in _DAYS}
    chosen = VoteFilter(**filters)
    try:
        check_filter(chosen)
    except UnknownFilter as error:
        raise ExportFilterUnknown(str(error)) from None
    return AskedVotes(form, chosen, _rules_of(form, query))


def _form_of(name: str) -> VoteFormat:
    try:
        return VoteFormat(name)
    except ValueError:
        known = ", ".join(each.value for each in VoteFormat)
        sentence = f"There is no format {name[:50]!r}. There are: {known}."
        raise ExportFormatUnknown(sentence) from None


def _day(name: str, text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        sentence = f"{name} must be a day such as 2026-11-29, not {text[:50]!r}."
        raise ExportOptionRefused(sentence) from None


def _rules_of(form: VoteFormat, query: Mapping[str, str]) -> PreferenceRules:
    ties = query.get("ties") or TIES[0]
    if ties not in TIES:
        raise ExportOptionRefused(f"ties must be one of {', '.join(TIES)}, not {ties[:50]!r}.")
    switches = {name: _switch(name, query.get(name, "")) for name in _SWITCHES}
    rules = PreferenceRules(ties_both_ways=ties == TIES[1], **switches)
    if not form.has_preferences and rules != PreferenceRules():
        raise ExportOptionRefused("unpaired, ties and majority are for the formats of TRL.")
    return rules


def _switch(name: str, text: str) -> bool:
    if text.lower() in _ON:
        return True
    if text.lower() in _OFF:
        return False
    raise ExportOptionRefused(f"{name} must be true or false, not {text[:50]!r}.")
