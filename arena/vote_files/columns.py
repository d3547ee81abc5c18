"""Find the columns of a table of votes, by option or by their usual names."""

import difflib
import re
import shlex
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from arena.vote_files.errors import BadInput
from arena.vote_files.labels import Preference

_NOUNS = ("model", "competitor", "llm", "system", "assistant", "player", "candidate", "generator")


def _sided(side: str, number: str, word: str) -> tuple[str, ...]:
    return (
        *(f"model_{side}", word, side, f"{word}_model", f"competitor_{side}"),
        *(f"model_{word}", f"model_{number}", f"generator_{number}", f"model{number}"),
        *(f"model{side}", f"model_{side}_name", f"{side}_model", f"model_name_{side}"),
        *(f"{noun}_{each}" for noun in _NOUNS for each in (side, number)),
    )


# Column names to look for without an option, the most likely first.
GUESSES: Mapping[str, tuple[str, ...]] = {
    "a": (*_sided("a", "1", "left"), "chosen_model", "winner_model"),
    "b": (*_sided("b", "2", "right"), "rejected_model", "loser_model"),
    "winner": (
        *("winner", "outcome", "vote", "label", "result", "preference", "verdict", "choice"),
        *("preferred", "judgement", "judgment", "win"),
    ),
    "voter": (
        *("voter", "voter_id", "judge", "user", "user_id", "annotator", "session_id"),
        *("annotator_id", "rater", "rater_id", "worker_id", "visitor_id"),
    ),
    "challenge": (
        *("challenge", "challenge_id", "prompt_id", "question_id", "task_id", "item_id"),
        *("prompt", "question", "instruction"),
    ),
    "time": (
        *("time", "timestamp", "tstamp", "created_at", "voted_at", "cast_at", "submitted_at"),
        *("date", "datetime", "created"),
    ),
    "key": ("key", "vote_id"),
    "weight": ("weight", "count", "votes", "n", "times", "frequency"),
}

# Columns of one outcome each: 0 or 1, or how many votes had it.
_PER_OUTCOME: Mapping[Preference, tuple[str, ...]] = {
    Preference.LEFT: (
        *("winner_model_a", "winner_a", "a_wins", "wins_a", "a_win", "win_a", "left_wins"),
        *("wins_left", "model_a_wins", "wins_model_a", "model_a_win", "a_won", "wins_1", "n_a"),
        *("left_win", "is_left", "count_a", "model_1_wins", "n_left", "votes_a", "a_votes"),
    ),
    Preference.RIGHT: (
        *("winner_model_b", "winner_b", "b_wins", "wins_b", "b_win", "win_b", "right_wins"),
        *("wins_right", "model_b_wins", "wins_model_b", "model_b_win", "b_won", "wins_2", "n_b"),
        *("right_win", "is_right", "count_b", "model_2_wins", "n_right", "votes_b", "b_votes"),
    ),
    Preference.TIE: (
        *("winner_tie", "ties", "tie", "draws", "draw", "n_tie", "n_ties", "count_tie", "is_tie"),
        *("winner_draw", "both_equal", "equal", "tie_votes", "votes_tie"),
    ),
    Preference.BOTH_BAD: (
        *("winner_both_bad", "winner_bothbad", "winner_tie_bothbad", "winner_tie_both_bad"),
        *("both_bad", "bothbad", "n_both_bad", "is_both_bad", "both_bads", "neither"),
    ),
}
_COUNTS = re.compile(r"(^|_)(wins|ties|draws|votes|n|count|both_bads)(_|$)")


@dataclass(frozen=True, slots=True)
class Feature:
    """A style feature: two columns, of the left and the right response, or one of differences."""

    name: str
    columns: tuple[str, ...]

    @property
    def unit(self) -> str:
        return "standard deviation" if len(self.columns) > 1 else "unit"


@dataclass(frozen=True, slots=True)
class VoteColumns:
    """The names of the columns that are read.

    `winner` is empty where `outcomes` has a column per outcome; they hold counts if `are_counts`,
    else 0 or 1. `clusters`: votes of one voter or on one challenge resemble each other, and one
    that names none resembles no other; else a blank name is an error. `needs_voter`: a vote that
    names no voter is of no use.
    """

    a: str
    b: str
    winner: str
    voter: str | None = None
    challenge: str | None = None
    style: tuple[Feature, ...] = ()
    clusters: bool = False
    time: str | None = None
    key: str | None = None
    weight: str | None = None
    outcomes: Mapping[Preference, str] = field(default_factory=dict)
    are_counts: bool = False
    needs_voter: bool = False

    def names(self) -> list[str]:
        single = [
            *(self.a, self.b, self.winner or None, self.voter, self.challenge),
            *(self.time, self.key, self.weight, *self.outcomes.values()),
        ]
        features = [name for feature in self.style for name in feature.columns]
        return list(dict.fromkeys([name for name in single if name is not None] + features))


def find(available: Sequence[str], requested: str | None, what: str) -> str:
    """The requested column, or the most likely one.

    Raises:
        BadInput: there is no such column; the message lists those available.
    """
    if requested is not None:
        name = _alike(available, requested)
        if name is not None:
            return name
        near = difflib.get_close_matches(requested, available, n=1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise BadInput(
            f"--{what}: there is no column {requested!r}.{hint} {listed(available)}",
            column=requested,
        )
    name = guess(available, what)
    if name is not None:
        return name
    raise BadInput(
        f"No column looks like {_SAYS[what]}; name it with --{what} COLUMN. {listed(available)}",
        column=_OURS.get(what, what),
    )


def guess(available: Sequence[str], what: str) -> str | None:
    """The most likely column, if there is one."""
    return _first(available, GUESSES[what])


def guess_outcomes(available: Sequence[str]) -> tuple[Mapping[Preference, str], bool]:
    """Columns of one outcome each, if both sides have one, and whether they hold counts."""
    found = {
        outcome: name
        for outcome, names in _PER_OUTCOME.items()
        if (name := _first(available, names)) is not None
    }
    if not {Preference.LEFT, Preference.RIGHT} <= found.keys():
        return {}, False
    return found, any(_COUNTS.search(normalised(name)) for name in found.values())


def outcomes_named(available: Sequence[str], requested: Sequence[str]) -> Mapping[Preference, str]:
    """The columns of `--counts left=COLUMN right=COLUMN …`.

    Raises:
        BadInput: one names no outcome or no column, or a side has none.
    """
    found: dict[Preference, str] = {}
    for text in requested:
        name, _, column = text.partition("=")
        try:
            outcome = Preference[name.strip().upper()]
        except KeyError as error:
            raise BadInput(
                f"--counts {text}: wants OUTCOME=COLUMN, where OUTCOME is left, right, tie or "
                "both_bad."
            ) from error
        found[outcome] = find(available, column, "counts")
    if not {Preference.LEFT, Preference.RIGHT} <= found.keys():
        raise BadInput("--counts: wants a column of left and one of right.")
    return found


@lru_cache(maxsize=4096)
def normalised(name: str) -> str:
    """A column's name without differences of case, spaces and signs between words."""
    folded = unicodedata.normalize("NFKC", name).strip().casefold()
    return re.sub(r"[\s_\-]+", "_", folded)


def _first(available: Sequence[str], names: Sequence[str]) -> str | None:
    for name in names:
        found = _alike(available, name)
        if found is not None:
            return found
    return None


def _alike(available: Sequence[str], wanted: str) -> str | None:
    """The column of this name, else the one whose name differs in case and spaces alone.

    Raises:
        BadInput: there are two such columns.
    """
    if wanted in available:
        exact = wanted
        same = [exact]
    else:
        word = normalised(wanted)
        same = [name for name in available if normalised(name) == word]
    if len(same) > 1:
        names = " and ".join(map(repr, same))
        raise BadInput(f"the columns {names} have the same name; rename one of them.")
    return same[0] if same else None


_SAYS = {
    "a": "the model on the left",
    "b": "the model on the right",
    "winner": "the outcome",
    "voter": "the voter",
    "challenge": "the challenge",
    "time": "the time",
}
_OURS = {"a": "left", "b": "right", "winner": "outcome"}


def find_feature(available: Sequence[str], name: str) -> Feature:
    """`name` itself, or the pair `name_a` and `name_b`; a star in `name` stands for the side."""
    has_star = "*" in name
    pair = [name.replace("*", side) if has_star else f"{name}_{side}" for side in ("a", "b")]
    found = [_alike(available, column) for column in pair]
    if all(found):
        return Feature(name, tuple(column for column in found if column))
    if (single := _alike(available, name)) is not None:
        return Feature(name, (single,))
    raise BadInput(
        f"--style {name}: there is neither a column {name!r} nor both {pair[0]!r} and {pair[1]!r}."
        f" {listed(available)}"
    )


def listed(available: Sequence[str]) -> str:
    names = [shlex.quote(name) if " " in name else name for name in available if name]
    return "The columns are: " + ", ".join(names) + "."
