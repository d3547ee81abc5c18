"""How long the proof of work of a match takes.

    ./run bench proof_of_work [--challenges 40]

Prints JSON lines: the iterations of PBKDF2 that a challenge takes on average, and the median and
the ninth decile of the seconds to solve one, by a program that uses OpenSSL on one core, and by
the worker of the page in Chromium; then the seconds to make one.
"""

import argparse
import json
import os
import secrets
import statistics
import threading
import time
from collections.abc import Sequence
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import altcha.v2 as altcha
from playwright.sync_api import sync_playwright

from tests.e2e.chromium import ARGUMENTS, find_chromium

WORKER = Path(__file__).parent.parent / "static/vendor/altcha"
SOLVE = """
async (challenges) => {
  const seconds = [];
  for (const challenge of challenges) {
    const begin = performance.now();
    await new Promise((resolve, reject) => {
      const worker = new Worker("/pbkdf2.js");
      worker.onmessage = ({ data }) => (data?.derivedKey ? resolve() : reject(data?.error));
      worker.postMessage({ type: "work", challenge, counterStart: 0, counterStep: 1 });
    });
    seconds.push((performance.now() - begin) / 1000);
  }
  return seconds;
}
"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass


def main() -> None:
    os.environ.setdefault("SECRET_KEY", "only for a benchmark")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from arena.matches.proof_of_work import COST, FEWEST, MOST

    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--challenges", type=int, default=40)
    number = options.parse_args().challenges
    began = time.perf_counter()
    made = [_challenge(COST, FEWEST + secrets.randbelow(MOST - FEWEST)) for _ in range(number)]
    making = (time.perf_counter() - began) / number
    say(iterations=COST * (FEWEST + MOST + 1) // 2, of="PBKDF2 with SHA-256", challenges=number)
    native = []
    for challenge in made:
        began = time.perf_counter()
        altcha.solve_challenge(challenge, timeout=600)
        native.append(time.perf_counter() - began)
    say(solved_by="a program, one core", **_summary(native))
    say(solved_by="Chromium", **_summary(_in_browser(made)))
    say(seconds_to_make=round(making, 4))


def _challenge(cost: int, counter: int) -> altcha.Challenge:
    return altcha.create_challenge("PBKDF2/SHA-256", cost, counter=counter, hmac_secret="bench")


def _in_browser(challenges: Sequence[altcha.Challenge]) -> list[float]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(WORKER)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        page = chromium.new_page()
        page.goto(f"http://localhost:{server.server_port}/README.md")
        seconds: list[float] = page.evaluate(SOLVE, [each.to_dict() for each in challenges])
        chromium.close()
    server.shutdown()
    return seconds


def _summary(seconds: Sequence[float]) -> dict[str, float]:
    return {
        "median_seconds": round(statistics.median(seconds), 3),
        "ninth_decile_seconds": round(statistics.quantiles(seconds, n=10)[-1], 3),
    }


def say(**facts: object) -> None:
    print(json.dumps(facts), flush=True)


if __name__ == "__main__":
    main()
