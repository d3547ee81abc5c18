"""The gate's sample of the ways in which pages are looked at."""

from itertools import combinations, product

from tests.e2e.looking import COLOURS, EVERY, LANGUAGES, WIDTHS, sample

FEWEST_PAGES = 10


def test_ten_pages_have_every_two_of_page_language_colours_and_width():
    factors = [range(FEWEST_PAGES), LANGUAGES, COLOURS, WIDTHS]
    looks = [(turn, *look) for turn in range(FEWEST_PAGES) for look in sample(turn)]
    for one, other in combinations(range(len(factors)), 2):
        seen = {(look[one], look[other]) for look in looks}
        assert seen == set(product(factors[one], factors[other]))


def test_all_are_every_combination():
    assert len(set(EVERY)) == len(LANGUAGES) * len(COLOURS) * len(WIDTHS)
