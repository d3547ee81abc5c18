"""Finding challenges with nearly the same prompt: time and recall among 10,000 challenges.

    ./run bench likeness

The prompts are random words. Each query is one of them with every twelfth word changed, so exactly
one challenge is nearly the same. In the same run some queries are compared with the text of every
challenge, as one would without signatures. Prints a JSON line per measurement.
"""

import argparse
import json
import random
import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from bench.servers import fresh_database, use_servers

WORDS_KNOWN = 5_000
CHANGED_EVERY = 12


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--challenges", type=int, default=10_000)
    options.add_argument("--rounds", type=int, default=100)
    options.add_argument("--compared-every", type=int, default=20, help="queries per comparison")
    asked = options.parse_args()
    with use_servers(), fresh_database("bench_likeness"):
        measure(asked)


def measure(asked: argparse.Namespace) -> None:
    from arena.checks.likeness import find_similar
    from arena.models import Challenge

    rng = random.Random(7)
    words = ["".join(rng.choices("abcdefghijklmnopqrstuvwxyz", k=6)) for _ in range(WORDS_KNOWN)]
    prompts = [rng.choices(words, k=rng.randint(12, 240)) for _ in range(asked.challenges)]
    began = time.perf_counter()
    keys = add(prompts)
    say(challenges=asked.challenges, added_seconds=round(time.perf_counter() - began, 1))
    among = Challenge.objects.published_or_waiting()
    by_signature, by_text = [], []
    for turn in range(asked.rounds):
        index = rng.randrange(asked.challenges)
        prompt = changed(prompts[index], words, rng)
        ask = partial(find_similar, prompt, among=among)
        by_signature.append(timed(ask, expected=keys[index]))
        if turn % asked.compared_every == 0:
            by_text.append(timed(partial(compare_all, prompt, among), expected=keys[index]))
    ours = report("signatures", by_signature)
    theirs = report("every text compared", by_text)
    say(times_faster=round(theirs / ours, 1))


def changed(prompt: list[str], words: list[str], rng: random.Random) -> str:
    made = list(prompt)
    made[::CHANGED_EVERY] = rng.choices(words, k=len(made[::CHANGED_EVERY]))
    return " ".join(made)


def compare_all(prompt: str, among: Any) -> list[Any]:
    """The search without signatures: the text of every challenge is read and compared."""
    from arena.checks.likeness import LEAST_LIKENESS, SimilarChallenge
    from arena.text.trigrams import likeness

    read = among.defer("prompt_signature")
    compared = (SimilarChallenge(one, likeness(prompt, one.prompt), is_same=False) for one in read)
    return [alike for alike in compared if alike.likeness >= LEAST_LIKENESS]


def timed(ask: Callable[[], list[Any]], *, expected: int) -> tuple[float, bool]:
    """Milliseconds, and whether exactly the expected challenge was found."""
    began = time.perf_counter()
    found = ask()
    milliseconds = (time.perf_counter() - began) * 1_000
    return milliseconds, [alike.challenge.pk for alike in found] == [expected]


def report(way: str, turns: list[tuple[float, bool]]) -> float:
    times, right = zip(*turns, strict=True)
    median = statistics.median(times)
    say(
        way=way,
        rounds=len(turns),
        milliseconds_median=round(median, 1),
        milliseconds_most=round(max(times), 1),
        found_and_nothing_else=round(sum(right) / len(turns), 3),
    )
    return median


def say(**numbers: Any) -> None:
    print(json.dumps(numbers), flush=True)


def add(prompts: list[list[str]]) -> list[int]:
    from django.utils import timezone

    from arena.models import Category, Challenge

    category = Category.objects.create(slug="bench", name="Bench")
    made = Challenge.objects.bulk_create(
        (
            Challenge(
                slug=f"bench-{number}",
                title=f"Bench {number}",
                prompt=" ".join(words),
                category=category,
                state="published",
                published_at=timezone.now(),
            )
            for number, words in enumerate(prompts)
        ),
        batch_size=1_000,
    )
    return [challenge.pk for challenge in made]


if __name__ == "__main__":
    main()
