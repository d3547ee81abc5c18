"""The browser of the tests and of the pictures."""

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
MISSING = (
    "No Chromium for the browser tests: apt-get install chromium, or set CHROMIUM to its path."
)


def find_chromium() -> str | None:
    asked = os.environ.get("CHROMIUM", "")
    return next(filter(None, map(shutil.which, filter(None, (asked, *NAMES)))), None)
