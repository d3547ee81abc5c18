"""Votes as a file of a format, line by line, of one moment."""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime

from leaderboard.open_data.comparisons import (
    JudgedPair,
    VoteFilter,
    check_filter,
    read_comparisons,
)
from leaderboard.open_data.formats import PreferenceRules, VoteFormat, lines_of
from leaderboard.passes import one_moment


class TooManyVotes(Exception):
    """There are more votes than were to be written at most."""


def export_votes(
    form: VoteFormat,
    asked: VoteFilter,
    rules: PreferenceRules,
    *,
    now: datetime,
    most: int | None = None,
) -> Iterator[str]:
    """The lines of the file: votes that count and may be told.

    Args:
        form, asked, rules: what to write.
        now: what time it is.
        most: how many votes at most; None for any number.

    Raises:
        UnknownFilter: there is no such board, category or origin; before the first line.
        TooManyVotes: there are more than `most`; once so many are written.
    """
    check_filter(asked)
    return _lines(form, asked, rules, now=now, most=most)


def _lines(
    form: VoteFormat,
    asked: VoteFilter,
    rules: PreferenceRules,
    *,
    now: datetime,
    most: int | None,
) -> Iterator[str]:
    votes = read_comparisons(asked, now=now, words=form.has_words, by_pair=rules.majority)
    # However it ends, the cursor of the database is closed before the transaction is.
    with one_moment(), closing(votes) as comparisons:
        yield from lines_of(form, _at_most(most, comparisons), rules)


def _at_most(most: int | None, comparisons: Iterator[JudgedPair]) -> Iterator[JudgedPair]:
    for number, each in enumerate(comparisons, start=1):
        if most is not None and number > most:
            raise TooManyVotes
        yield each
