"""The command `python -m leaderboard.rate FILE`."""

import argparse
import gc
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace

from tqdm import tqdm

from leaderboard.rate.columns import VoteColumns, find, find_feature, guess
from leaderboard.rate.errors import BadInput
from leaderboard.rate.gathering import gather
from leaderboard.rate.labels import Labels
from leaderboard.rate.options import CLUSTERS, parse
from leaderboard.rate.rating import rate
from leaderboard.rate.readers import Batch, Table, open_table
from leaderboard.rate.showing import show
from leaderboard.ratings import CHALLENGE, VOTER, DidNotConvergeError


def main(arguments: Sequence[str]) -> int:
    options = parse(arguments)
    try:
        with open_table(options.file, options.input_format) as table:
            columns = _columns(table.columns, options)
            keep = columns.clusters or bool(options.style or options.method != "bradley-terry")
            batches = _with_progress(table, columns)
            found = gather(batches, columns, Labels(options.labels), keep=keep)
        rated = rate(found, options)
        rated.settings = {**_source(options, columns), **rated.settings}
    except (BadInput, DidNotConvergeError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(show(rated, options.format))
    return 0


def _columns(available: Sequence[str], options: argparse.Namespace) -> VoteColumns:
    named = {
        what: find(available, name, what) if name else None
        for what, name in ((VOTER, options.voter), (CHALLENGE, options.challenge))
    }
    found = VoteColumns(
        a=find(available, options.a, "a"),
        b=find(available, options.b, "b"),
        winner=find(available, options.winner, "winner"),
        challenge=named[CHALLENGE] if options.method == "rival-score" else None,
        style=tuple(find_feature(available, name) for name in dict.fromkeys(options.style)),
    )
    if options.method != "bradley-terry" or options.independent:
        return found
    free = [name for name in available if name not in found.names()]
    chosen = CLUSTERS if options.cluster is None else options.cluster
    columns = {what: named[what] or guess(free, what) for what in chosen}
    if options.cluster is not None:
        columns = {what: name or find(available, None, what) for what, name in columns.items()}
    return replace(
        found,
        voter=columns.get(VOTER),
        challenge=columns.get(CHALLENGE),
        clusters=any(columns.values()),
    )


def _source(options: argparse.Namespace, columns: VoteColumns) -> dict[str, object]:
    """The file, columns and labels that were read, for reproducing the result."""
    names = {"a": columns.a, "b": columns.b, "winner": columns.winner}
    others = {"voter": columns.voter, "challenge": columns.challenge}
    names |= {what: name for what, name in others.items() if name is not None}
    return {"file": options.file, "columns": names, "labels": options.labels}


def _with_progress(table: Table, columns: VoteColumns) -> Iterator[Batch]:
    with tqdm(unit=" votes", unit_scale=True, disable=None, leave=False, delay=1) as bar:
        for batch in table.batches(columns.names()):
            yield batch
            bar.update(batch.size)


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
