"""Votes of a period of time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

from arena.vote_files.encoding import as_texts, text_at
from arena.vote_files.errors import BadInput
from arena.vote_files.names import NO_VALUE
from arena.vote_files.opening import VoteFile, open_votes
from arena.vote_files.options import VoteOptions
from arena.vote_files.readers import Column, Texts
from arena.vote_files.times import BadTime, read_moment
from arena.vote_files.votes import VoteBatch

NO_TIME = "no time"


@dataclass(frozen=True, slots=True)
class Period:
    """From `since` on and before `until`, as the column of times says."""

    column: str
    now: datetime
    since: datetime | None = None
    until: datetime | None = None
    dates: str | None = None

    def keep(self, votes: VoteBatch, file: VoteFile) -> VoteBatch:
        """The votes of the period. Those without a time are left out and counted.

        Raises:
            BadInput: a time cannot be read, or is in the future.
        """
        seconds = self.seconds(votes.columns[self.column], votes, file)[votes.rows]
        if missing := int(np.isnan(seconds).sum()):
            file.left_out[NO_TIME] += missing
        kept = ~np.isnan(seconds)
        if self.since is not None:
            kept &= seconds >= self.since.timestamp()
        if self.until is not None:
            kept &= seconds < self.until.timestamp()
        return votes.only(kept)

    def seconds(self, column: Column, votes: VoteBatch, file: VoteFile) -> npt.NDArray[np.float64]:
        """(N,) seconds since 1970, NaN where there is no time."""
        texts = as_texts(column)
        if isinstance(texts, Texts):
            found = [self._second(word, file) for word in texts.words]
            seconds = np.array([*(each for each, _ in found), np.nan])[texts.places]
            wrong = {place for place, (_, reason) in enumerate(found) if reason}
            bad = np.flatnonzero(np.isin(texts.places, list(wrong))).tolist() if wrong else []
        else:
            read = [self._second(text, file) for text in texts]
            seconds = np.array([each for each, _ in read], dtype=np.float64)
            bad = [place for place, (_, reason) in enumerate(read) if reason]
        for row in bad:
            _, reason = self._second(text_at(column, int(row)), file)
            raise BadInput(
                f"{self.column!r}: {reason}.",
                path=file.table.path,
                line=votes.line_of(int(row)),
                unit=file.table.unit,
            )
        return seconds

    def _second(self, text: str | None, file: VoteFile) -> tuple[float, str]:
        if text is None or text.strip().casefold() in NO_VALUE:
            return float("nan"), ""
        commas = file.table.has_decimal_commas
        try:
            time = read_moment(text, dates=self.dates, now=self.now, decimal_commas=commas)
        except BadTime as error:
            return float("nan"), str(error)
        return time.timestamp(), ""


def newest_time(path: str, options: VoteOptions, period: Period) -> float:
    """Seconds since 1970 of the newest vote of the file, NaN if none has a time.

    Raises:
        BadInput: a time cannot be read, or is in the future.
    """
    with open_votes(path, options) as file:
        newest = [each for each in _newest(file, period) if not np.isnan(each)]
    return max(newest, default=float("nan"))


def _newest(file: VoteFile, period: Period) -> Iterator[float]:
    for batch in file.table.batches([period.column]):
        rows = np.arange(batch.size)
        votes = VoteBatch(rows, rows, rows, rows, None, None, batch.columns, batch.line_of, ())
        seconds = period.seconds(batch.columns[period.column], votes, file)
        yield float(np.nanmax(seconds)) if (~np.isnan(seconds)).any() else float("nan")
