"""Time of a tick: 1,000 new votes, from the start of the tick to the published runs.

    ./run bench recompute [--folded 10000000 --competitors 400 --votes 1000000 --profile]

Prints a JSON line per measurement, on one PostgreSQL in one run:

* adding `--votes` pending votes to the ledger and the tallies at once, and `rebuild` of the same;
* a tick with 1,000 new votes when the tallies hold `--folded` votes: the overall board alone, then
  with one board of each other kind, which somebody reads or nobody does. Before and after each, a
  bare write of 1,000 rows to a table of its own. The processor time of this process and of its
  server's together hardly changes with other work on the machine, and the ratio even less.

Of these votes, `--votes` are rows with events and ledger entries. The others are only in the
tallies of the boards, which is all that a tick reads; there are at most a million response
tallies.
"""

import argparse
import cProfile
import json
import pstats
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

from bench.servers import fresh_database, use_servers

NEW_VOTES = 1_000
CHALLENGES = 200
# Processor time of a tick of the overall board, and of what a further board that changed added to
# it, in bare writes, before workers remembered standings and unread boards waited.
WAS = {"overall": 38.0, "further": 19.0}
TO_REACH = {"overall": WAS["overall"] / 2, "further": WAS["further"] / 4}
_BARE = "INSERT INTO bench_bare SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::text[])"
# Beside the overall board: one of each kind. Others of a kind cost the same.
DEFAULT_BOARDS = ("category-bench-1", "last-30-days", "style-controlled")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--folded", type=int, default=10_000_000)
    options.add_argument("--votes", type=int, default=1_000_000)
    options.add_argument("--competitors", type=int, default=400)
    options.add_argument("--rounds", type=int, default=15)
    options.add_argument("--boards", nargs="*", default=DEFAULT_BOARDS, help="beside the overall")
    options.add_argument("--skip-rebuild", action="store_true")
    options.add_argument("--profile", action="store_true", help="print a profile of the ticks")
    asked = options.parse_args()
    with use_servers(), fresh_database("bench_recompute"):
        measure(asked)


def measure(asked: argparse.Namespace) -> None:
    from bench import filling
    from leaderboard.models import Board

    size = {
        "competitors": asked.competitors,
        "challenges": CHALLENGES,
        "voters": max(1_000, asked.votes // 20),
    }
    filling.fill_content(competitors=asked.competitors, challenges=CHALLENGES)
    filling.fill_voters(first=1, last=size["voters"])
    filling.fill_votes(votes=asked.votes, **size)
    filling.tidy()
    first_count(asked)
    others = list(Board.objects.filter(slug__in=asked.boards))
    alone = Board.objects.filter(slug="overall")
    filling.fill_tallies(votes=asked.folded - asked.votes, boards=[*alone, *others], **size)
    filling.tidy()
    # Boards set aside are not filled again meanwhile.
    with patch("leaderboard.ledger.backfill_boards"):
        ticks_of_boards(asked, size, alone, others)


def ticks_of_boards(
    asked: argparse.Namespace, size: dict[str, int], alone: Any, others: list[Any]
) -> None:
    from django.conf import settings

    from bench import filling
    from leaderboard.models import Board

    filling.fill_pairs()
    only(alone)
    base = ticks(asked, size, name="overall alone")
    most = TO_REACH["overall"]
    say(bare_writes=round(base, 1), to_reach=most, was=WAS["overall"], reached=base <= most)
    for board in others:
        only(alone | Board.objects.filter(pk=board.pk))
        read = ticks(asked, size, name=f"overall and {board.slug}, read") - base
        unread = ticks(asked, size, name=f"overall and {board.slug}, unread", unread=True) - base
        # Every so many ticks a board is published all the same.
        each = unread + (read - unread) * settings.RECOMPUTE_SECONDS / settings.UNREAD_BOARD_SECONDS
        most = TO_REACH["further"]
        say(
            board=board.slug,
            bare_writes_read=round(read, 1),
            bare_writes_unread=round(unread, 1),
            with_its_share_of_publishing=round(each, 1),
            to_reach=most,
            was=WAS["further"],
            reached=each <= most,
        )
    only(alone | Board.objects.filter(slug__in=asked.boards))
    ticks(asked, size, name="all of these, read")


def first_count(asked: argparse.Namespace) -> None:
    from leaderboard.models import LedgerEntry
    from leaderboard.runs.rebuild import rebuild_tallies
    from leaderboard.runs.tick import recompute_boards

    began = time.perf_counter()
    recompute_boards()
    seconds = time.perf_counter() - began
    events, _ = LedgerEntry.objects.head()
    say(
        first_count_events=events,
        seconds=round(seconds, 1),
        microseconds_each=round(1e6 * seconds / events, 1),
    )
    if not asked.skip_rebuild:
        began = time.perf_counter()
        found = rebuild_tallies()
        say(rebuild_seconds=round(time.perf_counter() - began, 1), agrees=found.agrees)


def only(boards: Any) -> None:
    """Set the other boards aside, as if they were not backfilled."""
    from leaderboard.models import Board

    Board.objects.update(filled=False)
    chosen = boards.values_list("pk", flat=True)
    Board.objects.filter(pk__in=list(chosen)).update(filled=True)


def ticks(
    asked: argparse.Namespace, size: dict[str, int], *, name: str, unread: bool = False
) -> float:
    """Median processor time, in bare writes, of ticks that find 1,000 new votes each; the first two
    do not count, for they read counts and begin what a worker remembers."""
    from django.test import override_settings

    from bench import filling
    from leaderboard.runs.tick import recompute_boards
    from leaderboard.runs.worker_memory import WorkerMemory

    memory, profile, server = WorkerMemory(), cProfile.Profile(), Server()
    found: list[tuple[float, float]] = []
    bare: list[tuple[float, float]] = []
    runs: list[Any] = []
    longest = 86_400 if unread else 0
    with override_settings(UNREAD_BOARD_SECONDS=longest):
        for round_ in range(asked.rounds + 2):
            filling.fill_votes(votes=NEW_VOTES, **size)
            bare.append(server.timed(server.write_bare))
            if asked.profile and round_ > 1:
                profile.enable()
            found.append(
                server.timed(lambda: runs.append(recompute_boards(memory, unread_wait=True)))
            )
            profile.disable()
            bare.append(server.timed(server.write_bare))
    if asked.profile:
        pstats.Stats(profile).sort_stats("cumtime").print_stats(70)
    wall, processor = (statistics.median(each[at] for each in found[2:]) for at in (0, 1))
    bare_wall, bare_processor = (statistics.median(each[at] for each in bare[2:]) for at in (0, 1))
    say(
        ticks=name,
        boards_published=len(runs[-1]),
        votes=runs[-1][0].votes,
        competitors=asked.competitors,
        milliseconds=round(wall, 1),
        milliseconds_of_processor=round(processor, 1),
        milliseconds_all=[round(each[0], 1) for each in found[2:]],
        first_tick_milliseconds=round(found[0][0], 1),
        bare_write_milliseconds=round(bare_wall, 1),
        bare_write_milliseconds_of_processor=round(bare_processor, 1),
        ratio=round(wall / bare_wall, 1),
        ratio_of_processor=round(processor / bare_processor, 1),
    )
    return processor / bare_processor


class Server:
    """This connection's server process, and a table for bare writes."""

    def __init__(self) -> None:
        from django.db import connection

        self.cursor, self.rows = connection.cursor(), 0
        self.cursor.execute("DROP TABLE IF EXISTS bench_bare")
        self.cursor.execute(
            "CREATE TABLE bench_bare (id bigint PRIMARY KEY, event bigint, digest text)"
        )
        self.cursor.execute("SELECT pg_backend_pid()")
        self.pid = self.cursor.fetchone()[0]

    def timed(self, work: Callable[[], object]) -> tuple[float, float]:
        """Milliseconds by the clock, and of processor time, the server's too."""
        began, spent, served = time.perf_counter(), time.process_time(), self._spent()
        work()
        spent = time.process_time() - spent + self._spent() - served
        return 1_000 * (time.perf_counter() - began), 1_000 * spent

    def write_bare(self) -> None:
        ids = list(range(self.rows, self.rows + NEW_VOTES))
        self.rows += NEW_VOTES
        self.cursor.execute(_BARE, [ids, ids, [f"{each:064x}" for each in ids]])

    def _spent(self) -> float:
        return int(Path(f"/proc/{self.pid}/schedstat").read_text().split()[0]) / 1e9


def say(**facts: object) -> None:
    print(json.dumps(facts), flush=True)


if __name__ == "__main__":
    main()
