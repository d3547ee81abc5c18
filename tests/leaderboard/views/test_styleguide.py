import pytest
from django.test import RequestFactory
from django.urls import NoReverseMatch, reverse

from leaderboard.views.styleguide import COLOURS, SHEETS, styleguide
from tests.messages import ROOT


def test_it_shows_every_colour_in_both_themes():
    page = styleguide(RequestFactory().get("/styleguide/")).text
    assert {page.count(f'class="colour--{colour}"') for colour in COLOURS} == {2}


def test_it_knows_all_colours_of_the_tokens():
    tokens = (ROOT / "static/css/tokens.css").read_text()
    known = [
        line.split(":")[0].strip()[2:] for line in tokens.splitlines() if "light-dark(" in line
    ]
    assert known == list(COLOURS)


def test_the_style_sheets_of_the_styleguide_exist():
    assert all((ROOT / f"static/css/{name}.css").exists() for name in SHEETS)


def test_the_styleguide_is_404_outside_debug():
    with pytest.raises(NoReverseMatch):
        reverse("styleguide")
