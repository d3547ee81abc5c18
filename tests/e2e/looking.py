"""What every page must look like, whatever is on it."""

from collections.abc import Iterable
from enum import Enum, auto
from itertools import product
from typing import NamedTuple

from axe_playwright_python.sync_playwright import Axe

from tests.messages import LANGUAGES as TRANSLATIONS

COLOURS = ("light", "dark")
# A screen of 1,280 pixels is 640 wide when zoomed to 200 %, and 320 at 400 %.
WIDTHS = (1600, 768, 640, 360, 320)
LANGUAGES = ("en", *TRANSLATIONS)


# What axe reads from the page, whatever its colours and width, is asked once of a page.
OF_COLOURS_AND_WIDTH = (
    "color-contrast",
    "link-in-text-block",
    "scrollable-region-focusable",
    "target-size",
)


class Asked(Enum):
    """Which of axe's rules are asked."""

    ALL = auto()
    OF_COLOURS_AND_WIDTH = auto()
    NONE = auto()


class Look(NamedTuple):
    """One way in which a page is looked at."""

    language: str
    colours: str
    width: int
    asked: Asked = Asked.ALL


EVERY = [Look(*one) for one in product(LANGUAGES, COLOURS, WIDTHS)]


def sample(turn: int) -> list[Look]:
    """Five for each page in turn: ten pages have every two of page, language, colours and width.

    axe, which takes longest, runs on two of the five: whole in English, and in another language and
    the other colours by the rules that depend on them.
    """
    asked = {0: Asked.ALL, 1 + 2 * (turn % 2): Asked.OF_COLOURS_AND_WIDTH}
    return [
        Look(
            LANGUAGES[step % 4],
            COLOURS[(turn + step) % 2],
            WIDTHS[(turn + step) % 5],
            asked.get(step, Asked.NONE),
        )
        for step in range(5)
    ]


WIDE_AND_NARROW = (
    Look("en", "light", 1600),
    Look("en", "dark", 360, Asked.OF_COLOURS_AND_WIDTH),
)


def look_at(page, looks: Iterable[Look] = WIDE_AND_NARROW) -> None:
    """Nothing for axe to find, and nothing wider than any screen; the page is in their language."""
    for look in looks:
        page.emulate_media(color_scheme=look.colours, reduced_motion="reduce")
        set_width(page, look.width)
        if look.asked is not Asked.NONE:
            ask_axe(page, look)
    for width in WIDTHS:
        set_width(page, width)
        assert width_of(page) <= width, page.evaluate("document.documentElement.lang")


def ask_axe(page, look: Look) -> None:
    options = {"resultTypes": ["violations"]}
    if look.asked is Asked.OF_COLOURS_AND_WIDTH:
        options["runOnly"] = list(OF_COLOURS_AND_WIDTH)
    found = Axe().run(page, options=options)
    assert found.violations_count == 0, f"{look}: {found.generate_report()}"


def set_width(page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})


def width_of(page) -> int:
    return page.evaluate("document.documentElement.scrollWidth")
