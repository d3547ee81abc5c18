"""Pictures of every page, wide and narrow, light and dark, to be looked at.

    ./run screenshots [--url URL] [--out FOLDER] [--language LANGUAGE] [PAGE ...]
    ./run screenshots --readme
    ./run screenshots faithful

Without --url, of a demo that is started for it and stopped in the end. --readme takes the two
pictures of the README anew, into docs/images, in English and as small files. faithful takes
those of the corpus in `tests/faithful`, responses of every kind, in an arena of its own.
"""

import argparse
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.e2e.chromium import ARGUMENTS, MISSING, find_chromium
from tests.faithful.corpus import write_corpus
from tests.faithful.pictures import take_pairs
from tests.pages import PAGES

FAITHFUL = "faithful"
ROOT = Path(__file__).resolve().parent.parent
WIDTHS = {"wide": (1280, 800), "narrow": (390, 844)}
COLOURS = ("light", "dark")
PATIENCE_SECONDS = 180
# A page longer than this, in pixels, is cut off.
LONGEST = 4_000
README_FOLDER = ROOT / "docs" / "images"
# Of the demo's; the same in each picture, whichever is drawn first.
README_CHALLENGE = "A letter to the light"
MOST_SKIPS = 120
# Fewer matches a minute than one browser may open, the prepared ones included.
SKIP_PAUSE_MS = 1_500


@contextmanager
def demo() -> Iterator[str]:
    """The address of a demo of its own."""
    ready = ("/api/v1/boards/overall/", b'"theta"')
    with (
        tempfile.TemporaryDirectory(prefix="podium-screenshots-") as data,
        _served("demo", data, ready=ready) as url,
    ):
        yield url


@contextmanager
def faithful() -> Iterator[str]:
    """The address of an arena that has the corpus of `tests.faithful`."""
    with tempfile.TemporaryDirectory(prefix="podium-faithful-") as folder:
        data, corpus = f"{folder}/data", write_corpus(Path(folder))
        command = ["manage", "import_dataset", corpus, "--format", "jsonl", "--data", data]
        subprocess.run([ROOT / "run", *command], check=True, stdout=subprocess.DEVNULL)
        with _served("serve", data, ready=("/challenges/", b"</html>")) as url:
            yield url


@contextmanager
def _served(command: str, data: str, *, ready: tuple[str, bytes]) -> Iterator[str]:
    """The address of a server; it is ready when the answer at an address has some words."""
    with socket.socket() as any_port:
        any_port.bind(("127.0.0.1", 0))
        port = any_port.getsockname()[1]
    whole = [ROOT / "run", command, "--data", data, "--bind", f"127.0.0.1:{port}"]
    served = subprocess.Popen(whole, start_new_session=True, stdout=subprocess.DEVNULL)
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_for(f"{url}{ready[0]}", ready[1], served)
        yield url
    finally:
        with suppress(ProcessLookupError):
            os.kill(served.pid, signal.SIGINT)
        served.wait(30)


def _wait_for(url: str, words: bytes, served: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end and served.poll() is None:
        with suppress(OSError), urllib.request.urlopen(url) as answer:
            if words in answer.read():
                return
        time.sleep(1)
    sys.exit("The arena did not start, or has nothing in it.")


def addresses(page: Page, url: str) -> dict[str, str]:
    """Where the pages of `tests.pages` are on this site, by their names."""
    page.goto(f"{url}/leaderboard/")
    hrefs = page.locator("a[href^='/models/']").evaluate_all("all => all.map((a) => a.pathname)")
    models = list(dict.fromkeys(re.findall(r"/models/([\w-]+)/", " ".join(hrefs))))
    page.goto(f"{url}/models/{models[0]}/")
    found = page.locator("a[href*='/responses/']").first.get_attribute("href") or ""
    names = {"competitor-0": models[0], "competitor-1": models[1]}
    names["reasoning-0"] = found.rstrip("/").rsplit("/", 1)[-1]
    pattern = re.compile("|".join(names))
    return {
        name.partition(":")[2]: pattern.sub(lambda match: names[match[0]], address)
        for name, address in PAGES.items()
    } | {"not-found": "/nowhere/"}


def looks(language: str) -> dict[str, dict[str, Any]]:
    """Settings of a window by their names, wide and narrow, light and dark."""
    return {
        f"{width}-{colours}": {
            "locale": language,
            "viewport": {"width": across, "height": down},
            "color_scheme": colours,
        }
        for width, (across, down) in WIDTHS.items()
        for colours in COLOURS
    }


def take(browser: Browser, url: str, asked: argparse.Namespace) -> None:
    with browser.new_context(locale=asked.language) as context:
        pages = addresses(context.new_page(), url)
    for name, look in looks(asked.language).items():
        with browser.new_context(**look, reduced_motion="reduce") as context:
            page = context.new_page()
            for place, address in pages.items():
                if not asked.pages or place in asked.pages:
                    page.goto(f"{url}{address}")
                    _save(page, asked.out / f"{place}-{name}.png")
            if not asked.pages or "match" in asked.pages:
                _vote(page, url, asked.out, name)


def _vote(page: Page, url: str, out: Path, look: str) -> None:
    page.goto(url)
    page.locator(".hero__act button").click()
    page.wait_for_url("**/matches/*/")
    _save(page, out / f"match-{look}.png")
    page.keyboard.press("ArrowUp")
    page.locator("[data-verdict]").wait_for()
    _save(page, out / f"verdict-{look}.png")


def take_for_readme(browser: Browser, url: str) -> None:
    across, down = WIDTHS["wide"]
    size: Any = {"width": across, "height": down}
    with browser.new_context(
        locale="en", viewport=size, color_scheme="light", reduced_motion="reduce"
    ) as context:
        page = context.new_page()
        page.goto(f"{url}/leaderboard/")
        _save_small(page, README_FOLDER / "leaderboard.png")
        _open_match_on(page, url, README_CHALLENGE)
        _save_small(page, README_FOLDER / "match.png")


def _open_match_on(page: Page, url: str, challenge: str) -> None:
    page.goto(url)
    page.locator(".hero__act button").click()
    for _ in range(MOST_SKIPS):
        page.wait_for_url("**/matches/*/")
        if page.locator("[data-title]").inner_text() == challenge:
            return
        page.wait_for_timeout(SKIP_PAUSE_MS)
        address = page.url
        page.locator("[data-skip] button").click()
        page.wait_for_url(lambda now, before=address: now != before)
    sys.exit(f"No match on {challenge!r} came in {MOST_SKIPS}.")


def _save_small(page: Page, path: Path) -> None:
    """What the window shows, in 256 colours, which text and lines do not need more of."""
    page.wait_for_load_state("load")
    page.screenshot(path=path)
    with Image.open(path) as picture:
        small = picture.convert("RGB").quantize(256, dither=Image.Dither.NONE)
    small.save(path, optimize=True)
    sys.stdout.write(f"{path}\n")


def _save(page: Page, path: Path) -> None:
    page.wait_for_load_state("load")
    height = min(page.evaluate("document.documentElement.scrollHeight"), LONGEST)
    width = page.viewport_size["width"] if page.viewport_size else 0
    # Fixed and sticky parts stand where a reader has them, so a match is not unrolled.
    whole = (
        {}
        if "match" in path.name or "verdict" in path.name
        else {
            "full_page": True,
            "clip": {"x": 0, "y": 0, "width": width, "height": height},
        }
    )
    page.screenshot(path=path, **whole)
    sys.stdout.write(f"{path}\n")


def main() -> None:
    options = argparse.ArgumentParser(
        prog="./run screenshots",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    options.add_argument("--url", help="of an arena that runs; else a demo is started")
    options.add_argument("--out", type=Path, default=ROOT / "screenshots")
    options.add_argument("--language", default="en")
    options.add_argument("--readme", action="store_true", help="the two pictures of the README")
    options.add_argument("pages", nargs="*", metavar="PAGE", help="such as board; all by default")
    asked = options.parse_args()
    chromium = find_chromium() or sys.exit(MISSING)
    (README_FOLDER if asked.readme else asked.out).mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        made = faithful if FAITHFUL in asked.pages else demo
        with nullcontext(asked.url.rstrip("/")) if asked.url else made() as url:
            if asked.readme:
                take_for_readme(browser, url)
            elif FAITHFUL in asked.pages:
                take_pairs(browser, url, asked.out, looks(asked.language))
            else:
                take(browser, url, asked)
        browser.close()


if __name__ == "__main__":
    main()
