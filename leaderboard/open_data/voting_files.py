"""Votes as a file of a format, line by line, of one moment."""

from collections.abc import Iterator
from datetime import datetime

from leaderboard.open_data.comparisons import VoteFilter, check_filter, read_comparisons
from leaderboard.open_data.formats import PreferenceRules, VoteFormat, lines_of
from leaderboard.passes import one_moment


def export_votes(
    form: VoteFormat, asked: VoteFilter, rules: PreferenceRules, *, now: datetime
) -> Iterator[str]:
    """The lines of the file: votes that count and may be told.

    Raises:
        UnknownFilter: there is no such board, category or origin; before the first line.
    """
    check_filter(asked)
    return _lines(form, asked, rules, now=now)


def _lines(
    form: VoteFormat, asked: VoteFilter, rules: PreferenceRules, *, now: datetime
) -> Iterator[str]:
    with one_moment():
        comparisons = read_comparisons(asked, now=now, words=form.has_words, by_pair=rules.majority)
        yield from lines_of(form, comparisons, rules)
