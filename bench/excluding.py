"""Excluding many votes while others vote: how long it takes, and how it slows voting.

    ./run bench excluding [--votes 1000000 --ballots 300]

Prints a JSON line each: time per vote with nothing else running; the same while all `--votes`
votes are excluded, with the ratio; and the exclusion itself, as seconds in all and milliseconds
per step, each of which is one transaction continued from the database, as after a crash.
"""

import argparse
import json
import random
import statistics
import threading
import time
from typing import Any

from bench.servers import fresh_database, use_servers

COMPETITORS, CHALLENGES = 60, 200


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--votes", type=int, default=1_000_000)
    options.add_argument("--ballots", type=int, default=300)
    asked = options.parse_args()
    with use_servers(), fresh_database("bench_excluding"):
        measure(asked.votes, asked.ballots)


def measure(votes: int, ballots: int) -> None:
    from bench import filling

    filling.fill_content(competitors=COMPETITORS, challenges=CHALLENGES)
    voters = max(1_000, votes // 20)
    filling.fill_voters(first=1, last=voters)
    filling.fill_votes(votes=votes, competitors=COMPETITORS, challenges=CHALLENGES, voters=voters)
    filling.tidy()
    alone = cast(ballots)
    say(ballots="alone", **in_ms(alone))
    bulk, steps, beside = exclude_while_voting(ballots)
    say(
        ballots="beside the excluding",
        **in_ms(beside),
        ratio_to_alone=round(statistics.median(beside) / statistics.median(alone), 2),
    )
    say(
        excluded=bulk.touched,
        seconds=round(sum(steps), 1),
        steps=len(steps),
        step_ms=in_ms(steps),
    )


def exclude_while_voting(ballots: int) -> tuple[Any, list[float], list[float]]:
    """Exclude all votes step by step, each step read anew, as after a crash of the worker."""
    from django.db import connection
    from django.utils import timezone

    from arena.models import BulkAction, BulkKind, ExclusionRule
    from arena.moderation import begin_bulk, carry_on
    from arena.moderation.vote_search import VoteSearch

    beside: list[float] = []
    is_over = threading.Event()

    def vote() -> None:
        while not is_over.is_set() and len(beside) < 20 * ballots:
            beside.extend(cast(10))
        connection.close()

    bulk = begin_bulk(
        kind=BulkKind.EXCLUDE,
        search=VoteSearch(),
        rule=ExclusionRule.AUTOMATED,
        reason="A benchmark.",
        actor=None,
        now=timezone.now(),
    )
    voter = threading.Thread(target=vote)
    voter.start()
    steps: list[float] = []
    while bulk.ended_at is None:
        bulk = BulkAction.objects.get(pk=bulk.pk)  # as a restarted worker finds it
        began = time.perf_counter()
        bulk = carry_on(bulk, clock=timezone.now, is_enough=lambda: True)
        steps.append(time.perf_counter() - began)
    is_over.set()
    voter.join()
    return bulk, steps, beside


def cast(number: int) -> list[float]:
    """Seconds per vote, each by a new voter; opening the match is not included."""
    from django.utils import timezone

    from arena.matches.pairing import open_match
    from arena.matches.voting import cast_vote
    from arena.models import Outcome, Voter

    chance, taken = random.Random(), []
    for _ in range(number):
        now = timezone.now()
        match = open_match(voter=Voter.objects.create(), now=now, rng=chance)
        began = time.perf_counter()
        cast_vote(match_id=match.id, voter_id=match.voter_id, outcome=Outcome.LEFT, now=now)
        taken.append(time.perf_counter() - began)
    return taken


def in_ms(seconds: list[float]) -> dict[str, float]:
    ordered = sorted(seconds)
    return {
        "number": len(ordered),
        "median_ms": round(1_000 * statistics.median(ordered), 2),
        "p99_ms": round(1_000 * ordered[int(0.99 * (len(ordered) - 1))], 2),
        "most_ms": round(1_000 * ordered[-1], 2),
    }


def say(**facts: Any) -> None:
    print(json.dumps(facts), flush=True)


if __name__ == "__main__":
    main()
