"""Every sentence a visitor reads is in every language, and looks like the original."""

import re

import pytest
from django.conf import settings
from django.template import Context, Template
from django.utils import translation

from leaderboard.runs.tick import recompute_boards
from tests import messages
from tests.arrange import cast_votes, make_arena
from tests.pages import PAGES

every_language = pytest.mark.parametrize("language", messages.LANGUAGES)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|</?[a-z]+[^>]*>")
# What stands in a template beside its tags; `code`, `math`, scripts and drawings say the same
# in every language.
TAGS = re.compile(
    r"{% comment %}.*?{% endcomment %}|{% blocktranslate.*?endblocktranslate %}"
    r"|{%.*?%}|{{.*?}}|{#.*?#}"
    r"|<(code|math|script|svg)\b.*?</\1>",
    re.DOTALL,
)
ATTRIBUTES = re.compile(
    r'\s(?:x|y|x1|x2|y1|y2|cx|cy|r|width|height|d|points|viewBox|transform|href|action|id|class)="([^"]*)"'
)
TOLD = re.compile(r'\s(?:aria-label|title|alt|placeholder|data-copied|data-stopped)="([^"]*)"')
SAME_EVERYWHERE = re.compile(
    r"·|Podium|CSV|JSON|Atom|UTC|&nbsp;|<[^>]*>|page(?:--\w+)?|match|larger|Enter"
)

# What those who work on the site read is in English.
NOT_FOR_VISITORS = {"styleguide.html", "styleguide_ratings.html"}
TEMPLATES = sorted(
    path
    for path in (messages.ROOT / "templates").rglob("*.html")
    if path.name not in NOT_FOR_VISITORS
)


@pytest.fixture(scope="module")
def gathered():
    return {messages.key_of(message) for message in messages.gather() if message.id}


def test_the_languages_are_those_of_the_site():
    assert {"en", *messages.LANGUAGES} == set(dict(settings.LANGUAGES))


@every_language
def test_every_sentence_is_there_and_none_that_is_gone(language, gathered):
    catalog = messages.load(language)
    assert {messages.key_of(message) for message in catalog if message.id} == gathered
    assert not catalog.obsolete


@every_language
def test_every_sentence_is_translated(language):
    missing = [each.id for each in messages.load(language) if not all(messages.strings_of(each))]
    assert missing == []


@every_language
def test_a_translation_keeps_what_is_filled_in(language):
    for message in messages.load(language):
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        wanted = {tuple(sorted(PLACEHOLDER.findall(each))) for each in ids}
        for string in messages.strings_of(message) if message.id else ():
            assert tuple(sorted(PLACEHOLDER.findall(string))) in wanted, message.id


@every_language
def test_what_is_served_is_what_was_translated(language):
    path = messages.path_of(language)
    assert path.read_bytes() == messages.as_po(messages.load(language))
    assert path.with_suffix(".mo").read_bytes() == messages.as_mo(messages.load(language))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_says_anything_in_one_language_only(path):
    markup = TAGS.sub("", path.read_text())
    said = [*TOLD.findall(markup), SAME_EVERYWHERE.sub("", re.sub(r"<[^>]*>", " ", markup))]
    assert [words for words in said if re.search(r"[A-Za-z]{2}", words)] == []


def test_a_board_is_read_in_german(client, db):
    page = client.get("/", headers={"accept-language": "de-AT,de;q=0.8"})
    assert '<html lang="de">' in page.text
    assert {"Cookie", "Accept-Language"} <= set(page.headers["Vary"].split(", "))


@pytest.mark.parametrize("whence", ["/models/?q=a", "https://elsewhere.example/", ""])
def test_the_switch_remembers_and_goes_back(client, db, whence):
    here = f"http://testserver{whence}" if whence.startswith("/") else whence
    answer = client.post("/language/", {"language": "fr"}, headers={"referer": here})
    assert (answer.status_code, answer.url) == (303, whence if whence.startswith("/") else "/")
    page = client.get("/models/", headers={"accept-language": "de"})
    assert '<html lang="fr">' in page.text


def test_no_language_that_there_is_not(client, db):
    assert client.post("/language/", {"language": "xx"}).status_code == 400
    assert client.get("/language/").status_code == 405


@every_language
def test_numbers_are_written_as_the_language_does(language):
    separators = {"de": ".", "es": "\N{NO-BREAK SPACE}", "fr": "\N{NARROW NO-BREAK SPACE}"}
    with translation.override(language):
        written = Template('{{ number|floatformat:"0g" }}').render(Context({"number": 1_234_567}))
    assert re.sub(r"\s", " ", written) == re.sub(r"\s", " ", separators[language]).join(
        ["1", "234", "567"]
    )


@every_language
def test_no_language_changes_an_address_or_a_place_in_a_drawing(client, db, language):
    """Such as 12.5, which is 12,5 for readers only."""
    make_arena(challenges=2)
    cast_votes(9)
    recompute_boards()
    for address in PAGES.values():
        english = client.get(address).text
        other = client.get(address, headers={"accept-language": language}).text
        assert ATTRIBUTES.findall(other) == ATTRIBUTES.findall(english), address
