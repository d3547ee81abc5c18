"""Find the columns of a table of votes, by option or by their usual names."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

from leaderboard.rate.errors import BadInput

# Column names to look for without an option, the most likely first.
GUESSES = {
    "a": ("model_a", "left", "a", "left_model", "competitor_a", "model_left", "model_1"),
    "b": ("model_b", "right", "b", "right_model", "competitor_b", "model_right", "model_2"),
    "winner": ("winner", "outcome", "vote", "label", "result", "preference"),
    "voter": ("voter", "voter_id", "judge", "user", "user_id", "annotator", "session_id"),
    "challenge": (
        *("challenge", "challenge_id", "prompt_id", "question_id", "task_id", "item_id"),
        *("prompt", "question", "instruction"),
    ),
}


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

    `clusters`: votes of one voter or on one challenge resemble each other, and one that names none
    resembles no other; else a blank name is an error.
    """

    a: str
    b: str
    winner: str
    voter: str | None = None
    challenge: str | None = None
    style: tuple[Feature, ...] = ()
    clusters: bool = False

    def names(self) -> list[str]:
        single = [self.a, self.b, self.winner, self.voter, self.challenge]
        features = [name for feature in self.style for name in feature.columns]
        return list(dict.fromkeys([name for name in single if name is not None] + features))


def find(available: Sequence[str], requested: str | None, what: str) -> str:
    """The requested column, or the most likely one.

    Raises:
        BadInput: there is no such column; the message lists those available.
    """
    if requested is not None:
        if requested in available:
            return requested
        near = difflib.get_close_matches(requested, available, n=1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise BadInput(f"--{what}: there is no column {requested!r}.{hint} {_list(available)}")
    name = guess(available, what)
    if name is not None:
        return name
    raise BadInput(
        f"No column looks like {_SAYS[what]}; name it with --{what} COLUMN. {_list(available)}"
    )


def guess(available: Sequence[str], what: str) -> str | None:
    """The most likely column, if there is one."""
    return next((name for name in GUESSES[what] if name in available), None)


_SAYS = {
    "a": "the model on the left",
    "b": "the model on the right",
    "winner": "the outcome",
    "voter": "the voter",
    "challenge": "the challenge",
}


def find_feature(available: Sequence[str], name: str) -> Feature:
    """`name` itself, or the pair `name_a` and `name_b`."""
    pair = (f"{name}_a", f"{name}_b")
    if all(column in available for column in pair):
        return Feature(name, pair)
    if name in available:
        return Feature(name, (name,))
    raise BadInput(
        f"--style {name}: there is neither a column {name!r} nor both {pair[0]!r} and {pair[1]!r}."
        f" {_list(available)}"
    )


def _list(available: Sequence[str]) -> str:
    return "The columns are: " + ", ".join(available) + "."
