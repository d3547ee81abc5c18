"""Brackets that do not close cost no more than other signs."""

import cProfile
import pstats

import pytest

from arena.rendering.markdown import render_markdown


def calls_for(text):
    """How many functions rendering it calls, which no other work on the machine changes."""
    profile = cProfile.Profile()
    profile.runcall(render_markdown, text)
    return pstats.Stats(profile).total_calls


@pytest.mark.parametrize("sign", ["[", "!["])
def test_brackets_that_never_close_are_not_searched_from_each_of_them(sign):
    calls_for(sign)  # what is compiled once
    assert calls_for(sign * 2_000) < 2 * calls_for("$a" * (1_000 * len(sign)))


def test_brackets_that_close_in_another_paragraph_do_not_count():
    assert calls_for("[" * 2_000 + "\n\n[a](b)") < 2 * calls_for("$a" * 1_000 + "\n\n[a](b)")


def test_links_work_beside_brackets_that_do_not_close():
    html = render_markdown("[a](https://example.org/) and [[ ![")
    assert '<a href="https://example.org/"' in html
    assert "and [[ ![" in html
