"""Finding challenges that are like a prompt: time and recall among 10,000 challenges.

    ./run bench likeness

The prompts are random words. Each that is asked about is one of them with every twelfth word
changed, so exactly one is nearly the same. Prints one JSON line.
"""

import argparse
import json
import random
import statistics
import time

from bench.servers import fresh_database, use_servers

WORDS_KNOWN = 5_000
CHANGED_EVERY = 12


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--challenges", type=int, default=10_000)
    options.add_argument("--rounds", type=int, default=100)
    asked = options.parse_args()
    with use_servers(), fresh_database("bench_likeness"):
        measure(asked.challenges, asked.rounds)


def measure(challenges: int, rounds: int) -> None:
    from arena.likeness import find_alike
    from arena.models import Challenge

    rng = random.Random(7)
    words = ["".join(rng.choices("abcdefghijklmnopqrstuvwxyz", k=6)) for _ in range(WORDS_KNOWN)]
    prompts = [rng.choices(words, k=rng.randint(12, 240)) for _ in range(challenges)]
    began = time.perf_counter()
    keys = add(prompts)
    added_seconds = time.perf_counter() - began
    times, found = [], 0
    for _ in range(rounds):
        index = rng.randrange(challenges)
        changed = list(prompts[index])
        changed[::CHANGED_EVERY] = rng.choices(words, k=len(changed[::CHANGED_EVERY]))
        began = time.perf_counter()
        alike = find_alike(" ".join(changed), among=Challenge.objects.published_or_waiting())
        times.append((time.perf_counter() - began) * 1_000)
        found += [one.challenge.pk for one in alike] == [keys[index]]
    print(
        json.dumps(
            {
                "challenges": challenges,
                "added_seconds": round(added_seconds, 1),
                "milliseconds_median": round(statistics.median(times), 1),
                "milliseconds_most": round(max(times), 1),
                "found_and_nothing_else": round(found / rounds, 3),
            }
        )
    )


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
