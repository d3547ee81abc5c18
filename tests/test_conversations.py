"""What looks at texts looks at all parts of a conversation; a text alone stays as it was."""

from hashlib import sha256

import pytest
from django.urls import reverse

from arena.checks import find_near_duplicates
from arena.models import Challenge, ChallengeState, Response
from arena.moderation import carry_on_search, search_again
from arena.rendering import show_named, show_prompt
from arena.text import digest_of_turns, text_of_turns
from leaderboard.catalogue import ChallengeFilter, find_challenges
from leaderboard.runs.style_counts import style_of
from tests.arena.ingest.files import CHALLENGE, COMPETITOR, RESPONSE, bring_lines
from tests.arrange import NOON, make_challenge, make_competitor, make_response, make_staff

pytestmark = pytest.mark.django_db

WORDS = {
    "text": {"type": "text", "text": "WORD", "format": "text"},
    "picture": {"type": "picture", "url": "https://a.example/", "alt": "WORD"},
    "sound": {"type": "sound", "url": "https://a.example/", "alt": "WORD"},
    "video": {"type": "video", "url": "https://a.example/", "alt": "WORD"},
    "name of a file": {"type": "file", "name": "WORD", "text": "a"},
    "file": {"type": "file", "name": "a.txt", "text": "WORD"},
    "title of a source": {"type": "source", "title": "WORD", "url": "", "quote": ""},
    "address of a source": {"type": "source", "title": "", "url": "WORD", "quote": ""},
    "quote of a source": {"type": "source", "title": "A", "url": "", "quote": "WORD"},
    "name of a tool": {"type": "tool_call", "call": "1", "name": "WORD", "arguments": "{}"},
    "arguments": {"type": "tool_call", "call": "1", "name": "f", "arguments": "WORD"},
    "result": {"type": "tool_result", "call": "1", "text": "WORD"},
    "reasoning": {"type": "reasoning", "text": "WORD"},
}
every_part = pytest.mark.parametrize("part", WORDS.values(), ids=WORDS)


def turns_with(part, words, role="user"):
    filled = {name: words if value == "WORD" else value for name, value in part.items()}
    return [{"role": role, "parts": [filled]}, {"role": "user", "parts": [WORDS["text"]]}]


def conversation(slug, turns, **more):
    challenge = make_challenge(slug, **more)
    challenge.turns, challenge.prompt = turns, text_of_turns(turns)
    challenge.save()
    return challenge


@every_part
def test_the_search_finds_words_of_every_part(part):
    found = conversation("doors", turns_with(part, "Zanzibar"))
    make_challenge("windows")
    assert list(find_challenges(ChallengeFilter(text="zanzibar"))) == [found]


@every_part
def test_likeness_compares_every_part(part):
    words = "The quick brown fox jumps over the lazy dog near the bank of a calm river. " * 3
    conversation("doors", turns_with(part, words))
    new = [Challenge(slug="b", prompt=text_of_turns(turns_with(part, words)))]
    assert [each.other.slug for each in find_near_duplicates(new)] == ["doors"]
    other = "What else might a person ask whom nobody has ever told about animals? " * 3
    new = [Challenge(slug="b", prompt=text_of_turns(turns_with(part, other)))]
    assert find_near_duplicates(new) == []


@every_part
def test_style_counts_the_length_of_every_part(part):
    short, long = (
        style_of("text", text_of_turns(turns_with(part, words, "assistant")))
        for words in ("a", "a" * 11)
    )
    assert long[0] - short[0] == 10


def test_style_counts_the_markdown_of_all_turns():
    text = {"type": "text", "text": "# A\n\n- **b**\n- c", "format": "markdown"}
    turns = [{"role": "assistant", "parts": [text]}] * 2
    assert style_of("text", text_of_turns(turns))[1:] == (2, 2, 4)


def test_a_search_for_names_that_is_repeated_looks_at_every_part():
    author = make_competitor("sphinx-9")
    for number, part in enumerate(WORDS.values()):
        turns = turns_with(part, "I am Sphinx 9", "assistant")
        challenge = make_challenge(f"doors-{number}")
        make_response(challenge, author, content=text_of_turns(turns), turns=turns)
    search_again(actor=make_staff(), reason="New names.", now=NOON)
    assert carry_on_search(now=NOON, is_enough=lambda: False) == len(WORDS)


def test_staff_are_shown_personal_data_of_every_part(client):
    addresses = {f"ada-{number}@gmail.com": part for number, part in enumerate(WORDS.values())}
    turns = [turns_with(part, address)[0] for address, part in addresses.items()]
    challenge = conversation("doors", turns, state=ChallengeState.SUBMITTED)
    client.force_login(make_staff())
    page = client.get(reverse("desk:item", args=["submission", challenge.pk]))
    assert {each.words for each in page.context["personal"]} == set(addresses)


def test_a_text_alone_reads_as_one_turn_of_one_text(tmp_path):
    report = bring_lines(tmp_path, CHALLENGE, COMPETITOR, RESPONSE)
    assert report.is_written
    challenge, response = Challenge.objects.get(), Response.objects.get()
    assert challenge.turns is None
    assert response.turns is None
    as_turns = [{"role": "user", "parts": [WORDS["text"] | {"text": challenge.prompt}]}]
    assert text_of_turns(as_turns) == challenge.prompt
    shown = show_prompt(Challenge(pk=1, prompt=challenge.prompt, turns=as_turns)).html
    assert show_prompt(challenge).html in shown
    assert show_named(response, frame_origin="").html


def test_the_digest_of_a_text_is_that_of_its_bytes_as_before(tmp_path):
    text = {"role": "assistant", "content": [{"type": "text", "text": RESPONSE["content"]}]}
    for content in (RESPONSE["content"], [text]):
        bring_lines(tmp_path, CHALLENGE, COMPETITOR, RESPONSE | {"content": content})
    digest = sha256(RESPONSE["content"].encode()).hexdigest()
    assert Response.objects.get().sha256 == digest


def test_the_digest_of_turns_is_that_of_their_json_and_depends_on_all_of_it():
    turns = turns_with(WORDS["text"], "ä")
    part = '{"parts":[{"format":"text","text":"%s","type":"text"}],"role":"user"}'
    written = f"[{part % 'ä'},{part % 'WORD'}]"
    assert digest_of_turns(turns) == sha256(written.encode()).hexdigest()
    assert digest_of_turns(turns) != digest_of_turns(turns[:1])
