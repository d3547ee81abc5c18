import re
import sys

import pytest

from arena.rendering.markdown import MOST_PARSED, render_markdown

# Texts of nothing but these are what the parser is slowest at.
SLOW = (
    *("[", "![", "^[", "[a](", "[^1]: a\n", "- [ ] a\n", "> - ", "\n> a", "#", "<a"),
    *("<sub>", "<sub></sup>", "<details>\n", "<details>a</details>\n", "![a](b)", "{", "**「a」"),
    *("**a", "~~a", "`a`` ", "|a|\n|-|\n", "$a", "$$\n", r"\(", r"\[", "\\begin{align}\n"),
)


def test_markdown_becomes_html():
    assert render_markdown("# Title\n\n*so* **it** is") == (
        '<h3 dir="auto">Title</h3>\n<p dir="auto"><em>so</em> <strong>it</strong> is</p>\n'
    )


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[click](javascript:alert(1))",
        "[click](data:text/html;base64,PHNjcmlwdD4=)",
        "![tracker](https://elsewhere.example/pixel.png)",
        '<iframe src="https://elsewhere.example"></iframe>',
        '<a href="https://elsewhere.example" onclick="x()">a</a>',
        "<style>body{display:none}</style>",
        "```html\n<script>alert(1)</script>\n```",
        '```"><script>alert(1)</script>\nx\n```',
    ],
)
def test_no_response_brings_markup_of_its_own(attack):
    html = render_markdown(attack)
    for tag in ("<script", "<img", "<iframe", "<style", 'href="javascript', 'href="data'):
        assert tag not in html


def test_the_end_of_a_line_is_the_end_of_a_line():
    assert render_markdown("1 Elm Road\nOak Town") == '<p dir="auto">1 Elm Road<br>\nOak Town</p>\n'
    assert render_markdown("hard  \nbreak") == '<p dir="auto">hard<br>\nbreak</p>\n'


@pytest.mark.parametrize(
    "text", ["```\na\nb\n```", "    a\n    b", "| a |\n|---|\n| b |", "$$\na\n+ b\n$$"]
)
def test_lines_of_code_tables_and_formulas_are_their_own(text):
    assert "<br>" not in render_markdown(text)


def test_links_send_no_referrer():
    html = render_markdown("[there](https://example.org)")
    assert 'href="https://example.org"' in html
    assert "noopener noreferrer nofollow" in html


def test_code_is_coloured_by_classes():
    html = render_markdown("```python\ndef f(): pass\n```")
    assert '<span class="hl-k">def</span>' in html
    assert "style=" not in html


def test_tables_are_kept():
    assert "<table " in render_markdown("| a | b |\n|---|:-:|\n| 1 | 2 |\n")


def test_tasks_have_boxes():
    html = render_markdown("- [x] done\n- [ ] to do\n- [2] neither\n")
    assert "<li>☑ done</li>\n<li>☐ to do</li>\n<li>[2] neither</li>" in html


def test_a_form_of_a_response_is_text():
    assert "<input" not in render_markdown('<input type="password">')


def test_very_long_text_is_not_rendered():
    html = render_markdown("<b>*long*" * MOST_PARSED)
    assert html.startswith('<pre class="plain">&lt;b&gt;*long*')


def calls_of(work):
    """How many functions it calls: the same on every machine, however busy."""
    calls = 0

    def count(_frame, event, _argument):
        nonlocal calls
        calls += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize("part", SLOW)
def test_the_work_of_text_made_to_be_slow_grows_no_faster_than_its_length(part):
    short = calls_of(lambda: render_markdown(part * (2_000 // len(part))))
    long = calls_of(lambda: render_markdown(part * (6_000 // len(part))))
    assert long < 3.3 * short


def test_deeply_nested_text_is_rendered():
    assert render_markdown(">" * 5_000 + " deep")


def test_ids_in_a_response_do_not_clash_with_the_page():
    html = render_markdown("# Main {#main}\n\n[there](#main)")
    assert " id=" not in html
    assert "href" not in html


def test_footnotes_are_linked_within_their_response():
    html = render_markdown("A note[^1].\n\n[^1]: The note.")
    here, there = re.search(r'href="#(.+?)" id="(.+?)"', html).groups()
    assert f'<li id="{here}">' in html
    assert f'href="#{there}"' in html
