"""A few HTML elements work in Markdown; all others are text."""

import pytest

from arena.rendering.markdown import render_markdown

WORKING = {
    "one<br>two<br/>three<BR />four": "one<br>\ntwo<br>\nthree<br>\nfour",
    "H<sub>2</sub>O": "H<sub>2</sub>O",
    "x<sup>*n*</sup>": "x<sup><em>n</em></sup>",
    "<kbd>Ctrl</kbd>+<kbd>C</kbd>": "<kbd>Ctrl</kbd>+<kbd>C</kbd>",
    "| a |\n|---|\n| b<br>c |": "<td>b<br>\nc</td>",
    "<sub>a<sup>b</sup></sub>": "<sub>a<sup>b</sup></sub>",
}


@pytest.mark.parametrize("text", WORKING)
def test_these_elements_work(text):
    assert WORKING[text] in render_markdown(text)


AS_TEXT = [
    "<u>under</u>",
    "<b onclick='x()'>bold</b>",
    "<sub>open",
    "closed</sup>",
    "<sub class='a'>2</sub>",
    "<div align='center'>a</div>",
    "<!-- a comment -->",
    "<img src=x onerror=alert(1)>",
    "<details> amid a line",
    "<details>\nnever closed",
    "never opened\n</details>",
    "<summary>a</summary>",
]


@pytest.mark.parametrize("text", AS_TEXT)
def test_all_other_html_is_text(text):
    html = render_markdown(text)
    assert text.count("<") == html.count("&lt;")


DETAILS = "<details>\n<summary>More *so*</summary>\n{}\n</details>"
FOLDED = {
    "<details><summary>More *so*</summary>\n\n**In**\n\n</details>": '<p dir="auto"><strong>In',
    DETAILS.format("- a\n- b"): "<li>a</li>",
    DETAILS.format("```\n</details>\n```"): "&lt;/details&gt;\n</code>",
    "<details open=''><summary>More *so*</summary>In</details>": '<p dir="auto">In</p>',
    "a\n<details>\n\n<summary>More *so*</summary>In\n</details>\nb": '<p dir="auto">In</p>',
    "> <details>\n> <summary>More *so*</summary>\n>\n> In\n> </details>": "<p>In</p>",
    "- <details>\n  <summary>More *so*</summary>\n\n  In\n\n  </details>": "<p>In</p>",
    DETAILS.format(DETAILS.format("In")): '<p dir="auto">In</p>',
}  # fmt: skip


@pytest.mark.parametrize("text", FOLDED)
def test_details_fold_markdown(text):
    html = render_markdown(text)
    assert FOLDED[text] in html
    assert "<summary>More <em>so</em></summary>" in html
    assert html.count("<details") == html.count("</details>") >= 1
    assert "&lt;summary" not in html


def test_text_after_details_is_outside():
    assert render_markdown("<details>a</details>\nb").endswith('</details>\n<p dir="auto">b</p>\n')


def test_details_keep_no_attribute_but_open():
    html = render_markdown('<details open type="reasoning" ontoggle="x()">\na\n</details>')
    assert html.startswith('<details open="">')


def test_details_nested_too_deep_are_text_and_nothing_is_lost():
    html = render_markdown("<details>\n" * 60 + "deep\n" + "</details>\n" * 60)
    assert "deep" in html
    assert html.count("<details>") + html.count("&lt;details&gt;") == 60


@pytest.mark.parametrize("name", ["mermaid", "plantuml", "dot"])
def test_a_diagram_is_code(name):
    html = render_markdown(f"```{name}\na --> b\n```")
    assert f'<div class="code" data-language="{name}">' in html
