"""How many of the labelled lines are held, by language; `docs/moderating.md` has the figures."""

import json
from collections import Counter
from pathlib import Path

import pytest

from arena.checks import find_leaks, known_names
from arena.models import Kind

pytestmark = pytest.mark.django_db

FOLDER = Path(__file__).parent
LANGUAGES = ("de", "en", "es", "fr", "ja", "ko", "pt", "zh")


def lines_of(name):
    text = (FOLDER / name).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines() if line]


def is_held(line, names):
    file_name = line.get("file_name", "")
    return bool(find_leaks(line["text"], names, kind=Kind(line["kind"]), file_name=file_name))


@pytest.fixture(scope="module")
def own(django_db_setup, django_db_blocker):
    """Of each language and label, how many lines there are and how many are held."""
    with django_db_blocker.unblock():
        names = known_names([])
    counts = Counter()
    for line in lines_of("leaks_corpus.jsonl"):
        key = (line["language"], line["names_author"])
        counts[key, "all"] += 1
        counts[key, "held"] += is_held(line, names)
    return counts


@pytest.mark.parametrize("language", LANGUAGES)
def test_lines_that_name_their_author_are_held(own, language):
    assert own[(language, True), "all"] >= 14
    assert own[(language, True), "held"] == own[(language, True), "all"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_harmless_lines_are_not_held(own, language):
    assert own[(language, False), "all"] >= 14
    assert own[(language, False), "held"] == 0
