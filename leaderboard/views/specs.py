"""Turn a model's specs, which are arbitrary JSON, into labelled lines."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from arena.models import Competitor
from arena.text import day

# Labels of known keys, in display order; several keys may mean the same.
_LABELS = {
    "size": _("Size"),
    "parameters_count": _("Parameters"),
    "parameters": _("Parameters"),
    "context_window": _("Context window"),
    "context_length": _("Context window"),
    "context": _("Context window"),
    "licence": _("Licence"),
    "license": _("Licence"),
    "prices": _("Prices"),
    "pricing": _("Prices"),
    "price": _("Price"),
    "url": _("More at"),
    "capabilities": _("Capabilities"),
    "unique_capabilities": _("Said to be special"),
    "categories": _("Made for"),
    "max_output_tokens": _("Longest answer"),
    "knowledge_cutoff": _("Knows until"),
    "modalities": _("Takes"),
    "benchmarks": _("Benchmarks"),
}
_DATED = ("as_of", "on", "date")
_TOKENS = frozenset({"context_window", "context_length", "context", "max_output_tokens"})
# Prices as flat keys: what is paid for, the currency, the day.
_PRICES = {
    "price_per_million_input_tokens": _("Per million tokens in"),
    "price_per_million_output_tokens": _("Per million tokens out"),
}
_CURRENCY, _PRICED_ON = "currency", "prices_as_of"
# Deeper levels are joined into one line.
MOST_LEVELS = 2
# Longer items of a list, in characters, get a line each.
LONGEST_WORD = 40


@dataclass(frozen=True, slots=True)
class Spec:
    """A line of a list of facts: a text, perhaps with a link, or more lines beneath it."""

    label: str
    text: str = ""
    url: str = ""
    lines: Sequence["Spec"] = ()


def specs_of(competitor: Competitor) -> list[Spec]:
    """Provider and release, then the specs, known keys first."""
    given = competitor.specs if isinstance(competitor.specs, dict) else {}
    order = list(_LABELS)
    keys = sorted(given, key=lambda key: order.index(key) if key in _LABELS else len(order))
    shown = [key for key in keys if not _is_nothing(given[key]) and key not in _flat_prices(given)]
    specs = [_spec(key, given[key], level=1) for key in shown]
    return [*_basics(competitor), *specs, *_prices(given)]


def aligned(first: Competitor, second: Competitor) -> list[tuple[str, Spec | None, Spec | None]]:
    """The specs of two side by side, by label."""
    ours, theirs = ({spec.label: spec for spec in specs_of(each)} for each in (first, second))
    labels = [*ours, *(label for label in theirs if label not in ours)]
    return [(label, ours.get(label), theirs.get(label)) for label in labels]


def _basics(competitor: Competitor) -> Iterator[Spec]:
    if competitor.provider:
        yield Spec(gettext("Provider"), competitor.provider)
    if competitor.released_on:
        yield Spec(gettext("Released"), day(competitor.released_on))


def _flat_prices(given: Mapping[str, Any]) -> set[str]:
    there = _PRICES.keys() & given.keys()
    return there | {_CURRENCY, _PRICED_ON} if there else set()


def _prices(given: Mapping[str, Any]) -> Iterator[Spec]:
    currency = str(given.get(_CURRENCY, ""))
    lines = [
        Spec(str(label), f"{_text(given[key])} {currency}".strip())
        for key, label in _PRICES.items()
        if not _is_nothing(given.get(key))
    ]
    if lines:
        yield Spec(_dated(str(_LABELS["prices"]), given.get(_PRICED_ON)), lines=lines)


def _dated(label: str, day: Any) -> str:
    if not isinstance(day, str) or not day:
        return label
    return gettext("%(what)s, as of %(date)s") % {"what": label, "date": _day(day)}


def _spec(key: str, value: Any, *, level: int) -> Spec:
    label = str(_LABELS.get(key, "")) or key.replace("_", " ").strip().capitalize()
    if isinstance(value, Mapping):
        return _nested(label, value, level)
    if isinstance(value, list):
        return _listed(label, [_text(each) for each in value])
    text = _text(value)
    if key in _TOKENS and isinstance(value, int):
        text = ngettext("%(number)s token", "%(number)s tokens", value) % {"number": text}
    return Spec(label, text, _safe_url(value))


def _listed(label: str, words: Sequence[str]) -> Spec:
    """Short items in one line, long ones in a line each."""
    if any(len(word) > LONGEST_WORD for word in words):
        return Spec(label, lines=[Spec("", word) for word in words])
    return Spec(label, ", ".join(words))


def _nested(label: str, value: Mapping[str, Any], level: int) -> Spec:
    """`{"score": …, "source": …}` is a linked number; prices have a date in their label."""
    score = value.get("score", value.get("value"))
    if score is not None and set(value) <= {"score", "value", "source"}:
        return Spec(label, _text(score), _safe_url(value.get("source")))
    label = _dated(label, next((value[key] for key in _DATED if key in value), None))
    rest = {key: each for key, each in value.items() if key not in _DATED}
    if level >= MOST_LEVELS:
        return Spec(label, ", ".join(f"{key}: {_text(each)}" for key, each in rest.items()))
    lines = [_plain(key, each, level + 1) for key, each in rest.items() if not _is_nothing(each)]
    return Spec(label, lines=lines)


def _plain(key: str, value: Any, level: int) -> Spec:
    """A line of a nested table, whose keys are proper names, such as those of benchmarks."""
    inner = _spec("", value, level=level)
    name = key if key != key.lower() else key.replace("_", " ").capitalize()
    return Spec(name, inner.text, inner.url, inner.lines)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, int):
        return number_format(value, use_l10n=True, force_grouping=True)
    if isinstance(value, float):
        return number_format(value, use_l10n=True)
    return str(value)


def _safe_url(value: Any) -> str:
    """The value if it is an http(s) address, else empty."""
    is_address = isinstance(value, str) and value.startswith(("https://", "http://"))
    return str(value) if is_address and " " not in value else ""


def _day(text: str) -> str:
    try:
        return day(date.fromisoformat(text))
    except ValueError:
        return text


def _is_nothing(value: Any) -> bool:
    return value is None or value in ("", [], {})
