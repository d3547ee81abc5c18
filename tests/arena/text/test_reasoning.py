import time

import pytest

from arena.text import TAGS, split_reasoning

FENCED = """So is it written:
```
<think>
of a template
</think>
```
"""


@pytest.mark.parametrize(("opening", "closing"), TAGS)
def test_reasoning_before_the_answer_is_separated(opening, closing):
    text = f"{opening}\nFirst, the user asks.\n{closing}\n\nThe answer."
    assert split_reasoning(text) == ("The answer.", "First, the user asks.")


@pytest.mark.parametrize(
    ("text", "answer", "trace"),
    [
        ("<think>Short.</think>Four.", "Four.", "Short."),
        ("\n <think>\n\n</think>\n\nFour.", "Four.", ""),
        ("The user asks.\n</think>\n\nFour.", "Four.", "The user asks."),
        ("<think>\nIt never ended", "", "It never ended"),
        ("One.\n<think>\nMore?\n</think>\nTwo.", "One.\n\nTwo.", "More?"),
        ("<think>\nA\n</think>\nOne.\n<think>\nB\n</think>\nTwo.", "One.\n\nTwo.", "A\n\nB"),
    ],
)
def test_what_of_a_text_is_reasoning(text, answer, trace):
    assert split_reasoning(text) == (answer, trace)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "No reasoning at all.",
        "Models write <think> and </think> around it.",
        "<think> is the tag that opens it.",
        "Close it with `</think>`.",
        FENCED,
        "1 < 2, and thinking is free.",
    ],
)
def test_an_answer_about_reasoning_stays_whole(text):
    assert split_reasoning(text) == (text, "")


@pytest.mark.parametrize(
    "text",
    [
        "<think>\n" * 50_000,
        "<think>\n</think>\n" * 50_000,
        "```\n<think>\n" * 50_000,
        " " * 400_000,
    ],
)
def test_a_hostile_text_takes_no_longer_than_its_length(text):
    begun = time.process_time()
    split_reasoning(text + "</think")
    assert time.process_time() - begun < 5
