"""What every page must look like, whatever is on it."""

from collections.abc import Iterable
from itertools import product
from typing import NamedTuple

from axe_playwright_python.sync_playwright import Axe

from tests.messages import LANGUAGES as TRANSLATIONS

COLOURS = ("light", "dark")
# A screen of 1,280 pixels is 640 wide when zoomed to 200 %, and 320 at 400 %.
WIDTHS = (1600, 768, 640, 360, 320)
LANGUAGES = ("en", *TRANSLATIONS)


class Look(NamedTuple):
    """One way in which a page is looked at."""

    language: str
    colours: str
    width: int
    with_axe: bool = True


EVERY = [Look(*one) for one in product(LANGUAGES, COLOURS, WIDTHS)]


def sample(turn: int) -> list[Look]:
    """Five for each page in turn: ten pages have every two of page, language, colours and width.

    axe, which takes longest, runs on two of the five: one in each colours, in English and another
    language.
    """
    with_axe = {0, 1 + 2 * (turn % 2)}
    return [
        Look(
            LANGUAGES[step % 4],
            COLOURS[(turn + step) % 2],
            WIDTHS[(turn + step) % 5],
            step in with_axe,
        )
        for step in range(5)
    ]


def look_at(page, looks: Iterable[Look] = (Look("en", "light", 1600), Look("en", "dark", 360))):
    """Nothing for axe to find, and nothing wider than any screen; the page is in their language."""
    for look in looks:
        page.emulate_media(color_scheme=look.colours, reduced_motion="reduce")
        set_width(page, look.width)
        if look.with_axe:
            found = Axe().run(page)
            assert found.violations_count == 0, f"{look}: {found.generate_report()}"
    for width in WIDTHS:
        set_width(page, width)
        assert width_of(page) <= width, page.evaluate("document.documentElement.lang")


def set_width(page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})


def width_of(page) -> int:
    return page.evaluate("document.documentElement.scrollWidth")
