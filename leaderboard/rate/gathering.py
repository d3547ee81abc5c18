"""Turn rows into counts, or into integer columns where counts are not enough."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from leaderboard.rate.columns import Feature, VoteColumns
from leaderboard.rate.encoding import (
    MISSING,
    Codes,
    NameNumbers,
    as_numbers,
    as_texts,
    take,
    text_at,
)
from leaderboard.rate.errors import BadInput
from leaderboard.rate.labels import Labels
from leaderboard.rate.readers import Batch, Column, Texts
from leaderboard.ratings import (
    CHALLENGE,
    VOTER,
    Outcome,
    OutcomeCounts,
    Votes,
    differences,
)

# Columns of codes: left competitor, right competitor, outcome.
type Rows = tuple[Codes, Codes, Codes]

_OUTCOMES = len(Outcome)

# Memory for counts and covariances grows with its square: 800 MB of counts alone.
MOST_COMPETITORS = 5_000


@dataclass(slots=True)
class Gathered:
    """The votes of a file, with each competitor's name.

    `votes` and `features` (N, F) are None unless requested; `unnamed` is how many votes name no
    voter or no challenge, where that makes them clusters of their own.
    """

    names: list[str]
    outcomes: OutcomeCounts
    votes: Votes | None = None
    features: npt.NDArray[np.float64] | None = None
    style: Sequence[Feature] = ()
    unnamed: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return int(self.outcomes.counts.sum())


@dataclass(slots=True)
class _Kept:
    """Batches of the columns that counts do not hold."""

    rows: list[Rows] = field(default_factory=list)
    voter: list[Codes] = field(default_factory=list)
    challenge: list[Codes] = field(default_factory=list)
    features: list[list[npt.NDArray[np.float64]]] = field(default_factory=list)


def gather(
    batches: Iterable[Batch], columns: VoteColumns, labels: Labels, *, keep: bool
) -> Gathered:
    """Read a file's votes.

    Args:
        batches: the rows of a table.
        columns: the columns of models, outcome, voter and features.
        labels: the outcomes that words mean.
        keep: whether single votes are needed; else memory does not grow with them.

    Raises:
        BadInput: a row is not a vote; the message names its place and the reason.
    """
    reader = _Reader(columns, labels)
    counter, kept = _Counter(), _Kept()
    for batch in batches:
        rows = reader.read(batch)
        counter.add(rows, len(reader.names))
        if keep:
            kept.rows.append(tuple(each.astype(np.int32) for each in rows))  # type: ignore[arg-type]
            reader.keep(batch, kept)
    reader.finish()
    return _gathered(reader, counter, kept if keep else None)


class _Counter:
    """Counts of outcomes that grow as new competitors appear."""

    def __init__(self) -> None:
        self.counts = np.zeros((_OUTCOMES, 0, 0), dtype=np.int64)

    def add(self, rows: Rows, size: int) -> None:
        left, right, outcome = rows
        self.make_room(size)
        room = self.counts.shape[1]
        # Unlike that of `bincount`, its time does not grow with the number of competitors.
        np.add.at(self.counts.reshape(-1), (outcome * room + left) * room + right, 1)

    def make_room(self, size: int) -> None:
        """Grow by half as much again as needed, so that copies are rare."""
        had = self.counts.shape[1]
        if size > had:
            room = min(size + size // 2, max(size, MOST_COMPETITORS))
            counts = np.zeros((_OUTCOMES, room, room), dtype=np.int64)
            counts[:, :had, :had] = self.counts
            self.counts = counts


class _Reader:
    """Encode rows of text as rows of integers."""

    def __init__(self, columns: VoteColumns, labels: Labels) -> None:
        self.columns, self.labels = columns, labels
        self.names, self.voters, self.challenges = NameNumbers(), NameNumbers(), NameNumbers()
        self.words: set[str] = set()

    def read(self, batch: Batch) -> Rows:
        c = self.columns
        left = self._named(batch, c.a)
        right = self._named(batch, c.b)
        if len(self.names) > MOST_COMPETITORS:
            raise BadInput(
                f"{batch.place_of(batch.size - 1)}: {c.a!r} and {c.b!r} have named more than "
                f"{MOST_COMPETITORS:,} models, the most that can be rated. Are they the right "
                "columns?"
            )
        same = np.flatnonzero(left == right)
        if len(same):
            name = text_at(batch.columns[c.a], int(same[0]))
            raise BadInput(f"{batch.place_of(int(same[0]))}: {name!r} is compared with itself.")
        return left, right, self._outcomes(batch, left, right)

    def _named(self, batch: Batch, column: str) -> Codes:
        codes = self.names.codes(batch.columns[column])
        _refuse(batch, codes == MISSING, f"{column!r} is empty.")
        return codes

    def _outcomes(self, batch: Batch, left: Codes, right: Codes) -> Codes:
        """Outcome codes, given by label or by the winner's name."""
        name = self.columns.winner
        codes = self._codes(batch.columns[name])
        _refuse(batch, codes == MISSING, f"{name!r} is empty.")
        by_name = codes < MISSING
        if by_name.any():
            winner = -2 - codes
            codes = np.where(by_name & (winner == left), Outcome.LEFT, codes)
            codes = np.where(by_name & (winner == right), Outcome.RIGHT, codes)
        if (codes < MISSING).any():
            row = int(np.flatnonzero(codes < MISSING)[0])
            word = text_at(batch.columns[name], row)
            raise BadInput(
                f"{batch.place_of(row)}: unknown outcome {word!r} in {name!r}. Known are "
                f"{self.labels.known()} and the two models' names; say what others mean with "
                f"--labels {word}=left (or right, tie, both_bad)."
            )
        return codes

    def _codes(self, column: Column) -> Codes:
        texts = as_texts(column)
        if isinstance(texts, Texts):
            return take([self._label(word) for word in texts.words], texts.places)
        codes = {word: self._label(word) for word in set(texts)}
        return np.fromiter((codes[word] for word in texts), dtype=np.int64, count=len(texts))

    def _label(self, word: str | None) -> int:
        """The code of an outcome; -2 and below stand for a name or an unknown word."""
        if word is None or not word.strip():
            return MISSING
        outcome = self.labels.outcome_of(word)
        if outcome is not None:
            self.words.add(word)
            return int(outcome)
        return -2 - self.names[word] if word in self.names else -2 - _NOBODY

    def keep(self, batch: Batch, kept: _Kept) -> None:
        c = self.columns
        for column, names, parts in (
            (c.voter, self.voters, kept.voter),
            (c.challenge, self.challenges, kept.challenge),
        ):
            if column is not None:
                codes = names.codes(batch.columns[column])
                if not c.clusters:
                    _refuse(batch, codes == MISSING, f"{column!r} is empty.")
                parts.append(codes.astype(np.int32))
        if c.style:
            kept.features.append([_numbers(batch, name) for name in _style_columns(c.style)])

    def finish(self) -> None:
        """Refuse words that are both an outcome and a model's name."""
        both = [word for word in self.words if word in self.names and not self.labels.is_own(word)]
        if both:
            word = min(both)
            raise BadInput(
                f"{word!r} is a model's name and a word for an outcome; say which outcome it means "
                f"with --labels {word}=left (or right, tie, both_bad)."
            )


# The code of a word that is no competitor's name.
_NOBODY = 1 << 40


def _refuse(batch: Batch, wrong: npt.NDArray[np.bool_], reason: str) -> None:
    if wrong.any():
        raise BadInput(f"{batch.place_of(int(np.flatnonzero(wrong)[0]))}: {reason}")


def _style_columns(style: Sequence[Feature]) -> Iterator[str]:
    return (column for feature in style for column in feature.columns)


def _numbers(batch: Batch, name: str) -> npt.NDArray[np.float64]:
    numbers = as_numbers(batch.columns[name])
    wrong = ~np.isfinite(numbers)
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        text = text_at(batch.columns[name], row)
        raise BadInput(f"{batch.place_of(row)}: {text!r} in {name!r} is no number.")
    return numbers


def _gathered(reader: _Reader, counter: _Counter, kept: _Kept | None) -> Gathered:
    size = len(reader.names)
    counter.make_room(size)
    outcomes = OutcomeCounts(np.ascontiguousarray(counter.counts[:, :size, :size]))
    found = Gathered(reader.names.list(), outcomes)
    if kept is None:
        return found
    left, right, outcome = (
        np.concatenate([np.zeros(0, dtype=np.int32), *parts])
        for parts in zip(*kept.rows, strict=True)
    )
    voter = _clusters(found, VOTER, kept.voter)
    challenge = _clusters(found, CHALLENGE, kept.challenge)
    found.votes = Votes(size, left, right, outcome, voter, challenge)
    if reader.columns.style:
        columns = [np.concatenate(parts) for parts in zip(*kept.features, strict=True)]
        found.style = reader.columns.style
        found.features = _features(reader.columns.style, columns)
    return found


def _clusters(found: Gathered, what: str, parts: Sequence[Codes]) -> Codes | None:
    """(N,) the cluster of each vote, of its own where it names none; None if no vote names one."""
    if not parts:
        return None
    codes = np.concatenate(parts)
    unnamed = np.flatnonzero(codes == MISSING)
    if len(unnamed):
        found.unnamed[what] = len(unnamed)
        codes[unnamed] = codes.max() + 1 + np.arange(len(unnamed))
    return codes if len(unnamed) < len(codes) else None


def _features(
    style: Sequence[Feature], columns: Sequence[npt.NDArray[np.float64]]
) -> npt.NDArray[np.float64]:
    """(N, F): differences computed from pairs of columns, or given by single ones."""
    left = iter(columns)
    made = []
    for feature in style:
        if len(feature.columns) == 1:
            made.append(next(left))
        else:
            first, second = next(left), next(left)
            if min(first.min(initial=0.0), second.min(initial=0.0)) < 0:
                raise BadInput(f"--style {feature.name}: how much a response has cannot be < 0.")
            made.append(differences(first[:, None], second[:, None])[:, 0])
    return np.column_stack(made)
