"""Both sides of a match are shown alike: reasoning, formatting and colours."""

from importlib import import_module

import pytest
from django.apps import apps

from arena.arena_settings import current_settings
from arena.models import Kind, Match, ReasoningTraces, Response, Side
from arena.moderation import mask_response
from arena.rendering import MOST_PARSED, show_named, show_side, source_of_side
from arena.rendering.frame import frame_document
from arena.text import TAGS
from tests.arena.crawling import everything_sent, open_page
from tests.arrange import NOON, make_challenge, make_competitor, make_response

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

TRACE = "<think>\nThe secret trace.\n</think>\n\n"
LONG = "word " * (MOST_PARSED // 5 + 1)
MIGRATION = import_module("arena.migrations.0021_reasoning_stays_where_it_was")


def make_responses(*contents, kind=Kind.TEXT):
    challenge = make_challenge()
    for number, content in enumerate(contents):
        make_response(challenge, make_competitor(f"model-{number}"), content=content, kind=kind)


def match_of(client, *contents, kind=Kind.TEXT):
    """An open match of responses with these contents, on whichever side, and its page."""
    make_responses(*contents, kind=kind)
    return open_page(client), Match.objects.select_related("left", "right").get()


def sides(match):
    return [show_side(match, side, frame_origin="") for side in Side]


def test_reasoning_of_both_is_folded_on_both_sides(client):
    page, match = match_of(client, f"{TRACE}One.", f"{TRACE}Two.")
    assert page.text.count("data-reasoning") == page.text.count("The secret trace.") == 2
    assert "<details open" not in page.text
    assert all("secret" not in side.html for side in sides(match))


def test_reasoning_of_one_is_shown_on_neither_side(client):
    page, match = match_of(client, f"{TRACE}One.", "Two.")
    sent = everything_sent(client, page)
    assert "secret" not in sent
    assert "think" not in sent
    assert [side.reasoning for side in sides(match)] == [None, None]


def test_reasoning_can_be_hidden_on_both_sides(client, settings):
    settings.REASONING_TRACES = "hidden"
    page, _ = match_of(client, f"{TRACE}One.", f"{TRACE}Two.")
    assert "secret" not in everything_sent(client, page)


def test_reasoning_can_stay_in_the_text_as_before(client, settings):
    settings.REASONING_TRACES = "in_text"
    page, _ = match_of(client, f"{TRACE}One.", "Two.")
    assert "The secret trace." in page.text


def test_the_source_of_a_side_has_no_reasoning(client):
    _, match = match_of(client, f"{TRACE}<p>One.</p>", f"{TRACE}<p>Two.</p>", kind=Kind.WEB_PAGE)
    texts = {source_of_side(match, side)[0] for side in Side}
    assert texts == {"<p>One.</p>", "<p>Two.</p>"}
    assert {frame_document(match.left), frame_document(match.right)} == texts


def test_the_api_has_reasoning_on_both_sides_or_on_neither(client):
    make_responses(f"{TRACE}One.", "Two.")
    match = client.post("/api/v1/matches/", content_type="application/json").json()
    assert (match["left"]["reasoning_html"], match["right"]["reasoning_html"]) == (None, None)


def test_the_page_that_names_the_author_folds_its_reasoning(client):
    _, match = match_of(client, f"{TRACE}One.", "Two.")
    shown = {show_named(each, frame_origin="").reasoning for each in (match.left, match.right)}
    assert {None, '<p dir="auto">The secret trace.</p>\n'} == shown


@pytest.mark.parametrize("contents", [("**One.**", LONG), (LONG, "**Two.**")])
def test_a_text_beside_a_long_one_is_as_plain_as_that(client, contents):
    _, match = match_of(client, *contents)
    assert [side.html[:19] for side in sides(match)] == ['<pre class="plain">'] * 2


def test_two_texts_of_ordinary_length_are_formatted(client):
    _, match = match_of(client, "**One.**", "**Two.**")
    assert all("<strong>" in side.html for side in sides(match))


def test_code_beside_long_code_has_no_colours_either(client):
    _, match = match_of(client, "<b>1</b>", f"<p>{LONG}</p>", kind=Kind.SVG)
    assert not any("<span" in source_of_side(match, side)[1] for side in Side)


def test_a_long_trace_that_is_not_shown_changes_nothing(client):
    _, match = match_of(client, f"<think>{LONG}</think>**One.**", "**Two.**")
    assert all("<strong>" in side.html for side in sides(match))


@pytest.mark.parametrize(
    ("content", "expected"),
    [(f"{TRACE}One.", ReasoningTraces.IN_TEXT), ("One.", ReasoningTraces.FOLDED)],
)
def test_an_arena_that_had_reasoning_in_texts_keeps_it_there(content, expected):
    make_response(make_challenge(), make_competitor(), content=content)
    MIGRATION.keep_reasoning_in_text(apps, None)
    assert current_settings().reasoning_traces == expected


def test_the_upgrade_looks_for_the_tags_that_are_known():
    assert MIGRATION.TAGS == TAGS


def test_a_mask_that_makes_one_text_too_long_leaves_both_sides_plain(client):
    almost = "I am X. **" + "word " * (MOST_PARSED // 5 - 3) + "ab**"
    _, match = match_of(client, almost, "**Two.**")
    mask(almost, "X")
    assert len(almost) <= MOST_PARSED < len(almost) + len("▮▮▮") - len("X")
    assert all('<pre class="plain">' in side.html for side in sides(match))


def test_a_mask_leaves_the_tags_of_reasoning(client):
    """Otherwise one side would show a trace in its text, and the other a fold."""
    one = f"{TRACE}I think, says Think."
    _page, match = match_of(client, one, f"{TRACE}Two.")
    mask(one, "think")
    shown = sides(match)
    assert all("secret trace" in side.reasoning for side in shown)
    assert all("secret" not in side.html for side in shown)
    assert "think" not in "".join(side.html for side in shown).lower()


def mask(content, word):
    response = Response.objects.get(content=content)
    mask_response(response=response, words=[word], reason="So.", actor=None, now=NOON)
