"""1,000 new votes, from tick to published run: with 10 thousand and with 1 million folded before.

    ./run bench recompute

Prints a JSON line per measurement, and the ratio of the two medians, on one PostgreSQL in one run.
"""

import argparse
import json
import statistics
import time

from bench.servers import fresh_database, use_servers


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--few", type=int, default=10_000)
    options.add_argument("--many", type=int, default=1_000_000)
    options.add_argument("--competitors", type=int, default=60)
    options.add_argument("--rounds", type=int, default=15)
    asked = options.parse_args()
    with use_servers():
        few = measure(asked.few, asked.competitors, asked.rounds)
        many = measure(asked.many, asked.competitors, asked.rounds)
    print(json.dumps({"ratio_many_to_few": round(many / few, 3), "to_reach": "< 1.3"}))


def measure(folded: int, competitors: int, rounds: int) -> float:
    """Median milliseconds of a tick that finds 1,000 new votes, all boards published."""
    from bench import filling
    from leaderboard.recompute import recompute_boards

    challenges, voters = 200, max(1_000, folded // 20)
    size = {"competitors": competitors, "challenges": challenges, "voters": voters}
    with fresh_database(f"bench_recompute_{folded}"):
        filling.fill_content(competitors=competitors, challenges=challenges)
        filling.fill_voters(first=1, last=voters)
        filling.fill_votes(votes=folded, **size)
        began = time.perf_counter()
        recompute_boards()
        first_seconds = time.perf_counter() - began
        filling.tidy()
        times = []
        for _ in range(rounds):
            filling.fill_votes(votes=1_000, **size)
            began = time.perf_counter()
            runs = recompute_boards()
            times.append((time.perf_counter() - began) * 1_000)
    milliseconds = statistics.median(times)
    print(
        json.dumps(
            {
                "folded_before": folded,
                "competitors": competitors,
                "boards_published": len(runs),
                "milliseconds_median": round(milliseconds, 1),
                "milliseconds_all": [round(each, 1) for each in times],
                "first_fold_seconds": round(first_seconds, 1),
            }
        ),
        flush=True,
    )
    return milliseconds


if __name__ == "__main__":
    main()
