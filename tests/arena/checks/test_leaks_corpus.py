"""How many of the labelled lines are held, by language; `docs/moderating.md` has the figures."""

import json
from collections import Counter
from pathlib import Path

import pytest

from arena.checks import find_leaks, known_names
from arena.ingest.slugs import slug_from
from arena.models import Competitor, Kind

pytestmark = pytest.mark.django_db

FOLDER = Path(__file__).parent
LANGUAGES = ("de", "en", "es", "fr", "ja", "ko", "pt", "zh")


def lines_of(name):
    text = (FOLDER / name).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines() if line]


# The fourth and the fifth corpus say what a line is like; what is not here is text.
FORMS = {
    "code comment": "code",
    "html comment": "html",
    "web page title": "html",
    "meta tag": "html",
    "svg title": "svg",
    "code": "code",
    "html": "html",
    "svg": "svg",
}


def is_held(line, names, author=None):
    form = line["kind"] if "kind" in line else FORMS.get(line["form"], "text")
    is_file = form == "file"
    kind = Kind.IMAGE if is_file else Kind({"html": "webpage"}.get(form, form))
    file_name = line["text"] if is_file else line.get("file_name", "")
    text = "" if is_file else line["text"]
    return bool(find_leaks(text, names, author=author, kind=kind, file_name=file_name))


def counts_of(lines, names, authors=None):
    """Of each language and label, how many lines there are and how many are held."""
    counts = Counter()
    for line in lines:
        label = next(line[key] for key in ("leak", "leaks", "names_author") if key in line)
        key = (line["language"], label)
        counts[key, "all"] += 1
        author = authors[line["author"]] if authors else None
        counts[key, "held"] += is_held(line, names, author)
    return counts


def counts_with_authors(lines, *, is_known=False):
    """Searched for the models that the lines name, and with `is_known` for each by its author."""
    authors = {line["author"] for line in lines if line["author"]}
    models = [Competitor(slug=slug_from(name, limit=120), name=name) for name in sorted(authors)]
    names = known_names(models)
    known = {each.name: names.author_of(each) for each in models}
    return counts_of(lines, names, known if is_known else None)


@pytest.fixture(scope="module")
def own(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return counts_of(lines_of("leaks_corpus.jsonl"), known_names([]))


@pytest.fixture(scope="module")
def frozen(django_db_setup, django_db_blocker):
    """The half that was written without the code, searched for the models that it names."""
    with django_db_blocker.unblock():
        return counts_with_authors(lines_of("leaks_corpus_frozen.jsonl"))


@pytest.fixture(scope="module")
def third(django_db_setup, django_db_blocker):
    """Written by somebody who had not seen the detector, searched for known families alone."""
    with django_db_blocker.unblock():
        return counts_of(lines_of("leaks_corpus_third.jsonl"), known_names([]))


@pytest.fixture(scope="module")
def fourth(django_db_setup, django_db_blocker):
    """Longer lines in many forms, of somebody who had not seen the detector, and their models."""
    with django_db_blocker.unblock():
        return counts_with_authors(lines_of("leaks_corpus_fourth.jsonl"))


@pytest.fixture(scope="module")
def with_authors(django_db_setup, django_db_blocker):
    """The corpora that say who wrote each line, searched by their authors."""
    with django_db_blocker.unblock():
        return {
            name: counts_with_authors(lines_of(f"leaks_corpus_{name}.jsonl"), is_known=True)
            for name in ("frozen", "fourth", "fifth")
        }


@pytest.mark.parametrize("language", LANGUAGES)
def test_lines_that_name_their_author_are_held(own, language):
    assert own[(language, True), "all"] >= 14
    assert own[(language, True), "held"] == own[(language, True), "all"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_harmless_lines_are_not_held(own, language):
    assert own[(language, False), "all"] >= 14
    assert own[(language, False), "held"] == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_frozen_lines_that_name_their_author_are_held(frozen, language):
    assert frozen[(language, True), "all"] >= 13
    assert frozen[(language, True), "held"] == frozen[(language, True), "all"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_harmless_frozen_lines_are_not_held(frozen, language):
    assert frozen[(language, False), "all"] >= 13
    assert frozen[(language, False), "held"] == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_third_lines_that_name_their_author_are_held(third, language):
    assert third[(language, True), "all"] >= 7
    assert third[(language, True), "held"] == third[(language, True), "all"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_harmless_third_lines_are_not_held(third, language):
    assert third[(language, False), "all"] >= 7
    assert third[(language, False), "held"] == 0


# Lines that speak of their author as of somebody else, or name it in a title's genitive.
FOURTH_MISSED = {"en": 1, "de": 1, "fr": 1, "es": 1, "ja": 2}
# Comments in code that say which model it calls, and a dialogue of a novel.
FOURTH_HELD = {"en": 1, "fr": 1, "es": 1, "ja": 1}


@pytest.mark.parametrize("language", LANGUAGES)
def test_nearly_all_fourth_lines_that_name_their_author_are_held(fourth, language):
    there, held = fourth[(language, True), "all"], fourth[(language, True), "held"]
    assert there >= 18
    assert held >= there - FOURTH_MISSED.get(language, 0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_hardly_any_harmless_fourth_lines_are_held(fourth, language):
    assert fourth[(language, False), "all"] >= 16
    assert fourth[(language, False), "held"] <= FOURTH_HELD.get(language, 0)


# What is missed, and what is held, of each corpus where the author is known; none of the others.
MISSED = {
    "fourth": {"en": 2, "de": 1, "fr": 1, "es": 1, "pt": 1, "ja": 2},
    "fifth": {"de": 1, "fr": 2, "pt": 1, "zh": 4, "ja": 5, "ko": 2},
}
HELD = {
    "frozen": {"en": 1, "es": 1, "ja": 1},
    "fourth": {"en": 2, "de": 1, "es": 1, "ja": 1},
    "fifth": {"de": 2, "fr": 1, "pt": 1, "zh": 1, "ko": 1},
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("corpus", ["frozen", "fourth", "fifth"])
def test_nearly_all_lines_are_held_of_a_known_author(with_authors, corpus, language):
    counts = with_authors[corpus]
    there, held = counts[(language, True), "all"], counts[(language, True), "held"]
    assert there >= 13
    assert held >= there - MISSED.get(corpus, {}).get(language, 0)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("corpus", ["frozen", "fourth", "fifth"])
def test_hardly_any_harmless_lines_are_held_of_a_known_author(with_authors, corpus, language):
    counts = with_authors[corpus]
    assert counts[(language, False), "all"] >= 13
    assert counts[(language, False), "held"] <= HELD[corpus].get(language, 0)


def test_the_corpora_have_400_lines_and_half_are_harmless():
    lines = [*lines_of("leaks_corpus.jsonl"), *lines_of("leaks_corpus_frozen.jsonl")]
    harmless = [each for each in lines if not each.get("leak", each.get("names_author"))]
    assert len(lines) >= 400
    assert len(harmless) == len(lines) // 2
