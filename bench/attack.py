"""Attack an arena, in groups: how much was tried, and how much got through?

    ./run bench attack [--group NAME …]

Starts Podium as `./run demo` does, on an empty folder and loopback: without limits of votes, then
with limits, and at the same time with limits behind a trusted proxy. Each group prints a JSON line:
what was tried, what passed (got through; 0 is right) and which. The last line has the sums. Exits
with 1 if anything passed or the whole took longer than five minutes.
"""

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench.attacking.arena import Arena, served, tracebacks
from bench.attacking.attempts import Attempt, summary
from bench.attacking.bodies import huge_bodies
from bench.attacking.identities import forged_ids
from bench.attacking.limits import fresh_cookies, spoofed_directly, spoofed_through_proxy
from bench.attacking.metadata import metadata
from bench.attacking.paths import path_tricks
from bench.attacking.sites import other_sites
from bench.attacking.slow import slow_senders
from bench.attacking.voting import races, replay

type Attack = Callable[[Arena], Iterator[Attempt]]

MOST_SECONDS = 300
LIMIT = 12
# Groups by the arena they attack: limit of votes per minute and address, trusted proxies.
WITHOUT_LIMITS = (0, 0)
ARENAS: dict[tuple[int, int], dict[str, Attack]] = {
    WITHOUT_LIMITS: {
        "replay": replay,
        "races": races,
        "forged ids": forged_ids,
        "huge and deep bodies": huge_bodies,
        "path tricks": path_tricks,
        "other sites' forms": other_sites,
        "metadata": metadata,
        "slow senders": slow_senders,
    },
    (LIMIT, 0): {"header spoofing": spoofed_directly},
    (LIMIT, 1): {
        "fresh cookies": fresh_cookies,
        "header spoofing behind a proxy": spoofed_through_proxy,
    },
}
GROUPS = [name for groups in ARENAS.values() for name in groups]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.formatter_class = argparse.RawDescriptionHelpFormatter
    options.add_argument("--group", choices=GROUPS, action="append")
    asked = options.parse_args()
    began = time.monotonic()
    found = list(attack(asked.group or GROUPS))
    seconds = round(time.monotonic() - began, 1)
    tried, passed = (sum(int(str(each[name])) for each in found) for name in ("tried", "passed"))
    reached = passed == 0 and seconds <= MOST_SECONDS
    claim = {"claim": "nothing got through", "tried": tried, "passed": passed, "seconds": seconds}
    print(json.dumps({**claim, "to_reach": f"0 in {MOST_SECONDS} s", "reached": reached}))
    sys.exit(not reached)


def attack(groups: list[str]) -> Iterator[dict[str, object]]:
    """The arena without limits first and alone, since it is asked how long a visitor waits; then
    the others at once, each with a copy of its data."""
    asked = [
        (settings, chosen)
        for settings, attacks in ARENAS.items()
        if (chosen := {name: each for name, each in attacks.items() if name in groups})
    ]
    alone = [each for each in asked if each[0] == WITHOUT_LIMITS]
    together = [each for each in asked if each[0] != WITHOUT_LIMITS]
    with tempfile.TemporaryDirectory(prefix="podium-attack-") as folder:
        first = Path(folder) / "first"
        first.mkdir()
        for settings, attacks in alone:
            yield from carry_out_all(first, settings, attacks)
        with ThreadPoolExecutor() as threads:
            copies = [Path(folder) / str(number) for number, _ in enumerate(together)]
            for copy in copies:
                shutil.copytree(first, copy, ignore=shutil.ignore_patterns("*.sock"))
            running = [
                threads.submit(carry_out_all, copy, *each)
                for copy, each in zip(copies, together, strict=True)
            ]
            for found in running:
                yield from found.result()


def carry_out_all(
    data: Path, settings: tuple[int, int], attacks: Mapping[str, Attack]
) -> list[dict[str, object]]:
    limit, proxies = settings
    with served(data, limit=limit, proxies=proxies) as arena:
        return [carry_out(arena, name, each) for name, each in attacks.items()]


def carry_out(arena: Arena, name: str, attempts: Attack) -> dict[str, object]:
    """Run one group and print its line; errors in the logs count as attacks that got through."""
    began = time.monotonic()
    before = len(tracebacks(arena.data))
    tried = list(attempts(arena))
    errors = tracebacks(arena.data)[before:]
    tried.append(Attempt("errors in the logs", bool(errors), errors[:5]))
    tried.append(Attempt("the arena is up no more", not arena.is_up()))
    found = summary(name, tried, time.monotonic() - began)
    print(json.dumps(found), flush=True)
    return found


if __name__ == "__main__":
    main()
