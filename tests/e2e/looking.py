"""What every page must look like, whatever is on it."""

from collections.abc import Iterable
from enum import Enum, auto
from itertools import product
from typing import NamedTuple

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults

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

    axe, which takes longest, runs on the two in English, one for each of the colours: whole, and by
    the rules that depend on colours and width.
    """
    asked = {0: Asked.ALL, 4: Asked.OF_COLOURS_AND_WIDTH}
    return [
        Look(
            LANGUAGES[step % 4],
            COLOURS[(turn + step + step // 4) % 2],
            WIDTHS[(turn + step) % 5],
            asked.get(step, Asked.NONE),
        )
        for step in range(5)
    ]


WIDE_AND_NARROW = (
    Look("en", "light", 1600),
    Look("en", "dark", 360, Asked.OF_COLOURS_AND_WIDTH),
)


def in_turn(turn: int) -> list[Look]:
    """Both, and axe asked about one: of a page the wide and light, the narrow and dark of the next.

    For pages that share their styles with many others, which are sampled in the gate.
    """
    return [
        look._replace(asked=Asked.ALL if place == turn % 2 else Asked.NONE)
        for place, look in enumerate(WIDE_AND_NARROW)
    ]


NARROWEST = min(WIDTHS)
HEIGHT = 800  # what a bar at the edge of the screen covers is more of a lower one


def pages_in_turn(names: Iterable[str]) -> list:
    """Parameters `name, looks`: a sample of the looks of each page, and all of them for `--all`."""
    found = list(names)
    return [
        *(pytest.param(name, in_turn(turn), id=name) for turn, name in enumerate(found)),
        *(
            pytest.param(name, WIDE_AND_NARROW, id=f"{name}, all", marks=pytest.mark.every)
            for name in found
        ),
    ]


def look_at(page, looks: Iterable[Look] = WIDE_AND_NARROW, widths: Iterable[int] = WIDTHS) -> None:
    """Nothing for axe to find, and nothing wider than any screen; the page is in their language."""
    page.wait_for_load_state()
    seen, colours = set(), None
    for look in looks:
        if look.colours != colours:  # each time all is drawn anew
            page.emulate_media(color_scheme=look.colours, reduced_motion="reduce")
        colours = look.colours
        fit(page, look.width)
        seen.add(look.width)
        if look.asked is not Asked.NONE:
            ask_axe(page, look)
    for width in widths:
        if width not in seen:
            fit(page, width)


# axe reads the colours of each word by a slow parser, and there are few colours.
ONCE_FOR_EACH_COLOUR = """() => {
  const parse = axe.commons.color.Color.prototype.parseString, known = new Map();
  axe.commons.color.Color.prototype.parseString = function (text) {
    if (known.has(text)) return Object.assign(this, known.get(text));
    const { r, g, b, alpha } = parse.call(this, text);
    known.set(text, { r, g, b, alpha });
    return this;
  };
}"""
# It would fetch all styles again for rules that are not asked.
OPTIONS = {"resultTypes": ["violations"], "preload": False}


def ask_axe(page, look: Look) -> None:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
        page.evaluate(ONCE_FOR_EACH_COLOUR)
    options = dict(OPTIONS)
    if look.asked is Asked.OF_COLOURS_AND_WIDTH:
        options["runOnly"] = list(OF_COLOURS_AND_WIDTH)
    ask = "async (options) => (await axe.run(options)).violations"
    found = AxeResults({"violations": page.evaluate(ask, options)})
    assert found.violations_count == 0, f"{look}: {found.generate_report()}"


def set_width(page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": HEIGHT})


WIDTH_AND_LANGUAGE = "(({ scrollWidth, lang }) => [scrollWidth, lang])(document.documentElement)"


def fit(page, width: int) -> None:
    set_width(page, width)
    wide, language = page.evaluate(WIDTH_AND_LANGUAGE)
    assert wide <= width, f"{wide} pixels in a window of {width}, in {language}"
