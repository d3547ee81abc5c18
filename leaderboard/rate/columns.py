"""Which columns of a table say what."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

from leaderboard.rate.errors import BadInput

# Names that are looked for where none is given, the likeliest first.
GUESSES = {
    "a": ("model_a", "left", "a", "left_model", "competitor_a", "model_left", "model_1"),
    "b": ("model_b", "right", "b", "right_model", "competitor_b", "model_right", "model_2"),
    "winner": ("winner", "outcome", "vote", "label", "result", "preference"),
    "voter": ("voter", "voter_id", "judge", "user", "user_id", "annotator", "session_id"),
}


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature of style: how much the left and the right response have, or one column that is the
    difference already."""

    name: str
    columns: tuple[str, ...]

    @property
    def unit(self) -> str:
        return "standard deviation" if len(self.columns) > 1 else "unit"


@dataclass(frozen=True, slots=True)
class VoteColumns:
    """The names of the columns that are read."""

    a: str
    b: str
    winner: str
    voter: str | None = None
    challenge: str | None = None
    style: tuple[Feature, ...] = ()

    def names(self) -> list[str]:
        single = [self.a, self.b, self.winner, self.voter, self.challenge]
        features = [name for feature in self.style for name in feature.columns]
        return list(dict.fromkeys([name for name in single if name is not None] + features))


def find(there: Sequence[str], asked: str | None, what: str) -> str:
    """The column that was asked for, or the likeliest one.

    Raises:
        BadInput: there is none; the message lists those there are.
    """
    if asked is not None:
        if asked in there:
            return asked
        near = difflib.get_close_matches(asked, there, n=1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise BadInput(f"--{what}: there is no column {asked!r}.{hint} {_list(there)}")
    for name in GUESSES[what]:
        if name in there:
            return name
    raise BadInput(
        f"No column looks like {_SAYS[what]}; name it with --{what} COLUMN. {_list(there)}"
    )


_SAYS = {
    "a": "the model on the left",
    "b": "the model on the right",
    "winner": "the outcome",
    "voter": "the voter",
}


def find_feature(there: Sequence[str], name: str) -> Feature:
    """`name` itself, or the pair `name_a` and `name_b`."""
    pair = (f"{name}_a", f"{name}_b")
    if all(column in there for column in pair):
        return Feature(name, pair)
    if name in there:
        return Feature(name, (name,))
    raise BadInput(
        f"--style {name}: there is neither a column {name!r} nor both {pair[0]!r} and {pair[1]!r}."
        f" {_list(there)}"
    )


def _list(there: Sequence[str]) -> str:
    return "The columns are: " + ", ".join(there) + "."
