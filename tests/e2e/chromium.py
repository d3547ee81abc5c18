"""The browser of the tests and of the pictures."""

import os
import shutil

# The first has no window to draw, so it takes a third less of a processor.
NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--site-per-process",  # as in every Chromium with a window: a busy frame stops no page
)
MISSING = (
    "No Chromium for the browser tests: apt-get install chromium, or set CHROMIUM to its path."
)


def find_chromium() -> str | None:
    asked = os.environ.get("CHROMIUM", "")
    return next(filter(None, map(shutil.which, filter(None, (asked, *NAMES)))), None)
