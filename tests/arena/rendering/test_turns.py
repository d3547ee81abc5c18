"""Conversations are shown as turns, without anything that a text alone could not do."""

import pytest
from django.utils import translation

from arena.arena_settings import forget_settings
from arena.models import ArenaSettings, Challenge, Match, ReasoningTraces, Response, Side
from arena.rendering import show_masked, show_named, show_prompt, show_side
from arena.rendering.turns import Look, render_turns
from tests.arrange import make_challenge, make_competitor, make_response, serve

pytestmark = pytest.mark.django_db

HOSTILE = "<img src=x onerror=alert(1)>\"'<script>\u202e\ufdd0\ufde00\ufde0"


def turn(*parts, role="assistant", **more):
    return {"role": role, "parts": list(parts), **more}


def text(words, written_in="markdown"):
    return {"type": "text", "text": words, "format": written_in}


PICTURE = {"type": "picture", "file": "ab/abc.png", "media_type": "image/png", "alt": "A dot"}
CALL = {"type": "tool_call", "call": "1", "name": "look", "arguments": '{"a": "*b*"}'}
RESULT = {"type": "tool_result", "call": "1", "text": "<b>2</b>"}
SOURCE = {"type": "source", "title": "A page", "url": "https://a.example/x", "quote": "So."}
REASONING = {"type": "reasoning", "text": "Hm."}
FILE = {"type": "file", "name": "a.csv", "text": "a,b"}


def prompt_of(*turns, **more):
    return show_prompt(Challenge(pk=7, prompt="A", turns=list(turns), **more)).html


def test_each_turn_says_whose_it_is_in_the_readers_language():
    turns = (
        turn(text("*a*", "text"), role="user"),
        turn(text("*b*")),
        turn(text("c"), role="user"),
    )
    with translation.override("de"):
        html = prompt_of(*turns)
    assert html.count('class="turn turn--user"') == 2
    assert '<div class="written" dir="auto">*a*</div>' in html
    assert "<em>b</em>" in html
    assert "\ufdd6" not in html


def test_a_response_of_one_turn_looks_like_a_text():
    assert "turn__role" not in render_turns([turn(text("a"))], Look())


def test_a_hidden_system_prompt_is_shown_to_staff_alone():
    turns = [turn(text("Secret."), role="system", hidden=True), turn(text("Hi"), role="user")]
    challenge = Challenge(pk=7, prompt="Hi", turns=turns)
    assert "Secret." not in show_prompt(challenge).html
    assert "Secret." in show_prompt(challenge, shows_hidden=True).html


def test_tool_calls_are_folded_with_their_arguments_as_code():
    html = render_turns([turn(CALL), turn(RESULT, role="tool")], Look())
    assert html.count('<details class="turn__fold">') == 2
    assert 'data-language="json"' in html
    assert "&lt;b&gt;2&lt;/b&gt;" in html


def test_arguments_that_are_no_json_are_not_coloured_as_such():
    html = render_turns([turn(CALL | {"arguments": "print(1)"})], Look())
    assert "print(1)" in html
    assert "data-language" not in html


def test_sources_are_a_numbered_list_with_quotes():
    html = render_turns([turn(SOURCE, SOURCE | {"url": "javascript:alert(1)"}, text("a"))], Look())
    assert html.count("<li>") == 2
    assert '<blockquote dir="auto">So.</blockquote>' in html
    assert html.count("<a href=") == 1
    assert html.index('<ol dir="auto">') > html.index("a</p>")


def test_pictures_have_signed_addresses_and_their_alternative_text():
    html = prompt_of(turn(text("a"), PICTURE, PICTURE, role="user"))
    assert html.count('alt="A dot"') == 2
    assert "abc.png" not in html
    assert "/0/" in html
    assert "/1/" in html


def test_a_picture_from_elsewhere_is_a_note():
    html = prompt_of(turn({"type": "picture", "url": "https://a.example/b.png", "alt": "B"}))
    assert "<img" not in html
    assert "a.example" in html
    assert "nothing was loaded" in html


@pytest.mark.parametrize("part", [text("a"), PICTURE, CALL, RESULT, SOURCE, REASONING, FILE])
def test_no_part_brings_markup_or_placeholders_of_its_own(part):
    names = {name for name in part if name not in {"type", "format", "file", "media_type", "call"}}
    for name in names:
        html = prompt_of(turn(part | {name: HOSTILE}), turn(text(HOSTILE, "text")))
        assert "<script" not in html
        assert "<img src=x" not in html
        assert "\u202e" not in html
        assert not any("\ufdd0" <= sign <= "\ufdef" for sign in html)


@pytest.fixture
def match():
    challenge = make_challenge()
    made = [make_competitor(slug) for slug in ("ada", "bob")]
    trace = "<think>\nIt is me, Bob.\n</think>\n\nNo."
    make_response(challenge, made[0], content="Hm.\n\nYes.", turns=[turn(REASONING, text("Yes."))])
    make_response(challenge, made[1], content=trace)
    return Match.objects.get(pk=serve().pk)


def sides(match):
    return [show_side(match, side, frame_origin="") for side in Side]


def test_reasoning_of_turns_is_folded_as_that_of_texts(match):
    shown = sides(match)
    assert all(side.reasoning for side in shown)
    assert not any("Hm." in side.html or "Bob" in side.html for side in shown)


def test_reasoning_of_turns_is_hidden_where_it_is_hidden(match):
    ArenaSettings.objects.create(id=1, reasoning_traces=ReasoningTraces.HIDDEN)
    forget_settings()
    shown = sides(match)
    assert not any(side.reasoning for side in shown)
    assert not any("Hm." in (side.html + str(side.turns)) for side in shown)


def test_one_long_conversation_makes_both_sides_plain():
    challenge = make_challenge()
    long = turn(text("word " * 15_000))
    first = make_response(
        challenge, make_competitor("ada"), content="w " * 75_000, turns=[long, long]
    )
    make_response(challenge, make_competitor("bob"), content="**Bold**")
    shown = sides(Match.objects.get(pk=serve().pk))
    assert first.turns
    assert all('class="plain"' in side.html for side in shown)


@pytest.mark.parametrize("name", ["text", "arguments", "quote"])
def test_what_is_longer_than_a_page_shows_is_cut_in_all_parts(name):
    kind = {"text": "file", "arguments": "tool_call", "quote": "source"}[name]
    part = {"type": kind, "name": "a", "call": "1", "title": "A", "url": "", name: "x" * 300}
    html = render_turns([turn(text("é" * 100), part)], Look(is_plain=True, most=300))
    assert (html.count("é"), html.count("x" * 200), html.count("x" * 201)) == (100, 1, 0)


def test_words_are_masked_in_all_parts():
    parts = [
        text("Bob a"),
        CALL | {"name": "Bob"},
        SOURCE | {"quote": "Bob"},
        FILE | {"name": "Bob"},
    ]
    response = make_response(
        make_challenge(), make_competitor(), content="Bob", turns=[turn(*parts)]
    )
    shown = show_masked(response, ["Bob"], frame_origin="")
    assert "Bob" not in shown.html
    assert "Bob" not in str(shown.turns)
    assert Response.objects.get().turns == response.turns


def test_the_turns_of_the_api_name_no_file():
    response = make_response(
        make_challenge(), make_competitor(), content="A", turns=[turn(PICTURE)]
    )
    (shown,) = show_named(response, frame_origin="").turns
    assert "file" not in shown["parts"][0]
    assert shown["parts"][0]["media_url"].endswith("/0/")
