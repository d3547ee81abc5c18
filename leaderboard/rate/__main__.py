"""`python -m leaderboard.rate FILE`."""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence

from tqdm import tqdm

from leaderboard.rate.columns import Columns, find, find_feature
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
    except (BadInput, DidNotConvergeError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(show(rated, asked.format))
    return 0


def _columns(there: Sequence[str], asked: argparse.Namespace) -> Columns:
    return Columns(
        a=find(there, asked.a, "a"),
        b=find(there, asked.b, "b"),
        winner=find(there, asked.winner, "winner"),
        voter=find(there, asked.voter, "voter") if asked.cluster else None,
        challenge=find(there, asked.challenge, "challenge") if asked.challenge else None,
        style=tuple(find_feature(there, name) for name in asked.style),
    )


def _with_progress(table: Table, columns: Columns) -> Iterator[Batch]:
    with tqdm(unit=" votes", unit_scale=True, disable=None, leave=False, delay=1) as bar:
        for batch in table.batches(columns.names()):
            yield batch
            bar.update(batch.size)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # Whoever read the output has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
