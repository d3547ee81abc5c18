"""Comparisons in the formats of others: LMArena's battles, TRL's preferences, CSV, and samples that
Inspect reads."""

import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Any

from arena.models import Outcome
from arena.text import Turns, text_of_turns
from leaderboard.open_data.comparisons import JudgedPair, Side
from leaderboard.open_data.tables import as_text

type Row = Mapping[str, Any]

# What spreadsheets take for the beginning of a formula, the full-width forms included.
_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001 - as said
_WINNERS = {
    Outcome.LEFT: "model_a",
    Outcome.RIGHT: "model_b",
    Outcome.TIE: "tie",
    Outcome.BOTH_BAD: "tie (bothbad)",
}
_LETTERS = {Outcome.LEFT: "A", Outcome.RIGHT: "B", Outcome.TIE: "C", Outcome.BOTH_BAD: "D"}
_CHOICES = ("Both are equally good", "Both are bad")


class VoteFormat(StrEnum):
    LMARENA = "lmarena"
    TRL = "trl"
    TRL_CONVERSATIONAL = "trl-conversational"
    CSV = "csv"
    INSPECT = "inspect"

    @property
    def has_words(self) -> bool:
        """Whether prompts and responses are in it."""
        return self not in {VoteFormat.LMARENA, VoteFormat.CSV}

    @property
    def has_preferences(self) -> bool:
        return self in {VoteFormat.TRL, VoteFormat.TRL_CONVERSATIONAL}


@dataclass(frozen=True, slots=True)
class PreferenceRules:
    """How votes become preferences.

    Args:
        unpaired: one row per response with a label, not one per pair.
        ties_both_ways: a tie is each preferred to the other; otherwise it is left out.
        majority: one row per two responses, by the majority of their votes, with its margin.
    """

    unpaired: bool = False
    ties_both_ways: bool = False
    majority: bool = False


def lines_of(
    form: VoteFormat, comparisons: Iterable[JudgedPair], rules: PreferenceRules
) -> Iterator[str]:
    """The file, line by line: JSON Lines, or for CSV and Inspect what these are."""
    if form == VoteFormat.CSV:
        return _csv_lines(comparisons)
    if form == VoteFormat.INSPECT:
        return _array_lines(map(_sample, comparisons))
    if form == VoteFormat.LMARENA:
        return map(_json, map(_battle, comparisons))
    return map(_json, _preferences(comparisons, rules, conversational=form != VoteFormat.TRL))


def _json(row: Row) -> str:
    return json.dumps(row, ensure_ascii=False) + "\n"


def _battle(vote: JudgedPair) -> Row:
    """The columns of LMArena's public battles."""
    return {
        "question_id": str(vote.vote),
        "model_a": vote.left.competitor,
        "model_b": vote.right.competitor,
        "winner": _WINNERS[Outcome(vote.outcome)],
        "judge": vote.voter or "unknown",
        "turn": 1,
        "anony": True,
        "language": vote.language or "unknown",
        "tstamp": vote.cast_at.timestamp(),
        "challenge": vote.challenge,
        "category": vote.category,
        "origin": vote.origin,
        "source": vote.source,
    }


def _csv_lines(comparisons: Iterable[JudgedPair]) -> Iterator[str]:
    names = (
        "vote", "cast_at", "voter", "challenge", "category", "language", "left", "right", "outcome",
        "origin", "source",
    )  # fmt: skip
    yield _csv_line(names)
    for vote in comparisons:
        yield _csv_line(
            (
                vote.vote, as_text(vote.cast_at), vote.voter, vote.challenge, vote.category,
                vote.language, vote.left.competitor, vote.right.competitor, vote.outcome,
                vote.origin, vote.source,
            )
        )  # fmt: skip


def _csv_line(values: Iterable[Any]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(map(_harmless, values))
    return out.getvalue()


def _harmless(value: Any) -> Any:
    """Text that a spreadsheet would take for a formula begins with an apostrophe."""
    is_formula = isinstance(value, str) and value.lstrip(" ").startswith(_FORMULAS)
    return f"'{value}" if is_formula else value


def _sample(vote: JudgedPair) -> Row:
    """A sample of Inspect: which of two responses people preferred."""
    return {
        "id": str(vote.vote),
        "input": _messages(vote.prompt, vote.prompt_turns, role="user"),
        "choices": [vote.left.content, vote.right.content, *_CHOICES],
        "target": _LETTERS[Outcome(vote.outcome)],
        "metadata": {
            "left": vote.left.competitor,
            "right": vote.right.competitor,
            "outcome": vote.outcome,
            "challenge": vote.challenge,
            "category": vote.category,
            "language": vote.language,
            "origin": vote.origin,
            "cast_at": as_text(vote.cast_at),
        },
    }


def _array_lines(rows: Iterable[Row]) -> Iterator[str]:
    """One JSON array, a row a line."""
    before = "["
    for row in rows:
        yield f"{before}\n{json.dumps(row, ensure_ascii=False)}"
        before = ","
    yield "[]\n" if before == "[" else "\n]\n"


def _messages(text: str | None, turns: Turns | None, *, role: str) -> list[dict[str, str]]:
    """Roles and texts of a conversation, without what is hidden; of a text alone, one message."""
    shown = [turn for turn in turns or () if not turn.get("hidden")]
    if not shown:
        return [{"role": role, "content": text or ""}]
    return [{"role": turn["role"], "content": text_of_turns([turn])} for turn in shown]


@dataclass(frozen=True, slots=True)
class _Preference:
    """What votes on two responses say: the preferred one, or that both are good or bad."""

    vote: JudgedPair
    outcome: Outcome
    more: Row


def _preferences(
    comparisons: Iterable[JudgedPair], rules: PreferenceRules, *, conversational: bool
) -> Iterator[Row]:
    judged = _majorities(comparisons) if rules.majority else map(_single, comparisons)
    for each in judged:
        yield from _rows_of(each, rules, conversational=conversational)


def _single(vote: JudgedPair) -> _Preference:
    return _Preference(vote, Outcome(vote.outcome), {})


def _majorities(comparisons: Iterable[JudgedPair]) -> Iterator[_Preference]:
    """One per two responses, whose votes come one after the other. The margin is the share of votes
    by which the preferred one is ahead."""
    for _, some in groupby(comparisons, key=_pair_of):
        votes = list(some)
        first = votes[0]
        wins = Counter(_winner(vote) for vote in votes)
        ahead = wins[first.left.response] - wins[first.right.response]
        bad = sum(vote.outcome == Outcome.BOTH_BAD for vote in votes)
        level = Outcome.BOTH_BAD if 2 * bad > len(votes) else Outcome.TIE
        outcome = level if not ahead else Outcome.LEFT if ahead > 0 else Outcome.RIGHT
        more = {"margin": abs(ahead) / len(votes), "votes": len(votes)}
        yield _Preference(first, outcome, more)


def _pair_of(vote: JudgedPair) -> tuple[int, int]:
    one, other = vote.left.response or 0, vote.right.response or 0
    return min(one, other), max(one, other)


def _winner(vote: JudgedPair) -> int | None:
    """The response that was preferred; None for none."""
    if vote.outcome == Outcome.LEFT:
        return vote.left.response
    return vote.right.response if vote.outcome == Outcome.RIGHT else None


def _rows_of(each: _Preference, rules: PreferenceRules, *, conversational: bool) -> Iterator[Row]:
    vote = each.vote
    orders: Mapping[Outcome, tuple[tuple[Side, Side], ...]] = {
        Outcome.LEFT: ((vote.left, vote.right),),
        Outcome.RIGHT: ((vote.right, vote.left),),
        Outcome.TIE: ((vote.left, vote.right), (vote.right, vote.left)),
        Outcome.BOTH_BAD: (),
    }
    if each.outcome == Outcome.TIE and not rules.ties_both_ways:
        return
    said: Callable[[str | None, Turns | None, str], object]
    said = _as_messages if conversational else _as_text
    prompt = said(vote.prompt, vote.prompt_turns, "user")
    if rules.unpaired:
        for side, label in _labels(each):
            completion = said(side.content, side.turns, "assistant")
            yield {"prompt": prompt, "completion": completion, "label": label, **each.more}
        return
    for chosen, rejected in orders[each.outcome]:
        yield {
            "prompt": prompt,
            "chosen": said(chosen.content, chosen.turns, "assistant"),
            "rejected": said(rejected.content, rejected.turns, "assistant"),
            **each.more,
        }


def _labels(each: _Preference) -> tuple[tuple[Side, bool], ...]:
    is_tie = each.outcome == Outcome.TIE
    return (
        (each.vote.left, is_tie or each.outcome == Outcome.LEFT),
        (each.vote.right, is_tie or each.outcome == Outcome.RIGHT),
    )


def _as_text(text: str | None, turns: Turns | None, role: str) -> str:
    del turns, role
    return text or ""


def _as_messages(text: str | None, turns: Turns | None, role: str) -> list[dict[str, str]]:
    return _messages(text, turns, role=role)
