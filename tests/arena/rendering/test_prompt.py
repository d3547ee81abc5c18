"""Prompts are shown as they are written, unless they say that they are Markdown."""

import pytest
from django.utils.html import escape

from arena.models import Challenge, PromptFormat
from arena.rendering import show_prompt, show_written

WRITTEN = [
    "What is 100*100/400*56?",
    "What does __init__ do?",
    r"Delete C:\*.txt, but not \_notes\_",
    "Explain <T>, <b>bold</b> &amp; #include <stdio.h>",
    "# not a heading",
    "1986. A great year.\n- 5 degrees",
    "The rain is low\nThe wind is slow\n\n\nThe lamps are lit",
    "    four spaces, `ticks`, [a](b) and $5 and $10",
    "| a | b |\n|---|---|",
]


def shown(text, written_in=PromptFormat.TEXT, **more):
    return show_prompt(Challenge(prompt=text, prompt_format=written_in, **more))


@pytest.mark.parametrize("text", WRITTEN)
def test_a_prompt_that_is_text_is_shown_as_it_is_written(text):
    html = f'<div class="written" dir="auto">{escape(text)}</div>'
    assert shown(text).html == html == show_written(text).html


def test_a_prompt_that_is_markdown_is_formatted():
    assert "<strong>so</strong>" in shown("**so**", PromptFormat.MARKDOWN).html


def test_a_prompt_of_a_language_says_so():
    assert shown("雨", language="ja").html.startswith('<div class="written" dir="auto" lang="ja">')


def test_the_beginning_of_a_long_prompt_is_its_own_characters():
    assert shown("a < b && 2*3*4 " * 50).start.startswith("a < b && 2*3*4 a < b")


def test_a_prompt_hides_no_reversed_letters():
    assert "[U+202E]" in shown("a\u202eb").html
