"""Turn rows into counts, or into integer columns where counts are not enough."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from arena.vote_files import (
    MISSING,
    BadInput,
    Codes,
    Feature,
    NameNumbers,
    Problem,
    VoteBatch,
    VoteColumns,
    VoteFile,
    as_numbers,
    text_at,
)
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
    # How many preferred a side by so much, by side and strength.
    strengths: Mapping[tuple[int, int], int] = field(default_factory=dict)

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
    file: VoteFile, votes: Iterable[VoteBatch], columns: VoteColumns, *, keep: bool
) -> Gathered:
    """Read a file's votes.

    Args:
        file: the open file.
        votes: its votes.
        columns: the columns of models, outcome, voter and features.
        keep: whether single votes are needed; else memory does not grow with them.

    Raises:
        BadInput: a row is not a vote; the message names its place and the reason.
    """
    counter, kept, clusters = _Counter(), _Kept(), _Clusters(columns)
    for batch in votes:
        assert file.reader is not None
        if batch.problems:
            raise file.refused(batch.problems[0])
        _refuse_too_many(len(file.reader.models), batch, columns, file)
        counter.add(batch, len(file.reader.models))
        if keep:
            single = batch.repeated()
            rows = (single.left, single.right, single.outcome)
            kept.rows.append(tuple(each.astype(np.int32) for each in rows))  # type: ignore[arg-type]
            clusters.keep(single, file, kept)
    if file.reader is not None:
        file.reader.finish()
    return _gathered(file, columns, counter, kept if keep else None)


def _refuse_too_many(models: int, votes: VoteBatch, columns: VoteColumns, file: VoteFile) -> None:
    if models > MOST_COMPETITORS:
        line = votes.line_of(int(votes.rows.max(initial=0)))
        raise BadInput(
            f"{columns.a!r} and {columns.b!r} have named more than {MOST_COMPETITORS:,} models, "
            "the most that can be rated. Are they the right columns?",
            path=file.table.path,
            line=line,
            unit=file.table.unit,
        )


class _Counter:
    """Counts of outcomes that grow as new competitors appear."""

    def __init__(self) -> None:
        self.counts = np.zeros((_OUTCOMES, 0, 0), dtype=np.int64)
        # Votes by side and strength.
        self.strengths: Counter[tuple[int, int]] = Counter()

    def add(self, votes: VoteBatch, size: int) -> None:
        self.make_room(size)
        room = self.counts.shape[1]
        cells = (votes.outcome * room + votes.left) * room + votes.right
        # Unlike that of `bincount`, its time does not grow with the number of competitors.
        np.add.at(self.counts.reshape(-1), cells, 1 if votes.times is None else votes.times)
        if votes.strength is not None:
            levels = int(votes.strength.max(initial=0)) + 1
            used = np.bincount(votes.outcome * levels + votes.strength)
            for place in np.flatnonzero(used).tolist():
                outcome, strength = divmod(place, levels)
                if strength:
                    self.strengths[outcome, strength] += int(used[place])

    def make_room(self, size: int) -> None:
        """Grow by half as much again as needed, so that copies are rare."""
        had = self.counts.shape[1]
        if size > had:
            room = min(size + size // 2, max(size, MOST_COMPETITORS))
            counts = np.zeros((_OUTCOMES, room, room), dtype=np.int64)
            counts[:, :had, :had] = self.counts
            self.counts = counts


class _Clusters:
    """Numbers of voters and challenges, and features, of votes that are kept."""

    def __init__(self, columns: VoteColumns) -> None:
        self.columns = columns
        self.voters, self.challenges = NameNumbers(), NameNumbers()

    def keep(self, votes: VoteBatch, file: VoteFile, kept: _Kept) -> None:
        c = self.columns
        for column, names, parts in (
            (c.voter, self.voters, kept.voter),
            (c.challenge, self.challenges, kept.challenge),
        ):
            if column is not None:
                codes = names.codes(votes.columns[column])[votes.rows]
                if not c.clusters:
                    _refuse(file, votes, column, codes == MISSING, lambda _: "is empty.")
                parts.append(codes.astype(np.int32))
        if c.style:
            kept.features.append([_numbers(file, votes, name) for name in _style_columns(c.style)])


def _refuse(
    file: VoteFile,
    votes: VoteBatch,
    column: str,
    wrong: npt.NDArray[np.bool_],
    reason: Callable[[str], str],
) -> None:
    if wrong.any():
        row = int(votes.rows[np.flatnonzero(wrong)[0]])
        said = reason(text_at(votes.columns[column], row))
        raise file.refused(Problem(votes.line_of(row), column, said))


def _style_columns(style: Sequence[Feature]) -> Iterator[str]:
    return (column for feature in style for column in feature.columns)


def _numbers(file: VoteFile, votes: VoteBatch, name: str) -> npt.NDArray[np.float64]:
    column = votes.columns[name]
    numbers = as_numbers(column, decimal_commas=file.table.has_decimal_commas)[votes.rows]
    _refuse(
        file, votes, name, ~np.isfinite(numbers), lambda text: f"{text!r} in {name!r} is no number."
    )
    return numbers


def _gathered(
    file: VoteFile, columns: VoteColumns, counter: _Counter, kept: _Kept | None
) -> Gathered:
    names = file.reader.models.list() if file.reader is not None else []
    size = len(names)
    counter.make_room(size)
    outcomes = OutcomeCounts(np.ascontiguousarray(counter.counts[:, :size, :size]))
    found = Gathered(names, outcomes, strengths=counter.strengths)
    if kept is None:
        return found
    left, right, outcome = (
        np.concatenate([np.zeros(0, dtype=np.int32), *parts])
        for parts in (zip(*kept.rows, strict=True) if kept.rows else ((), (), ()))
    )
    voter = _clusters(found, VOTER, kept.voter)
    challenge = _clusters(found, CHALLENGE, kept.challenge)
    found.votes = Votes(size, left, right, outcome, voter, challenge)
    if columns.style:
        features = [np.concatenate(parts) for parts in zip(*kept.features, strict=True)]
        found.style = columns.style
        found.features = _features(columns.style, features)
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
