"""Each block has its own direction and, where its script says it, its language."""

import pytest

from arena.rendering.markdown import render_markdown

BLOCKS = {
    "שלום\n\nHello": '<p dir="auto">שלום</p>\n<p dir="auto">Hello</p>',
    "# مرحبا": '<h3 dir="auto">',
    "- مرحبا\n- Hello": '<ul dir="auto">',
    "1. مرحبا": '<ol dir="auto">',
    "> مرحبا": '<blockquote dir="auto">',
    "| مرحبا |\n|---|\n| a |": '<table dir="auto">',
    "`npm` ثبّت": '<code dir="ltr">npm</code>',
}


@pytest.mark.parametrize("text", BLOCKS)
def test_a_block_has_its_own_direction(text):
    assert BLOCKS[text] in render_markdown(text)


LANGUAGES = {
    "日本語の文です。": "ja",
    "これは**「強調」**です": "ja",
    "- 雨が降る\n- 風が吹く": "ja",
    "中文的句子。": "zh",
    "한국어 문장": "ko",
    "ภาษาไทย": "th",
    "English": "",
    "The word 猫 means cat.": "",
    "שלום": "",
}


@pytest.mark.parametrize("text", LANGUAGES)
def test_a_block_has_the_language_of_its_script(text):
    html = render_markdown(text)
    assert (f' lang="{LANGUAGES[text]}"' in html) if LANGUAGES[text] else ("lang=" not in html)


BOLD = [
    "**「強調」**です", "これは**「強調」**です", "これは**“引用”**です",
    "中文**\uff08注意\uff09**文字", "中文**注意\uff1a**文字",
    "**이것은 (강조)**입니다", '彼は**"C++"**を使う', "これは**強調。**次の文", "**`code`**を使う",
]  # fmt: skip


@pytest.mark.parametrize("text", BOLD)
def test_stars_beside_cjk_punctuation_are_emphasis(text):
    html = render_markdown(text)
    assert "<strong>" in html
    assert "*" not in html


@pytest.mark.parametrize(
    "text", ["2 * 3 * 4", "a * b*", "** not **", "100*100/400*56 = 1400", "**「 **"]
)
def test_other_stars_are_as_they_were(text):
    assert "<strong>" not in render_markdown(text)
    assert "<em>" not in render_markdown(text)
