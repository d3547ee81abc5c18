"""Turn the rows of a table into votes, or into the reasons why they are none."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from arena.vote_files.columns import VoteColumns
from arena.vote_files.encoding import MISSING, Codes, as_numbers, as_texts, take, text_at
from arena.vote_files.errors import BadInput
from arena.vote_files.labels import NO_VERDICT, Judgement, Labels, Preference, label_hint
from arena.vote_files.names import NO_VALUE, ModelNumbers, similar_names
from arena.vote_files.readers import Batch, Column, Texts

type Rows = npt.NDArray[np.int64]

# Why rows are no votes, as they are counted.
EMPTY, NO_MODEL, ITSELF = "an empty line", "no model", "a model against itself"
NO_OUTCOME, NO_VOTER, NO_VOTES = "no outcome", "no voter", "a weight of 0"
OUTCOME = "the outcome {!r}"

# What stands for a word that is no outcome: below these, the number of a model.
_UNKNOWN, _BY_NAME = -3, -10
_SKIP_HINT = "leave such rows out with --skip-unusable."
# The most words of unknown outcomes that a hint names.
_MOST_WORDS = 7


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that is no vote. `kind` is its reason where it may be left out, else empty."""

    line: int
    column: str
    reason: str
    kind: str = ""


@dataclass(slots=True)
class VoteBatch:
    """The votes of a batch of rows.

    Args:
        rows: (N,) the row of each vote in `columns`; rows of several outcomes are there for each.
        left, right: (N,) numbers of models.
        outcome: (N,) values of `Preference`.
        strength: (N,) how much one was preferred, 0 where that is not said; None if nowhere.
        times: (N,) how many votes a row stands for; None for one each.
        columns: the columns of all rows.
        line_of: the number of a row in the file.
        problems: the rows that are no votes.
    """

    rows: Rows
    left: Codes
    right: Codes
    outcome: Codes
    strength: Codes | None
    times: Codes | None
    columns: Mapping[str, Column]
    line_of: Callable[[int], int]
    problems: Sequence[Problem]

    def repeated(self) -> "VoteBatch":
        """Each vote as often as its row stands for."""
        if self.times is None:
            return self
        return replace(self.only(np.repeat(np.arange(len(self.rows)), self.times)), times=None)

    def only(self, kept: npt.NDArray[np.bool_] | Rows) -> "VoteBatch":
        """The votes where this mask is true, or at these places."""
        return replace(
            self,
            rows=self.rows[kept],
            left=self.left[kept],
            right=self.right[kept],
            outcome=self.outcome[kept],
            strength=None if self.strength is None else self.strength[kept],
            times=None if self.times is None else self.times[kept],
        )


@dataclass(slots=True)
class _Judged:
    """Each row's outcome, or a number below 0 that says why it has none."""

    rows: Rows
    outcome: Codes
    strength: Codes | None = None
    times: Codes | None = None
    # What is wrong with the values of rows, beside what `outcome` says.
    problems: dict[int, Problem] = field(default_factory=dict)


class VoteReader:
    """Turn batches of rows into batches of votes; remembers models and words between batches."""

    def __init__(
        self,
        columns: VoteColumns,
        labels: Labels,
        *,
        joins_similar: bool = False,
        decimal_commas: bool = False,
    ) -> None:
        self.columns, self.labels = columns, labels
        self.models = ModelNumbers(joins_similar=joins_similar)
        self._joins = joins_similar
        self._commas = decimal_commas
        self._judgements: dict[str | None, Judgement | None] = {}

    def read(self, batch: Batch) -> VoteBatch:
        c = self.columns
        left = self.models.codes(batch.columns[c.a])
        right = self.models.codes(batch.columns[c.b])
        judged = self._per_outcome(batch) if c.outcomes else self._judged(batch, left, right)
        self._weigh(batch, judged)
        wrong = self._wrong(batch, left, right, judged)
        problems = [Problem(row.line, row.column, row.reason, row.kind) for row in batch.broken]
        problems += self._problems(batch, wrong, left, right, judged)
        keep = ~np.isin(judged.rows, wrong) if len(wrong) else slice(None)
        rows = judged.rows[keep]
        return VoteBatch(
            rows=rows,
            left=left[rows],
            right=right[rows],
            outcome=judged.outcome[keep],
            strength=None if judged.strength is None else judged.strength[keep],
            times=None if judged.times is None else judged.times[keep],
            columns=batch.columns,
            line_of=batch.line_of,
            problems=sorted(problems, key=lambda problem: problem.line),
        )

    def _judged(self, batch: Batch, left: Codes, right: Codes) -> _Judged:
        """Outcomes of one column, given by label, by number or by the winner's name."""
        column = batch.columns[self.columns.winner]
        texts = as_texts(column)
        if isinstance(texts, Texts):
            words: Sequence[str | None] = texts.words
            found = [self._code(word) for word in words]
            places = texts.places
        else:
            words = list(dict.fromkeys(texts))
            number = {word: place for place, word in enumerate(words)}
            found = [self._code(word) for word in words]
            places = np.fromiter(map(number.__getitem__, texts), dtype=np.int64, count=len(texts))
        codes = take([code for code, _ in found], places)
        by_name = codes <= _BY_NAME
        if by_name.any():
            winner = _BY_NAME - codes
            codes = np.where(by_name & (winner == left), Preference.LEFT, codes)
            codes = np.where(by_name & (winner == right), Preference.RIGHT, codes)
            codes = np.where(codes <= _BY_NAME, _UNKNOWN, codes)
        strengths = [strength for _, strength in found]
        strength = np.array([*strengths, 0])[places] if any(strengths) else None
        return _Judged(np.arange(batch.size), codes, strength)

    def _code(self, word: str | None) -> tuple[int, int]:
        """The code of an outcome and its strength."""
        if word not in self._judgements:
            self._judgements[word] = self.labels.judge(word)
        judgement = self._judgements[word]
        text = (word or "").strip()
        if text.casefold() in NO_VALUE and not self.labels.is_own(text):
            return MISSING, 0
        if judgement is not None and not self._is_a_models_name(text, judgement):
            return judgement.outcome, judgement.strength
        number = self.models.find(word)
        return (_UNKNOWN if number == MISSING else _BY_NAME - number), 0

    def _is_a_models_name(self, text: str, judgement: Judgement) -> bool:
        """Words that say nothing of an outcome give way to a model of that name."""
        return (
            judgement.outcome == NO_VERDICT
            and not self.labels.is_own(text)
            and (self.models.find(text) != MISSING)
        )

    def _per_outcome(self, batch: Batch) -> _Judged:
        """Outcomes of one column each, which holds 0 or 1, or a number of votes."""
        named = list(self.columns.outcomes.items())
        counts = np.stack(
            [_flags(batch.columns[name], commas=self._commas) for _, name in named], axis=1
        )
        problems: dict[int, Problem] = {}
        counts = np.where(np.isnan(counts), 0.0, counts)
        wrong = ((counts < 0) | (counts % 1 != 0)).any(axis=1)
        several = np.zeros(batch.size, bool) if self.columns.are_counts else counts.sum(axis=1) > 1
        for row in np.flatnonzero(wrong | several).tolist():
            place = int(np.argmax(counts[row])) if several[row] else 0
            reason = "more than one outcome is 1." if several[row] else "is no number of votes."
            problems[row] = Problem(batch.line_of(row), named[place][1], reason)
        rows, which = np.nonzero(counts > 0)
        none = np.flatnonzero(~(counts > 0).any(axis=1))
        outcomes = np.array([int(outcome) for outcome, _ in named])[which]
        times = counts[rows, which].astype(np.int64)
        return _Judged(
            rows=np.concatenate([rows, none]),
            outcome=np.concatenate([outcomes, np.full(len(none), MISSING)]),
            times=np.concatenate([times, np.ones(len(none), np.int64)])
            if self.columns.are_counts
            else None,
            problems=problems,
        )

    def _weigh(self, batch: Batch, judged: _Judged) -> None:
        name = self.columns.weight
        if name is None:
            return
        weights = as_numbers(batch.columns[name], decimal_commas=self._commas)
        wrong = ~(np.isfinite(weights) & (weights >= 0) & (weights % 1 == 0))
        for row in np.flatnonzero(wrong).tolist():
            said = text_at(batch.columns[name], row)
            reason = f"{said!r} is no whole number of votes."
            judged.problems.setdefault(row, Problem(batch.line_of(row), name, reason))
        for row in np.flatnonzero(weights == 0).tolist():
            problem = Problem(batch.line_of(row), name, f"is 0; {_SKIP_HINT}", NO_VOTES)
            judged.problems.setdefault(row, problem)
        whole = np.where(wrong, 0, weights).astype(np.int64)[judged.rows]
        judged.times = whole if judged.times is None else judged.times * whole

    def _wrong(self, batch: Batch, left: Codes, right: Codes, judged: _Judged) -> Rows:
        """The rows that are no votes."""
        named = (left == MISSING) | (right == MISSING) | (left == right)
        wrong = np.flatnonzero(named)
        judged_wrong = judged.rows[(judged.outcome < 0) | (judged.outcome == NO_VERDICT)]
        parts = [wrong, judged_wrong, np.array(list(judged.problems), dtype=np.int64)]
        if self.columns.needs_voter and self.columns.voter is not None:
            parts.append(np.flatnonzero(_is_blank(batch.columns[self.columns.voter])))
        return np.unique(np.concatenate(parts))

    def _problems(
        self, batch: Batch, wrong: Rows, left: Codes, right: Codes, judged: _Judged
    ) -> Iterator[Problem]:
        if not len(wrong):
            return
        codes = np.zeros(batch.size, dtype=np.int64)
        codes[judged.rows] = judged.outcome
        for row in wrong.tolist():
            yield judged.problems.get(row) or self._problem(
                batch, row, left, right, int(codes[row])
            )

    def _problem(self, batch: Batch, row: int, left: Codes, right: Codes, code: int) -> Problem:
        c, line = self.columns, batch.line_of(row)
        missing = [name for name, codes in ((c.a, left), (c.b, right)) if codes[row] == MISSING]
        if missing:
            is_blank = len(missing) == 2 and code in {MISSING, NO_VERDICT}  # noqa: PLR2004 - sides
            kind = EMPTY if is_blank else NO_MODEL
            return Problem(line, missing[0], f"is empty; {_SKIP_HINT}", kind)
        if left[row] == right[row]:
            name = text_at(batch.columns[c.a], row)
            return Problem(line, c.b, f"{name!r} is compared with itself; {_SKIP_HINT}", ITSELF)
        if code == MISSING:
            column = c.winner or next(iter(c.outcomes.values()))
            return Problem(line, column, f"is empty; {_SKIP_HINT}", NO_OUTCOME)
        if code == NO_VERDICT:
            word = text_at(batch.columns[c.winner], row)
            kind = OUTCOME.format(word.strip())
            return Problem(line, c.winner, f"{word!r} is no verdict; {_SKIP_HINT}", kind)
        if code == _UNKNOWN:
            return Problem(line, c.winner, self._unknown(text_at(batch.columns[c.winner], row)))
        return Problem(line, c.voter or "", f"is empty; {_SKIP_HINT}", NO_VOTER)

    def _unknown(self, word: str) -> str:
        """Why a word is refused, with a hint for all unknown words that were read so far."""
        words = [
            each.strip()
            for each, judgement in self._judgements.items()
            if judgement is None and each and each.strip() and self.models.find(each) == MISSING
        ]
        others = [repr(each) for each in words if each != word.strip()][:_MOST_WORDS]
        same = f", and the same for {', '.join(others)}" if others else ""
        numbers = all(word.replace(".", "").lstrip("-").isdecimal() for word in words)
        scale = "; or name a scale from left to right, such as --scale 1:5" if numbers else ""
        return (
            f"unknown outcome {word!r} in {self.columns.winner!r}. Known are {self.labels.known()} "
            f"and the two models' names; say what others mean with {label_hint(word.strip())} "
            f"(or right, tie, both_bad, skip){same}{scale}."
        )

    def finish(self) -> None:
        """Refuse what only all rows show.

        Raises:
            BadInput: a word is both an outcome and a model's name, or names are hard to tell apart.
        """
        self.check_words()
        if not self._joins and (groups := self.similar()):
            raise self.too_similar(groups)

    def similar(self, known: Collection[str] = frozenset()) -> list[list[str]]:
        """Names that are hard to tell apart, but for those that are all known."""
        names = {name for each in self.models.spellings for name in each}
        return [group for group in similar_names(names) if not set(group) <= set(known)]

    def too_similar(self, groups: Sequence[Sequence[str]]) -> BadInput:
        lines = "".join(f"\n  {', '.join(map(repr, group))}" for group in groups)
        return BadInput(
            "Some names differ only in case, spaces or look-alike letters; correct the file, or "
            f"count each line as one model with --join-similar:{lines}"
        )

    def check_words(self) -> None:
        """Refuse a word that is both an outcome and a model's name.

        Raises:
            BadInput: there is one.
        """
        spellings = {name for each in self.models.spellings for name in each}
        both = [
            word.strip()
            for word, judgement in self._judgements.items()
            if word and judgement is not None and judgement.outcome != NO_VERDICT
            if word.strip() in spellings and not self.labels.is_own(word)
        ]
        if both:
            word = min(both)
            raise BadInput(
                f"{word!r} is a model's name and a word for an outcome; say which outcome it means "
                f"with {label_hint(word)} (or right, tie, both_bad)."
            )


def _is_blank(column: Column) -> npt.NDArray[np.bool_]:
    texts = as_texts(column)
    if isinstance(texts, Texts):
        return (
            take(
                [(word.strip().casefold() not in NO_VALUE) - 1 for word in texts.words],
                (texts.places),
            )
            < 0
        )
    return np.array([(text or "").strip().casefold() in NO_VALUE for text in texts], dtype=bool)


def _flags(column: Column, *, commas: bool) -> npt.NDArray[np.float64]:
    """Numbers; true and yes are 1, false, no and nothing are 0, and what is none of it is -1."""
    if isinstance(column, np.ndarray):
        return np.nan_to_num(column.astype(np.float64))
    texts = as_texts(column)
    words: Sequence[str | None] = texts.words if isinstance(texts, Texts) else texts
    known = {"true": 1.0, "yes": 1.0, "false": 0.0, "no": 0.0, **dict.fromkeys(NO_VALUE, 0.0)}
    made = []
    numbers = as_numbers(list(words), decimal_commas=commas)
    for word, number in zip(words, numbers.tolist(), strict=True):
        flag = known.get((word or "").strip().casefold())
        made.append(flag if flag is not None else (-1.0 if np.isnan(number) else number))
    values = np.array([*made, 0.0])
    return values[texts.places] if isinstance(texts, Texts) else values[:-1]
