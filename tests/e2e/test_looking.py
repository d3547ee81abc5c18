"""The gate's sample of the ways in which pages are looked at, and that mistakes are seen."""

from itertools import combinations, product

import pytest

from tests.e2e.looking import (
    COLOURS,
    EVERY,
    LANGUAGES,
    WIDTHS,
    Asked,
    in_turn,
    look_at,
    sample,
)

FEWEST_PAGES = 10


def test_ten_pages_have_every_two_of_page_language_colours_and_width():
    factors = [range(FEWEST_PAGES), LANGUAGES, COLOURS, WIDTHS]
    looks = [(turn, *look) for turn in range(FEWEST_PAGES) for look in sample(turn)]
    for one, other in combinations(range(len(factors)), 2):
        seen = {(look[one], look[other]) for look in looks}
        assert seen == set(product(factors[one], factors[other]))


def test_all_are_every_combination():
    assert len(set(EVERY)) == len(LANGUAGES) * len(COLOURS) * len(WIDTHS)


def test_axe_is_asked_about_one_of_both_looks_in_turn():
    asked = [[look.asked for look in in_turn(turn)] for turn in range(3)]
    assert asked == [[Asked.ALL, Asked.NONE], [Asked.NONE, Asked.ALL], [Asked.ALL, Asked.NONE]]


PAGE = """
<!doctype html><html lang="en"><title>x</title><meta name="viewport" content="width=device-width">
<style>body { margin: 0; background: #fff; color: #000 } %s</style>
<main><h1>Words</h1><p>More words</p></main>
"""
MISTAKES = {
    "pale": ("p { color: #ccc }", "color-contrast"),
    "pale in the dark": (
        "@media (prefers-color-scheme: dark) { p { color: #ccc } }",
        r"dark.*(?s:.)*color-contrast",
    ),
    "too wide for a phone": ("p { width: 400px }", "400 pixels in a window of 360"),
    "too wide for a small phone": ("p { width: 350px }", "350 pixels in a window of 320"),
}


def test_a_page_without_mistakes_is_in_order(page):
    page.set_content(PAGE % "")
    look_at(page)


@pytest.mark.parametrize(("style", "said"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_seen(page, style, said):
    page.set_content(PAGE % style)
    with pytest.raises(AssertionError, match=said):
        look_at(page)


def test_the_mistakes_of_each_look_are_seen_in_its_turn(page):
    style, said = MISTAKES["pale in the dark"]
    page.set_content(PAGE % style)
    look_at(page, in_turn(0))
    with pytest.raises(AssertionError, match=said):
        look_at(page, in_turn(1))
