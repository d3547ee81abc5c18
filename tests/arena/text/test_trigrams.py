import hashlib
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arena.text import trigrams
from arena.text.trigrams import as_table, estimate, likeness, normalised, signature

WORDS = [
    "the",
    "sea",
    "is",
    "blue",
    "when",
    "wind",
    "and",
    "light",
    "agree",
    "about",
    "what",
    "blue",
    "should",
    "be",
    "today",
]


def sentence(rng, words=30):
    return " ".join(rng.choice(WORDS) + str(rng.randrange(90)) for _ in range(words))


@pytest.mark.parametrize(
    "text",
    [
        "  Which   door?\n",
        "WHICH DOOR?",
        "Which\u200b door?",
        "\uff37hich door?",
        "Which\u00a0door?",
    ],
)
def test_normalising_ignores_case_spacing_and_invisible_characters(text):
    assert normalised(text) == "which door?"


@pytest.mark.parametrize("text", ["Which doors?", "Which door!", "2 + 2?", "ich door?"])
def test_normalising_keeps_words_and_punctuation(text):
    assert normalised(text) != "which door?"


def test_likeness_is_the_jaccard_similarity_of_trigrams():
    # " ab", "abc", "bc " and " ab", "abd", "bd ": one of five.
    assert likeness("abc", "abd") == pytest.approx(1 / 5)


@given(st.text(), st.text())
def test_likeness_is_symmetric_and_one_for_the_same(first, second):
    assert likeness(first, second) == likeness(second, first)
    assert likeness(first, first) == 1
    assert 0 <= likeness(first, second) <= 1


@given(st.text())
def test_every_text_has_a_signature_that_is_alike_itself(text):
    made = signature(text)
    assert len(made) == trigrams.SIGNATURE_BYTES
    assert estimate(made, as_table([made])).tolist() == [1.0]


def test_a_signature_is_the_same_on_every_machine():
    made = hashlib.sha256(signature("Which door?")).hexdigest()
    assert made[:16] == "f2be8462625e14fe"


def test_estimates_are_close_to_the_likeness():
    rng = random.Random(5)
    errors = []
    for changed in range(0, 30, 2):
        text = sentence(rng)
        words = text.split()
        words[:changed] = sentence(rng, changed).split()
        other = " ".join(words)
        estimated = estimate(signature(text), as_table([signature(other)]))[0]
        errors.append(estimated - likeness(text, other))
    assert np.sqrt(np.mean(np.square(errors))) < 0.05
    assert max(map(abs, errors)) < 0.15


def test_signatures_come_as_bytes_or_as_views_of_them():
    one, two = signature("one"), signature("two")
    assert np.array_equal(as_table([one, two]), as_table([memoryview(one), memoryview(two)]))
