import pytest

from arena.rendering.code import MOST_COLOURED, render_code
from arena.rendering.frame import frame_document
from tests.arrange import make_challenge, make_competitor, make_response


def test_known_languages_are_coloured():
    assert "hl-" in render_code("SELECT 1", "sql")


@pytest.mark.parametrize("language", ["", "no-such-language"])
def test_unknown_languages_are_escaped_text(language):
    assert '<pre class="hl"><code>&lt;b&gt;</code></pre>' in render_code("<b>", language)


def test_very_long_code_is_not_coloured():
    assert "hl-k" not in render_code("def f(): pass\n" * MOST_COLOURED, "python")


@pytest.mark.django_db
def test_a_web_page_is_framed_as_it_was_received():
    page = "<!doctype html><p>hello"
    response = make_response(make_challenge(), make_competitor(), content=page, kind="webpage")
    assert frame_document(response) == page


@pytest.mark.django_db
def test_a_fence_around_a_whole_answer_is_removed():
    content = "```html\n<p>hello</p>\n```"
    response = make_response(make_challenge(), make_competitor(), content=content, kind="webpage")
    assert frame_document(response) == "<p>hello</p>"


@pytest.mark.django_db
def test_an_svg_is_put_into_a_page_that_fits_it():
    svg = "<svg viewBox='0 0 1 1'></svg>"
    response = make_response(make_challenge(), make_competitor(), content=svg, kind="svg")
    document = frame_document(response)
    assert svg in document
    assert document.startswith("<!doctype html>")
