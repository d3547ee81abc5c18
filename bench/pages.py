"""Size, queries and time of every page on a large arena, and paint timings in Chromium.

    ./run bench pages [--competitors 300 --challenges 1000 --votes 1000000 --rounds 7]

Prints a JSON line per page: bytes (of the HTML and of its styles and scripts, each compressed),
queries and milliseconds of the first request after a start and of later ones, and the ratio of the
latter to a bare view requested in turn. Then, for home, match and leaderboard, Chromium's timings
with an empty cache, relative to an empty page: largest contentful paint, layout shift, and total
blocking time.
"""

import argparse
import gzip
import re
import statistics
import time
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any

from bench.arenas import Arena, filled, say, served
from bench.servers import use_servers

PORT = 8163
BARE = "/bare/select/"
# Milliseconds of the largest contentful paint and of blocking; the score of layout shift.
TO_REACH = {"lcp_ms": 1_000, "cls": 0.02, "blocking_ms": 50}
TO_REACH_BYTES = 60_000
SLUGS = {"competitor-0": "bench-1", "competitor-1": "bench-2", "reasoning-0": "bench-1"}
STATIC_FILE = re.compile(r'"/static/([^"?]+\.(?:css|js))"')
# Runs before any script of a page. A task blocks for the time beyond its first 50 ms.
OBSERVED = """
  window.seen = {lcp_ms: 0, cls: 0, blocking_ms: 0};
  const watch = (type, each) => new PerformanceObserver(
    (list) => list.getEntries().forEach(each)).observe({type, buffered: true});
  watch('largest-contentful-paint', (entry) => { seen.lcp_ms = entry.startTime; });
  watch('layout-shift', (entry) => { if (!entry.hadRecentInput) seen.cls += entry.value; });
  watch('longtask', (entry) => { seen.blocking_ms += Math.max(0, entry.duration - 50); });
"""
# Waiting time after the load, for late paints and shifts.
LATE_MS = 700


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--competitors", type=int, default=300)
    options.add_argument("--challenges", type=int, default=1_000)
    options.add_argument("--votes", type=int, default=1_000_000)
    options.add_argument("--rounds", type=int, default=7)
    asked = options.parse_args()
    arena = Arena("pages", PORT, asked.competitors, asked.challenges, asked.votes, voters=100)
    with use_servers(), filled(arena), served(arena):
        measure_pages(asked.rounds)
        measure_paints(asked.rounds)


def addresses() -> dict[str, str]:
    from tests.pages import PAGES

    pattern = re.compile("|".join(SLUGS))
    return {
        name.partition(":")[2]: pattern.sub(lambda found: SLUGS[found[0]], address)
        for name, address in PAGES.items()
    }


def measure_pages(rounds: int) -> None:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"host": f"127.0.0.1:{PORT}"})
    for name, address in addresses().items():
        get = partial(client.get, address)
        with CaptureQueriesContext(connection) as first:
            first_ms, page = _timed(get)
        first_queries = len(first)  # the next request clears them
        with CaptureQueriesContext(connection) as later:
            get()
        later_queries = len(later)
        pairs = [(_timed(get)[0], _timed(partial(client.get, BARE))[0]) for _ in range(rounds)]
        say(
            page=name,
            status=page.status_code,
            html_bytes=len(gzip.compress(page.content)),
            css_js_bytes=sum(map(weight, set(STATIC_FILE.findall(page.text)))),
            css_js_to_reach=TO_REACH_BYTES,
            first_queries=first_queries,
            later_queries=later_queries,
            first_ms=round(first_ms, 1),
            later_ms=round(statistics.median(ours for ours, _ in pairs), 2),
            ratio_to_bare=round(statistics.median(ours / bare for ours, bare in pairs), 1),
        )


@cache
def weight(name: str) -> int:
    """Compressed bytes of a static file."""
    from django.contrib.staticfiles import finders

    return len(gzip.compress(Path(str(finders.find(name))).read_bytes()))


def _timed(do: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    done = do()
    return 1_000 * (time.perf_counter() - began), done


def measure_paints(rounds: int) -> None:
    from playwright.sync_api import sync_playwright

    from tests.e2e.chromium import ARGUMENTS, MISSING, find_chromium

    chromium = find_chromium()
    if chromium is None:
        raise SystemExit(MISSING)
    site = f"http://127.0.0.1:{PORT}"
    goes: dict[str, Callable[[Any], Any]] = {
        "bare": lambda page: page.goto(f"{site}{BARE}"),
        "home": lambda page: page.goto(f"{site}/"),
        "match": lambda page: _open_match(page, site),
        "leaderboard": lambda page: page.goto(f"{site}/leaderboard/"),
    }
    seen: dict[str, list[dict[str, float]]] = {name: [] for name in goes}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        for _ in range(rounds):
            for name, go in goes.items():
                with browser.new_context(viewport={"width": 1280, "height": 800}) as context:
                    context.add_init_script(OBSERVED)
                    page = context.new_page()
                    go(page)
                    page.wait_for_timeout(LATE_MS)
                    seen[name].append(page.evaluate("seen"))
        browser.close()
    bare = statistics.median(each["lcp_ms"] for each in seen["bare"])
    for name, each in seen.items():
        medians = {key: statistics.median(one[key] for one in each) for key in TO_REACH}
        shown = {key: round(value, 3) for key, value in medians.items()}
        ratio = round(medians["lcp_ms"] / bare, 2) if bare else None
        reached = all(medians[key] <= most for key, most in TO_REACH.items())
        say(chromium=name, **shown, lcp_ratio_to_bare=ratio, to_reach=TO_REACH, reached=reached)


def _open_match(page: Any, site: str) -> None:
    """Open a match from the front page, as visitors do, with its files in the cache."""
    page.goto(site)
    page.locator(".hero__act button").click()
    page.wait_for_url("**/matches/*/")
    page.wait_for_load_state("load")


if __name__ == "__main__":
    main()
