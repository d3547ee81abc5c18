"""The command `python -m leaderboard.rate FILE`."""

import argparse
import gc
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from tqdm import tqdm

from arena.vote_files import (
    BadInput,
    Period,
    VoteBatch,
    VoteColumns,
    VoteFile,
    VoteOptions,
    find_feature,
    guess,
    newest_time,
    open_votes,
    option_time,
    vote_options,
    window_length,
)
from leaderboard.rate.gathering import Gathered, gather
from leaderboard.rate.options import CLUSTERS, parse
from leaderboard.rate.rating import Rated, rate
from leaderboard.rate.showing import show
from leaderboard.ratings import CHALLENGE, VOTER, DidNotConvergeError, Outcome


def main(arguments: Sequence[str], *, now: datetime | None = None) -> int:
    options = parse(arguments)
    try:
        rated = _rated(options, now or datetime.now(UTC))
    except (BadInput, DidNotConvergeError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(show(rated, options.format))
    return 0


def _rated(options: argparse.Namespace, now: datetime) -> Rated:
    reading = vote_options(vars(options))
    with open_votes(options.file, reading) as file:
        columns = _columns(file, options)
        keep = columns.clusters or bool(options.style or options.method != "bradley-terry")
        period = _period(options, reading, columns, now)
        votes = _of_period(_with_progress(file, columns), file, period)
        found = gather(file, votes, columns, keep=keep)
    rated = rate(found, options)
    rated.settings = {**_source(options, columns, file, period), **rated.settings}
    rated.settings |= {"left_out": dict(file.left_out), "strengths": _strengths(found)}
    rated.left_out = file.left_out
    rated.warnings += file.notes
    return rated


def _columns(file: VoteFile, options: argparse.Namespace) -> VoteColumns:
    named = {what: file.find_if_named(what) for what in (VOTER, CHALLENGE)}
    asked = options.since or options.until or options.window
    found = replace(
        file.judged_columns(),
        challenge=named[CHALLENGE] if options.method == "rival-score" else None,
        style=tuple(
            find_feature(file.table.columns, name) for name in dict.fromkeys(options.style)
        ),
        time=file.find("time") if asked else None,
    )
    if options.method != "bradley-terry" or options.independent:
        return found
    free = [name for name in file.table.columns if name not in found.names()]
    chosen = CLUSTERS if options.cluster is None else options.cluster
    columns = {what: named[what] or guess(free, what) for what in chosen}
    if options.cluster is not None:
        columns = {what: name or file.find(what) for what, name in columns.items()}
    return replace(
        found,
        voter=columns.get(VOTER),
        challenge=columns.get(CHALLENGE),
        clusters=any(columns.values()),
        needs_voter=options.cluster is not None and options.skip_unusable,
    )


def _period(
    options: argparse.Namespace, reading: VoteOptions, columns: VoteColumns, now: datetime
) -> Period | None:
    """The period of `--since`, `--until` and `--window`, which ends with the newest vote."""
    if columns.time is None:
        return None
    ends = {
        name: None if text is None else option_time(name, text, now=now)
        for name, text in (("since", options.since), ("until", options.until))
    }
    period = Period(columns.time, now, ends["since"], ends["until"], options.dates)
    if options.window is None:
        return period
    length = window_length(options.window)
    if period.until is not None:
        return replace(period, since=period.until - length)
    if options.file == "-":
        raise BadInput("--window: standard input is read once; say where it ends with --until.")
    newest = newest_time(options.file, reading, period)
    if newest != newest:  # noqa: PLR0124 - NaN
        raise BadInput(f"--window: no row has a time in {columns.time!r}.")
    return replace(period, since=datetime.fromtimestamp(newest, UTC) - length)


def _of_period(
    votes: Iterator[VoteBatch], file: VoteFile, period: Period | None
) -> Iterator[VoteBatch]:
    for batch in votes:
        yield batch if period is None or batch.problems else period.keep(batch, file)


def _source(
    options: argparse.Namespace, columns: VoteColumns, file: VoteFile, period: Period | None
) -> dict[str, object]:
    """The file, columns and labels that were read, for reproducing the result."""
    names = {"a": columns.a, "b": columns.b}
    outcomes = {str(each.name).lower(): name for each, name in columns.outcomes.items()}
    names |= {"winner": columns.winner} if columns.winner else outcomes
    others = {
        "voter": columns.voter,
        "challenge": columns.challenge,
        "time": columns.time,
        "weight": columns.weight,
    }
    names |= {what: name for what, name in others.items() if name is not None}
    found: dict[str, object] = {
        "file": options.file,
        "columns": names,
        "labels": options.labels,
        "input_format": file.format.name if file.format else None,
    }
    if period is not None:
        ends = {"since": period.since, "until": period.until}
        found["period"] = {name: time and time.isoformat() for name, time in ends.items()}
    return found


def _strengths(found: Gathered) -> dict[str, dict[str, int]]:
    """How many votes preferred a side by so much."""
    made: dict[str, dict[str, int]] = {}
    for (outcome, strength), number in sorted(found.strengths.items()):
        made.setdefault(Outcome(outcome).name.lower(), {})[str(strength)] = number
    return made


def _with_progress(file: VoteFile, columns: VoteColumns) -> Iterator[VoteBatch]:
    with tqdm(unit=" votes", unit_scale=True, disable=None, leave=False, delay=1) as bar:
        for batch in file.votes(columns):
            yield batch
            bar.update(len(batch.rows))


if __name__ == "__main__":
    gc.disable()  # saves a quarter of the time of reading CSV; rows have no reference cycles
    # Names are written in UTF-8, whatever the locale.
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # The reader of the output closed the pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
