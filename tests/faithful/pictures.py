"""Pictures of all pairs of the corpus, side by side as pages that compare two models show them."""

import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.faithful.corpus import AUTHORS, PAIRS

PATIENCE_MS = 60_000


def take_pairs(browser: Browser, url: str, out: Path, looks: dict[str, dict[str, object]]) -> None:
    """A picture of each pair in each look, which are settings of a browser's window by name."""
    for name, look in looks.items():
        with browser.new_context(**look, reduced_motion="reduce") as context:  # type: ignore[arg-type]
            # Or the list would go on by itself while pictures are taken.
            context.route("**/htmx*.js", lambda route: route.abort())
            page = context.new_page()
            page.set_default_timeout(PATIENCE_MS)
            taken = list(_take_all(page, url, out, name))
        if missing := PAIRS.keys() - set(taken):
            sys.exit(f"Not shown: {', '.join(sorted(missing))}.")


def _take_all(page: Page, url: str, out: Path, look: str) -> Iterator[str]:
    number = 1
    while True:
        page.goto(f"{url}/compare/{AUTHORS[0]}/{AUTHORS[1]}/?page={number}")
        for pair in page.locator("article.shared").all():
            address = pair.locator("h3 a").get_attribute("href") or ""
            name = address.rstrip("/").rsplit("/", 1)[-1]
            for folded in pair.locator("summary").all():
                folded.click()
            path = out / f"{name}-{look}.png"
            pair.screenshot(path=path)
            sys.stdout.write(f"{path}\n")
            yield name
        if not page.locator(".pager a[rel=next]").count():
            return
        number += 1
