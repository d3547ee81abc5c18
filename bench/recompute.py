"""Time of a tick: 1,000 new votes, from the start of the tick to the published runs.

    ./run bench recompute [--folded 10000000 --competitors 400 --votes 1000000 --profile]

Prints a JSON line per measurement, on one PostgreSQL in one run:

* adding `--votes` pending votes to the ledger and the tallies at once, and `rebuild` of the same;
* a tick with 1,000 new votes when the tallies hold `--folded` votes: the overall board alone, then
  with one board of each other kind.

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
from typing import Any
from unittest.mock import patch

from bench.servers import fresh_database, use_servers

NEW_VOTES = 1_000
CHALLENGES = 200
TO_REACH = 50.0
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
    from leaderboard.models import Board

    only(alone)
    base = ticks(asked, size, name="overall alone")
    say(overall_alone_ms=base, to_reach=TO_REACH, reached=base <= TO_REACH)
    for board in others:
        only(alone | Board.objects.filter(pk=board.pk))
        with_it = ticks(asked, size, name=f"overall and {board.slug}")
        say(board=board.slug, costs_ms=round(with_it - base, 1))
    only(alone | Board.objects.filter(slug__in=asked.boards))
    ticks(asked, size, name="all of these")


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


def ticks(asked: argparse.Namespace, size: dict[str, int], *, name: str) -> float:
    """Median milliseconds of ticks that find 1,000 new votes each; the first one, which reads the
    counts, does not count."""
    from bench import filling
    from leaderboard.runs import tick
    from leaderboard.runs.worker_memory import WorkerMemory

    memory = WorkerMemory()
    times, publishing, profile = [], [], cProfile.Profile()
    publish_each = tick._publish_each  # noqa: SLF001 - where writing ends

    def watched(*given: Any, **named: Any) -> Any:
        began = time.perf_counter()
        published = publish_each(*given, **named)
        publishing.append(1_000 * (time.perf_counter() - began))
        return published

    for round_ in range(asked.rounds + 1):
        filling.fill_votes(votes=NEW_VOTES, **size)
        if asked.profile and round_:
            profile.enable()
        with patch("leaderboard.runs.tick._publish_each", watched):
            began = time.perf_counter()
            runs = tick.recompute_boards(memory)
            times.append(1_000 * (time.perf_counter() - began))
        profile.disable()
    if asked.profile:
        pstats.Stats(profile).sort_stats("cumtime").print_stats(70)
    median = round(statistics.median(times[1:]), 1)
    say(
        ticks=name,
        boards_published=len(runs),
        votes=runs[0].votes,
        competitors=asked.competitors,
        milliseconds_median=median,
        of_which_publishing=round(statistics.median(publishing[1:]), 1),
        milliseconds_all=[round(each, 1) for each in times[1:]],
        first_tick_milliseconds=round(times[0], 1),
    )
    return median


def say(**facts: object) -> None:
    print(json.dumps(facts), flush=True)


if __name__ == "__main__":
    main()
