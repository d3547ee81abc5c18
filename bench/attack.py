"""Attack an arena, in groups: how much was tried, and how much got through?

    ./run bench attack [--group NAME …]

Fills an arena with the demo's content and serves copies of it on loopback, as `./run serve` does:
without limits of votes, with limits, and with limits behind a trusted proxy. Groups of different
arenas run side by side; groups that ask how long a visitor waits run after all others. Each prints
a JSON line: what was tried, what passed (got through; 0 is right), which, and the seconds it took.
The last line has the sums. Exits with 1 if anything passed or the whole took longer than five
minutes.
"""

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench.attacking.arena import Arena, fill, served, tracebacks
from bench.attacking.attempts import Attempt, summary
from bench.attacking.bodies import huge_bodies
from bench.attacking.identities import forged_ids
from bench.attacking.limits import fresh_cookies, spoofed_directly, spoofed_through_proxy
from bench.attacking.metadata import metadata
from bench.attacking.paths import path_tricks
from bench.attacking.sites import other_sites
from bench.attacking.slow import slow_readers, slow_senders
from bench.attacking.voting import races, replay

type Attack = Callable[[Arena], Iterator[Attempt]]
type Attacks = dict[str, Attack]

MOST_SECONDS = 300
LIMIT = 12
# Groups by the arena they attack: limit of votes per minute and address, trusted proxies.
ARENAS: dict[tuple[int, int], Attacks] = {
    (0, 0): {
        "replay": replay,
        "races": races,
        "forged ids": forged_ids,
        "huge and deep bodies": huge_bodies,
        "path tricks": path_tricks,
        "other sites' forms": other_sites,
        "metadata": metadata,
        "slow senders": slow_senders,
        "slow readers": slow_readers,
    },
    (LIMIT, 0): {"header spoofing": spoofed_directly},
    (LIMIT, 1): {
        "fresh cookies": fresh_cookies,
        "header spoofing behind a proxy": spoofed_through_proxy,
    },
}
# These ask how long a visitor waits, so nothing else may run.
ALONE = {"slow senders", "slow readers"}
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


def attack(groups: Collection[str]) -> Iterator[dict[str, object]]:
    """What was found in each of these groups; those that run alone come last."""
    asked = {
        settings: chosen
        for settings, attacks in ARENAS.items()
        if (chosen := {name: each for name, each in attacks.items() if name in groups})
    }
    with all_served(list(asked)) as arenas:
        by_arena = list(zip(arenas, asked.values(), strict=True))
        with ThreadPoolExecutor() as threads:
            running = [threads.submit(carry_out_shared, *each) for each in by_arena]
            for found in running:
                yield from found.result()
        for arena, attacks in by_arena:
            yield from (carry_out(arena, *each) for each in attacks.items() if each[0] in ALONE)


@contextmanager
def all_served(settings: Sequence[tuple[int, int]]) -> Iterator[list[Arena]]:
    """An arena for each of the settings, with a copy of the same data; all start at once."""
    with (
        tempfile.TemporaryDirectory(prefix="podium-attack-") as folder,
        ExitStack() as stack,
        ThreadPoolExecutor() as threads,
    ):
        filled = Path(folder) / "filled"
        fill(filled)
        started = []
        for limit, proxies in settings:
            copy = shutil.copytree(filled, Path(folder) / f"limit-{limit}-proxies-{proxies}")
            starting = served(copy, limit=limit, proxies=proxies)
            started.append(threads.submit(stack.enter_context, starting))
        yield [each.result() for each in started]


def carry_out_shared(arena: Arena, attacks: Attacks) -> list[dict[str, object]]:
    return [carry_out(arena, *each) for each in attacks.items() if each[0] not in ALONE]


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
