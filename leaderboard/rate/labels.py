"""What the words for outcomes mean."""

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
    """The outcome that each word stands for, with the words of the user's own."""

    def __init__(self, own: Sequence[str] = ()) -> None:
        self._own = dict(map(_read, own))

    def outcome_of(self, word: str) -> Outcome | None:
        stripped = word.strip()
        if stripped in self._own:
            return self._own[stripped]
        return KNOWN.get(stripped.casefold())

    def is_own(self, word: str) -> bool:
        return word.strip() in self._own

    def known(self) -> str:
        """All words, for an error."""
        return ", ".join(repr(word) for word in [*self._own, *KNOWN])


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
