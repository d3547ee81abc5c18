"""Map the words in the outcome column to outcomes."""

import re
from collections.abc import Mapping, Sequence

from leaderboard.rate.errors import BadInput
from leaderboard.ratings import Outcome

# Ours, LMArena's and evalica's; case and spaces around do not matter.
KNOWN: Mapping[str, Outcome] = {
    "left": Outcome.LEFT,
    "right": Outcome.RIGHT,
    "tie": Outcome.TIE,
    "both_bad": Outcome.BOTH_BAD,
    "model_a": Outcome.LEFT,
    "model_b": Outcome.RIGHT,
    "tie (bothbad)": Outcome.BOTH_BAD,
    "a": Outcome.LEFT,
    "b": Outcome.RIGHT,
    "draw": Outcome.TIE,
    "both bad": Outcome.BOTH_BAD,
    "bothbad": Outcome.BOTH_BAD,
}


class Labels:
    """Outcomes by word: the known words and those given with `--labels`."""

    def __init__(self, own: Sequence[str] = ()) -> None:
        read = [_read(part) for text in own for part in _parts(text)]
        self._own = {_normalised(word): outcome for word, outcome in read}
        self._words = [word for word, _ in read]

    def outcome_of(self, word: str) -> Outcome | None:
        if self.is_own(word):
            return self._own[_normalised(word)]
        return KNOWN.get(word.strip().casefold())

    def is_own(self, word: str) -> bool:
        return _normalised(word) in self._own

    def known(self) -> str:
        """All accepted words, for an error message."""
        return ", ".join(repr(word) for word in [*self._words, *KNOWN])


def _normalised(word: str) -> str:
    """The word stripped, numbers in one form: 1 and 1.0 are the same label."""
    stripped = word.strip()
    if _NUMBER.fullmatch(stripped):
        return repr(float(stripped) + 0.0)
    return stripped


_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)")


def _parts(text: str) -> list[str]:
    """Split `1=left,0=right` in two; a comma may also be part of a word."""
    parts = text.split(",")
    return parts if all("=" in part for part in parts) else [text]


def _read(text: str) -> tuple[str, Outcome]:
    word, equals, name = text.rpartition("=")
    try:
        outcome = Outcome[name.strip().upper()]
    except KeyError:
        equals = ""
        outcome = Outcome.TIE
    if not equals or not word.strip():
        raise BadInput(
            f"--labels {text}: wants WORD=OUTCOME, where OUTCOME is left, right, tie or both_bad."
        )
    return word.strip(), outcome
