"""Numbers at the beginning of a line are all there, whether they make a list or not."""

import pytest

from arena.rendering.markdown import render_markdown


@pytest.mark.parametrize(
    "text", ["1932.", "1986. A great year.\n1987. Another.", "007. Bond", "00) x"]
)
def test_a_number_that_a_list_would_cut_or_change_is_text(text):
    html = render_markdown(text)
    assert "<ol" not in html
    assert html.replace("<br>", "").replace("<br />", "").count(text.splitlines()[0]) == 1


@pytest.mark.parametrize("text", ["1. a\n2. b", "0. a", "12) a", "999. a", "a\n1. b", "> 3. a"])
def test_other_numbers_make_a_list(text):
    assert "<ol" in render_markdown(text)


def test_a_long_number_within_a_list_is_an_item_of_it():
    assert render_markdown("999. a\n1000. b").count("<li") == 2
