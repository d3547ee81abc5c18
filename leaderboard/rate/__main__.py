"""`python -m leaderboard.rate FILE`."""

import argparse
import gc
import os
import sys
from collections.abc import Iterator, Sequence

from tqdm import tqdm

from leaderboard.rate.columns import VoteColumns, find, find_feature
from leaderboard.rate.errors import BadInput
from leaderboard.rate.gathering import gather
from leaderboard.rate.labels import Labels
from leaderboard.rate.options import parse
from leaderboard.rate.rating import rate
from leaderboard.rate.readers import Batch, Table, open_table
from leaderboard.rate.showing import show
from leaderboard.ratings import DidNotConvergeError


def main(arguments: Sequence[str]) -> int:
    asked = parse(arguments)
    try:
        with open_table(asked.file, asked.input_format) as table:
            columns = _columns(table.columns, asked)
            keep = bool(asked.cluster or asked.style or asked.method != "bradley-terry")
            batches = _with_progress(table, columns)
            found = gather(batches, columns, Labels(asked.labels), keep=keep)
        rated = rate(found, asked)
        rated.settings = {**_source(asked, columns), **rated.settings}
    except (BadInput, DidNotConvergeError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(show(rated, asked.format))
    return 0


def _columns(there: Sequence[str], asked: argparse.Namespace) -> VoteColumns:
    voter = find(there, asked.voter, "voter") if asked.cluster or asked.voter else None
    return VoteColumns(
        a=find(there, asked.a, "a"),
        b=find(there, asked.b, "b"),
        winner=find(there, asked.winner, "winner"),
        voter=voter if asked.cluster else None,
        challenge=find(there, asked.challenge, "challenge") if asked.challenge else None,
        style=tuple(find_feature(there, name) for name in dict.fromkeys(asked.style)),
    )


def _source(asked: argparse.Namespace, columns: VoteColumns) -> dict[str, object]:
    """What was read, so that it can be read again."""
    names = {"a": columns.a, "b": columns.b, "winner": columns.winner}
    others = {"voter": columns.voter, "challenge": columns.challenge}
    names |= {what: name for what, name in others.items() if name is not None}
    return {"file": asked.file, "columns": names, "labels": asked.labels}


def _with_progress(table: Table, columns: VoteColumns) -> Iterator[Batch]:
    with tqdm(unit=" votes", unit_scale=True, disable=None, leave=False, delay=1) as bar:
        for batch in table.batches(columns.names()):
            yield batch
            bar.update(batch.size)


if __name__ == "__main__":
    gc.disable()  # rows are many and make no cycles: a quarter of the time of reading CSV
    # Names are whole wherever the output goes, whatever the locale.
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # Whoever read the output has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
