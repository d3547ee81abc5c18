"""Write ratings as a table for the terminal, as CSV or as JSON."""

import csv
import io
import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence

from leaderboard.rate.drawing import CharacterAxis
from leaderboard.rate.rating import Number, Rated
from leaderboard.rate.terminal import printable, width_of
from leaderboard.rate.words import facts, form, notes
from leaderboard.ratings import RowStatus

_SMALLEST_DRAWING, _LARGEST_DRAWING = 16, 48


def show(rated: Rated, format_: str) -> str:
    return _FORMATS[format_](rated)


def as_json(rated: Rated) -> str:
    made = {
        "method": rated.method,
        "settings": rated.settings,
        "votes": rated.votes,
        "entries": rated.entries,
        "tie": rated.tie,
        "side_effect": rated.side_effect,
        "style": rated.style,
        "warnings": rated.warnings,
    }
    return json.dumps(made, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def as_csv(rated: Rated) -> str:
    made = io.StringIO()
    columns = list(rated.entries[0]) if rated.entries else ["competitor"]
    writer = csv.DictWriter(made, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rated.entries)
    return made.getvalue()


def as_table(rated: Rated) -> str:
    if not rated.entries:
        return "There are no votes.\n"
    title, *rows = _lines(_with_drawing(rated, _columns(rated)))
    rule = max(map(width_of, [title, *rows]))
    body = _with_rules(rows, [entry.get("island") for entry in rated.entries], "┄" * rule)
    said = [*form(rated), *facts(rated), *notes(rated)]
    return "\n".join([title, "─" * rule, *body, "─" * rule, *said]) + "\n"


def _with_drawing(rated: Rated, columns: list[list[str]]) -> list[list[str]]:
    """Add drawn intervals after the ratings if the terminal is wide enough."""
    spare = shutil.get_terminal_size((100, 24)).columns - sum(width_of(c[0]) + 2 for c in columns)
    if "lower" not in rated.entries[0] or spare < _SMALLEST_DRAWING:
        return columns
    if all(entry["theta_se"] is None for entry in rated.entries):
        return columns
    axis = CharacterAxis(rated.entries, min(spare, _LARGEST_DRAWING))
    drawn = _padded([axis.title(), *(axis.draw(entry) for entry in rated.entries)])
    return [*columns[:3], drawn, *columns[3:]]


def _with_rules(rows: Sequence[str], islands: Sequence[Number], rule: str) -> Iterator[str]:
    """The rows with a rule between islands."""
    for place, row in enumerate(rows):
        if place and islands[place] != islands[place - 1]:
            yield rule
        yield row


def _columns(rated: Rated) -> list[list[str]]:
    """Each column with its title first, padded to one width."""
    if "lower" in rated.entries[0]:
        wanted = [_RANK, _MODEL, _RATING, _VOTES, _STATUS]
    else:
        extra = [key for key in rated.entries[0] if key not in {"competitor", "rating", "votes"}]
        wanted = [_PLACE, _MODEL, _PLAIN, *map(_share, extra), _VOTES]
    numbered = [{**entry, "place": place} for place, entry in enumerate(rated.entries, 1)]
    return [_padded([title, *map(text, numbered)], align) for title, text, align in wanted]


def _padded(texts: Sequence[str], align: str = "left") -> list[str]:
    width = max(map(width_of, texts))
    padding = [" " * (width - width_of(text)) for text in texts]
    if align == "right":
        return [space + text for space, text in zip(padding, texts, strict=True)]
    return [text + space for space, text in zip(padding, texts, strict=True)]


def _lines(columns: Sequence[Sequence[str]]) -> list[str]:
    return ["  ".join(texts).rstrip() for texts in zip(*columns, strict=True)]


type _Wanted = tuple[str, Callable[[Mapping[str, Number]], str], str]


def _ranks(entry: Mapping[str, Number]) -> str:
    low, high = entry["rank_low"], entry["rank_high"]
    if low is None:
        return "–"
    return str(low) if low == high else f"{low}–{high}"


def _rating(entry: Mapping[str, Number]) -> str:
    if entry["status"] == RowStatus.UNRATED:
        return "–"
    return f"{entry['rating']:.0f} {_margin(entry)}"


def _margin(entry: Mapping[str, Number]) -> str:
    lower, upper = entry["lower"], entry["upper"]
    if isinstance(lower, float) and isinstance(upper, float):
        return f"± {(upper - lower) / 2:.0f}"
    if isinstance(lower, float):
        return f"≥ {lower:.0f}"
    return f"≤ {upper:.0f}" if isinstance(upper, float) else "± –"


def _share(key: str) -> _Wanted:
    return key.replace("_", " ").title(), lambda entry: f"{entry[key]:.2f}", "right"


_RANK: _Wanted = ("Rank", _ranks, "right")
_PLACE: _Wanted = ("#", lambda entry: str(entry["place"]), "right")
_MODEL: _Wanted = ("Model", lambda entry: printable(str(entry["competitor"])), "left")
_RATING: _Wanted = ("Rating", _rating, "left")
_PLAIN: _Wanted = ("Rating", lambda entry: f"{entry['rating']:.1f}", "right")
_VOTES: _Wanted = ("Votes", lambda entry: f"{entry['votes']:,}", "right")
_STATUS: _Wanted = ("Status", lambda entry: str(entry["status"]), "left")

_FORMATS: Mapping[str, Callable[[Rated], str]] = {
    "table": as_table,
    "csv": as_csv,
    "json": as_json,
}
