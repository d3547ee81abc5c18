"""Cost of a pass: reading the votes that count, and the errors by voter and challenge.

    ./run bench passes [--votes 10000000 --competitors 400 --read 200000]

Prints a JSON line for each. The arithmetic is on simulated votes in memory, by voters with twenty
votes each, on 200 challenges; reading is from a PostgreSQL of its own.
"""

import argparse
import json
import time
from pathlib import Path

import numpy as np

from bench.servers import fresh_database, use_servers
from leaderboard.ratings import Method, Votes, logistic, measure_inflation, rate_board

CHALLENGES = 200
VOTES_OF_A_VOTER = 20


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--votes", type=int, default=10_000_000)
    options.add_argument("--competitors", type=int, default=400)
    options.add_argument("--read", type=int, default=200_000)
    asked = options.parse_args()
    if asked.read:
        with use_servers(), fresh_database("bench_passes"):
            read(asked.read, asked.competitors)
    compute(asked.votes, asked.competitors)


def read(votes: int, competitors: int) -> None:
    from arena.models import VoteEvent
    from bench import filling
    from leaderboard.passes import read_votes

    voters = max(1_000, votes // VOTES_OF_A_VOTER)
    filling.fill_content(competitors=competitors, challenges=CHALLENGES)
    filling.fill_voters(first=1, last=voters)
    filling.fill_votes(votes=votes, competitors=competitors, challenges=CHALLENGES, voters=voters)
    VoteEvent.objects.update(pending=False)
    filling.tidy()
    memory, began = forget_peak(), time.perf_counter()
    found = read_votes()
    seconds = time.perf_counter() - began
    say(
        read_votes=len(found.left),
        seconds=round(seconds, 2),
        microseconds_each=round(1e6 * seconds / len(found.left), 2),
        to_reach_microseconds_each=2.0,
        megabytes_more=round(peak() - memory),
    )


def compute(number: int, competitors: int) -> None:
    votes = simulated(number, competitors)
    memory, began, processor = forget_peak(), time.perf_counter(), time.process_time()
    measure_inflation(votes, method=Method())
    seconds, spent = time.perf_counter() - began, time.process_time() - processor
    megabytes, processor = peak(), time.process_time()
    rate_board(votes.outcomes(), minimum_votes=1)
    plain = time.process_time() - processor
    say(
        votes=number,
        competitors=competitors,
        seconds=round(seconds, 1),
        processor_seconds=round(spent, 1),
        to_reach_seconds=2.0 * number / 10_000_000,
        of_independent_votes=round(plain, 2),
        ratio=round(spent / plain, 1),
        megabytes_before=round(memory),
        megabytes_at_peak=round(megabytes),
        to_reach_megabytes=500,
    )


def simulated(number: int, competitors: int) -> Votes:
    rng = np.random.default_rng(20_240_601)
    strength = rng.normal(0, 0.5, competitors)
    left = rng.integers(competitors, size=number, dtype=np.int16)
    step = rng.integers(1, competitors, size=number, dtype=np.int16)
    right = (left + step) % competitors
    chance = logistic((strength[left] - strength[right]).astype(np.float64))
    drawn = rng.random(number)
    outcome = np.where(drawn < 0.75 * chance, 0, np.where(drawn < 0.75, 1, 2)).astype(np.int8)
    voter = np.sort(rng.integers(number // VOTES_OF_A_VOTER, size=number, dtype=np.int32))
    # As they are read: by voter and challenge, which simulated votes are sorted by at random.
    challenge = rng.integers(CHALLENGES, size=number, dtype=np.int32)
    both = voter.astype(np.int64) * CHALLENGES + challenge
    both.sort()
    challenge = (both % CHALLENGES).astype(np.int32)
    return Votes(competitors, left, right.astype(np.int16), outcome, voter, challenge)


def forget_peak() -> float:
    """Megabytes of memory in use; `peak` is then of what comes."""
    Path("/proc/self/clear_refs").write_text("5")
    return peak()


def peak() -> float:
    """The most memory this process has had since, in megabytes."""
    status = Path("/proc/self/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1_024


def say(**facts: object) -> None:
    print(json.dumps(facts), flush=True)


if __name__ == "__main__":
    main()
