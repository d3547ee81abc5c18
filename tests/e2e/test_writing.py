"""Scripts as a browser lays them out: directions, and where lines break."""

import pytest

from tests.arrange import make_challenge, make_competitor, make_response
from tests.faithful import PAIRS

# Where each line of an element's text begins, as the browser has drawn it.
STARTS = """(element) => {
  const node = document.createTreeWalker(element, NodeFilter.SHOW_TEXT).nextNode();
  const range = document.createRange(), starts = [];
  let bottom = -1;
  for (let place = 0; place < node.length; place += 1) {
    range.setStart(node, place);
    range.setEnd(node, place + 1);
    const box = range.getBoundingClientRect();
    if (box.width && box.top >= bottom) { starts.push(place); bottom = box.bottom - 1; }
  }
  return [node.data, starts];
}"""
WORDS = (
    "text => [...new Intl.Segmenter('th', {granularity: 'word'}).segment(text)].map(s => s.index)"
)
# How far the first letters are from both edges of the block they stand in.
MARGINS = """(element) => {
  const range = document.createRange();
  range.selectNodeContents(element);
  const words = range.getBoundingClientRect(), box = element.getBoundingClientRect();
  return [words.left - box.left, box.right - words.right];
}"""
DIRECTION = "element => getComputedStyle(element).direction"


@pytest.fixture(scope="module")
def shown(shared, server):
    """Addresses of the pages of the first response and of the second, by the names of pairs."""
    authors = [make_competitor(name) for name in ("ada", "bea")]
    found = {}
    for name, pair in PAIRS.items():
        if name.startswith("languages-"):
            challenge = make_challenge(name)
            for author, content in zip(authors, pair[1:3], strict=True):
                make_response(challenge, author, content=content)
            found[name.removeprefix("languages-")] = [
                f"{server.url}/models/{author.slug}/responses/{name}/" for author in authors
            ]
    return found


def prose_at(page, address, width=390):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(address)
    return page.locator(".prose").last


def test_a_hebrew_paragraph_after_an_english_one_begins_at_the_right(shown, page):
    paragraphs = prose_at(page, shown["hebrew-after-english"][0], 1280).locator("p")
    sides = [paragraphs.nth(place).evaluate(MARGINS) for place in range(3)]
    assert [left < right for left, right in sides] == [True, False, True]


def test_hebrew_lists_have_their_numbers_at_the_right(shown, page):
    lists = prose_at(page, shown["hebrew-lists"][0]).locator("ul, ol")
    assert [lists.nth(place).evaluate(DIRECTION) for place in range(2)] == ["rtl", "rtl"]
    left, right = lists.first.locator("li").first.evaluate(MARGINS)
    assert right < left


def test_the_first_column_of_a_hebrew_table_is_at_the_right_edge(shown, page):
    prose = prose_at(page, shown["hebrew-lists"][1], 1280)
    first, last = (prose.locator("th").nth(place).bounding_box() for place in (0, 2))
    box = prose.locator(".table").bounding_box()
    assert first["x"] > last["x"]
    assert box["x"] + box["width"] - (first["x"] + first["width"]) < 2


def test_code_within_arabic_is_written_from_left_to_right(shown, page):
    prose = prose_at(page, shown["code-in-arabic"][0])
    assert prose.locator("pre").first.evaluate(DIRECTION) == "ltr"
    left, right = prose.locator("p").first.evaluate(MARGINS)
    assert right < left


def test_thai_breaks_between_words(shown, page):
    text, starts = prose_at(page, shown["thai"][0]).locator("p").first.evaluate(STARTS)
    assert len(starts) > 3
    assert set(starts) <= set(page.evaluate(WORDS, text))


def test_no_line_of_japanese_begins_with_a_mark_that_ends_a_phrase(shown, page):
    text, starts = prose_at(page, shown["japanese"][0]).locator("p").first.evaluate(STARTS)
    assert len(starts) > 3
    assert not {text[start] for start in starts} & set("、。」")
