"""Map the words and numbers of the outcome column to outcomes."""

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from arena.vote_files.encoding import number_in
from arena.vote_files.errors import BadInput


class Preference(IntEnum):
    """What a vote prefers. The numbers are those of the leaderboard's outcomes."""

    LEFT = 0
    RIGHT = 1
    TIE = 2
    BOTH_BAD = 3


# A row that says it has no verdict, or is left out by `--labels WORD=skip`.
NO_VERDICT = 4
_SKIP = "skip"

# Named in error messages; ours, LMArena's and evalica's.
KNOWN: Mapping[str, Preference] = {
    "left": Preference.LEFT,
    "right": Preference.RIGHT,
    "tie": Preference.TIE,
    "both_bad": Preference.BOTH_BAD,
    "model_a": Preference.LEFT,
    "model_b": Preference.RIGHT,
    "tie (bothbad)": Preference.BOTH_BAD,
    "a": Preference.LEFT,
    "b": Preference.RIGHT,
    "draw": Preference.TIE,
    "both bad": Preference.BOTH_BAD,
    "bothbad": Preference.BOTH_BAD,
}

_SIDES = {
    Preference.LEFT: ("left", "a", "first"),
    Preference.RIGHT: ("right", "b", "second"),
}
_NOUNS = (
    *("model", "response", "assistant", "answer", "option", "output", "candidate"),
    *("completion", "generator", "system", "choice", "text", "side"),
)
_NUMBERED = {Preference.LEFT: "1", Preference.RIGHT: "2"}
_SAYS = r"(?:_?(?:is_)?(?:wins?|won|winner|vote|preferred|chosen|better|best))?"
_DEGREES = {
    "slightly": 1, "somewhat": 1, "marginally": 1, "a_bit": 1, "a_little": 1, "moderately": 2,
    "much": 3, "far": 3, "strongly": 3, "significantly": 3, "clearly": 3, "definitely": 3,
}  # fmt: skip
_TIES = frozenset(
    (
        *("tie", "ties", "tied", "draw", "equal", "equally_good", "same", "both", "neutral"),
        *("tievote", "tie_vote", "both_equal", "no_preference", "about_the_same", "the_same"),
        *("both_good", "bothgood", "tie_bothgood", "tie_both_good", "both_are_good", "="),
        *("tie_inconsistent", "a=b", "a==b", "b=a", "equivalent", "similar", "no_difference"),
    )
)
_BAD = frozenset(
    (
        *("both_bad", "bothbad", "tie_bothbad", "tie_both_bad", "neither", "both_are_bad"),
        *("bothbad_vote", "both_bad_vote", "neither_is_good", "both_poor", "equally_bad"),
    )
)
# What programs and people write where nobody judged.
_NO_VERDICTS = frozenset(
    (
        *("error", "null", "none", "nan", "n/a", "na", "<na>", "unresolved", "skip", "skipped"),
        *("inconclusive", "undecided", "unknown", "invalid", "failed", "failure", "timeout"),
        *("abstain", "abstained", "refused", "no_verdict", "no_vote", "no_judgement", "unjudged"),
        *("no_judgment", "pending", "discarded", "cancelled", "canceled", "flagged", "undefined"),
        *("parse_error", "parsing_error", "not_judged", "missing", "?", "-", "--", "$error$"),
    )
)
_ARROWS = re.compile(r"(a|b|left|right|model_?a|model_?b|1|2)_?([<>≫≪»«]{1,3})_?(\w+)")


@dataclass(frozen=True, slots=True)
class Judgement:
    """An outcome; `strength` is how much one was preferred, 0 where that is not said."""

    outcome: int
    strength: int = 0


@dataclass(frozen=True, slots=True)
class NumberScale:
    """Outcomes as numbers, from `left`, where the left is best by most, to `right`.

    The middle is a tie. Between whole numbers that are further apart than one step from the middle,
    the number of steps is the strength.
    """

    left: float
    right: float
    # Numbers outside of the scale that are ties.
    ties: frozenset[float] = frozenset()
    has_strengths: bool = True

    def judge(self, number: float) -> Judgement | None:
        if number in self.ties:
            return Judgement(Preference.TIE)
        if not min(self.left, self.right) <= number <= max(self.left, self.right):
            return None
        middle = (self.left + self.right) / 2
        if number == middle:
            return Judgement(Preference.TIE)
        is_left = (number < middle) == (self.left < self.right)
        steps = abs(number - middle) + (0.5 if middle % 1 else 0.0)
        reach = abs(self.left - self.right) / 2 + (0.5 if middle % 1 else 0.0)
        strength = int(steps) if self.has_strengths and reach > 1 and steps % 1 == 0 else 0
        return Judgement(Preference.LEFT if is_left else Preference.RIGHT, strength)


def scale_named(text: str) -> NumberScale:
    """The scale of `--scale LEFT:RIGHT`.

    Raises:
        BadInput: it is none.
    """
    left, _, right = text.partition(":")
    ends = number_in(left), number_in(right)
    if not all(end == end for end in ends) or ends[0] == ends[1]:  # noqa: PLR0124 - NaN
        raise BadInput(
            f"--scale {text}: wants LEFT:RIGHT, the number that is best for the left and the one "
            "that is best for the right, such as 1:5 or, after an equals sign, --scale=-3:3."
        )
    return NumberScale(*ends)


class Labels:
    """Outcomes by word: the known words and those given with `--labels`."""

    def __init__(self, own: Sequence[str] = (), scale: NumberScale | None = None) -> None:
        read = [_read(part) for text in own for part in _parts(text)]
        self._own = {_normalised(word): outcome for word, outcome in read}
        self._words = [word for word, _ in read]
        self.scale = scale

    def judge(self, word: str | None) -> Judgement | None:
        """What a word means; None where it is not known."""
        text = (word or "").strip()
        own = self._own.get(_normalised(text))
        if own is not None:
            return Judgement(own)
        if not text:
            return None
        if self.scale is not None and (number := number_in(text)) == number:
            return self.scale.judge(number)
        return _known(text)

    def is_own(self, word: str) -> bool:
        return _normalised(word) in self._own

    def known(self) -> str:
        """All accepted words, for an error message."""
        return ", ".join(repr(word) for word in [*self._words, *KNOWN])


def _known(text: str) -> Judgement | None:
    folded = text.casefold()
    if folded in KNOWN:
        return Judgement(KNOWN[folded])
    word = re.sub(r"[\s_\-]+", "_", folded.strip("[]()'\" ")).strip("_") or folded
    word = word.replace("(", "").replace(")", "")
    if folded in _NO_VERDICTS or word in _NO_VERDICTS:
        return Judgement(NO_VERDICT)
    if word in _TIES:
        return Judgement(Preference.TIE)
    if word in _BAD:
        return Judgement(Preference.BOTH_BAD)
    return _compared(word.replace("_", "")) or _sided(word)


def _compared(word: str) -> Judgement | None:
    """`A>>B` and the like."""
    found = _ARROWS.fullmatch(word)
    if not found or _side_of(found[1]) is None or _side_of(found[1]) == _side_of(found[3]):
        return None
    if _side_of(found[3]) is None:
        return None
    signs = found[2]
    is_greater = signs[0] in ">≫»"
    side = found[1] if is_greater else found[3]
    strength = len(signs) + (signs[0] in "≫≪»«")
    outcome = _side_of(side)
    return None if outcome is None else Judgement(outcome, strength)


def _sided(word: str) -> Judgement | None:
    degree = 0
    for name, strength in _DEGREES.items():
        if re.search(rf"(^|_){name}(_|$)", word):
            degree = strength
            word = re.sub(rf"(^|_){name}(_|$)", r"\1", word, count=1).strip("_")
            break
    word = re.sub(_SAYS + "$", "", word)
    outcome = _side_of(word)
    return None if outcome is None else Judgement(outcome, degree)


def _side_of(word: str) -> Preference | None:
    bare = word.replace("_", "")
    for side, words in _SIDES.items():
        if bare in words or bare in {f"{noun}{words[1]}" for noun in _NOUNS}:
            return side
        if bare in {f"{noun}{_NUMBERED[side]}" for noun in _NOUNS}:
            return side
    return None


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


def _read(text: str) -> tuple[str, int]:
    word, equals, name = text.rpartition("=")
    try:
        outcome = NO_VERDICT if name.strip() == _SKIP else int(Preference[name.strip().upper()])
    except KeyError:
        equals = ""
        outcome = Preference.TIE
    if not equals:
        raise BadInput(
            f"--labels {text}: wants WORD=OUTCOME, where OUTCOME is left, right, tie, both_bad or "
            "skip."
        )
    return word.strip(), outcome


def label_hint(word: str) -> str:
    """`--labels` for this word, to be pasted into a shell."""
    return f"--labels {shlex.quote(f'{word}=left')}"


# Scales that numbers alone can tell, without `--scale`.
_TOLD = (
    (frozenset({-1.0, 0.0, 1.0}), -1.0, NumberScale(1, -1)),
    (frozenset({0.0, 0.5, 1.0}), 0.5, NumberScale(1, 0)),
    (frozenset({1.0, 1.5, 2.0}), 2.0, NumberScale(1, 2)),
)


def scale_of(words: Iterator[str]) -> NumberScale | None:
    """The scale that a column of numbers tells by the numbers in it; None where it tells none."""
    numbers = set()
    for word in words:
        if word.strip().casefold() in _NO_VERDICTS or not word.strip():
            continue
        number = number_in(word)
        if number != number:  # noqa: PLR0124 - NaN
            return None
        numbers.add(number)
    for those, needed, scale in _TOLD:
        if needed in numbers and numbers <= those:
            return scale
    return None
