"""Conversations come in as turns, or are refused by line and field."""

import base64
import json

import pytest

from arena.models import Challenge, Leak, Response
from arena.text import media_of
from tests.arena.ingest.files import (
    CHALLENGE,
    COMPETITOR,
    PNG,
    RESPONSE,
    bring,
    bring_lines,
    write,
    write_json,
)


def said(report):
    """Every refusal without the folder, which a refused path does not hide."""
    return [str(refusal).partition("set.jsonl:")[2] for refusal in report.refusals]


pytestmark = pytest.mark.django_db

DATA = "data:image/png;base64," + base64.b64encode(PNG).decode()
USER = {"role": "user", "content": "Hi"}
CALL = {"id": "toolu_01", "type": "function", "function": {"name": "look", "arguments": '{"a":1}'}}


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


def asking(*messages, **more):
    return {name: value for name, value in CHALLENGE.items() if name != "prompt"} | {
        "messages": list(messages),
        **more,
    }


def answering(content, **more):
    return RESPONSE | {"content": content, **more}


def turns_of_prompt(tmp_path, *messages, **more):
    report = bring_lines(tmp_path, asking(*messages, **more))
    assert said(report) == []
    return Challenge.objects.get().turns


def turns_of_response(tmp_path, content):
    report = bring_lines(tmp_path, CHALLENGE, COMPETITOR, answering(content))
    assert said(report) == []
    return Response.objects.get().turns


def test_messages_become_turns_and_their_text_the_prompt(tmp_path):
    turns = turns_of_prompt(tmp_path, {"role": "system", "content": "Be terse."}, USER)
    assert [turn["role"] for turn in turns] == ["system", "user"]
    assert turns[1]["parts"] == [{"type": "text", "text": "Hi", "format": "text"}]
    assert Challenge.objects.get().prompt == "Be terse.\n\nHi"


def test_a_prompt_may_be_a_list_itself(tmp_path):
    bring_lines(
        tmp_path, CHALLENGE | {"prompt": [{"role": "system", "content": "Be terse."}, USER]}
    )
    assert Challenge.objects.get().turns


def test_a_single_text_is_the_same_row_however_it_is_written(tmp_path):
    bring_lines(tmp_path, CHALLENGE | {"prompt": "Hi"}, COMPETITOR, RESPONSE)
    text = {"role": "assistant", "content": [{"type": "text", "text": RESPONSE["content"]}]}
    report = bring_lines(tmp_path, asking(USER), COMPETITOR, answering([text]))
    assert said(report) == []
    assert report.added.total() == 0
    assert Challenge.objects.get().turns is None
    assert Response.objects.get().turns is None


def test_a_conversation_that_is_there_is_left_and_another_is_refused(tmp_path):
    first = [asking(USER, {"role": "assistant", "content": "Yes?"}, USER), COMPETITOR]
    assert bring_lines(tmp_path, *first).added["challenge"] == 1
    assert bring_lines(tmp_path, *first).already_there["challenge"] == 1
    report = bring_lines(tmp_path, asking(USER, {"role": "user", "content": "Yes?"}, USER))
    assert "challenge with another prompt" in said(report)[0]


def test_a_hidden_system_prompt_is_kept_and_is_not_in_the_text(tmp_path):
    system = {"role": "developer", "content": "Secret."}
    turns = turns_of_prompt(tmp_path, system, USER, system_prompt="hidden")
    assert turns[0]["hidden"] is True
    assert Challenge.objects.get().prompt == "Hi"


def test_pictures_of_a_prompt_are_stored_and_served_without_metadata(tmp_path, media):
    write(tmp_path / "a.png", PNG)
    picture = {"type": "image_url", "image_url": {"url": DATA}}
    beside = {"type": "picture", "path": "a.png", "alt": "A dot"}
    text = {"type": "text", "text": "What is this?"}
    turns = turns_of_prompt(tmp_path, {"role": "user", "content": [text, picture, beside]})
    files = media_of(turns)
    assert len(files) == 2
    assert (media / files[0]["file"]).read_bytes() == PNG
    assert Challenge.objects.get().prompt == "What is this?\n\n[picture]\n\nA dot"


def test_parts_as_different_apis_write_them(tmp_path):
    write(tmp_path / "table.csv", "a,b\n")
    raw = base64.b64encode(PNG).decode()
    source = {"type": "base64", "media_type": "image/png", "data": raw}
    parts = [
        {"type": "thinking", "thinking": "Hm.", "signature": "x"},
        {"type": "image", "source": source},
        {"type": "input_image", "image_url": "https://elsewhere.example/a.png"},
        {"type": "file", "path": "table.csv"},
        {"type": "document", "source": {"type": "base64", "data": "YQ=="}, "title": "b.txt"},
        {"type": "source", "title": "A page", "url": "https://a.example/", "quote": "So."},
        {"type": "tool_use", "id": "t", "name": "look", "input": {"a": 1}},
        {"type": "tool_result", "tool_use_id": "t", "content": [{"type": "text", "text": "2"}]},
        {"type": "output_text", "text": "Done.", "annotations": []},
    ]
    (turn,) = turns_of_response(tmp_path, parts)
    kinds = [part["type"] for part in turn["parts"]]
    assert kinds == [
        *("reasoning", "picture", "picture", "file", "file", "source", "tool_call"),
        *("tool_result", "text"),
    ]


def test_turns_as_they_are_stored_and_shown_come_in_again_as_they_were(tmp_path):
    turns = [
        {"role": "user", "parts": [{"type": "text", "text": "*Hi*", "format": "markdown"}]},
        {
            "role": "assistant",
            "parts": [
                {"type": "reasoning", "text": "Hm."},
                {"type": "tool_call", "call": "1", "name": "look", "arguments": "{}"},
                {"type": "tool_result", "call": "1", "text": "2"},
                {"type": "picture", "alt": "A dot", "url": "https://a.example/b.png"},
                {"type": "file", "name": "a.csv", "text": "a,b"},
                {"type": "source", "title": "A", "url": "https://a.example/", "quote": "So."},
                {"type": "text", "text": "So.", "format": "text"},
            ],
        },
    ]
    assert turns_of_prompt(tmp_path, *turns) == turns


def test_ids_of_calls_become_numbers_as_they_tell_whose_api_it_was(tmp_path):
    turns = turns_of_response(
        tmp_path,
        [
            {"role": "assistant", "content": None, "tool_calls": [CALL]},
            {"role": "tool", "tool_call_id": "toolu_01", "content": "2"},
            {"role": "assistant", "content": "It is 2.", "reasoning_content": "Easy."},
        ],
    )
    assert "toolu" not in json.dumps(turns)
    assert turns[1]["parts"] == [{"type": "tool_result", "call": "1", "text": "2"}]


@pytest.mark.parametrize(
    "part",
    [
        {"type": "text", "text": "As Ada, I say yes."},
        {"type": "reasoning", "text": "I am Claude, made by Anthropic."},
        {"type": "picture", "url": "https://a.example/", "alt": "Drawn by GPT-4o"},
        {"type": "tool_call", "name": "f", "arguments": {"text": "As Ada 2, I say yes."}},
        {"type": "source", "title": "I am Claude", "url": "https://a.example/"},
        {"type": "file", "name": "gpt-4o-answer.txt", "text": "Yes."},
    ],
)
def test_names_in_every_part_are_found(tmp_path, part):
    more = COMPETITOR | {"name": "Ada 2", "slug": "ada"}
    text = {"type": "text", "text": "As Ada 2, I say yes."}
    bring_lines(tmp_path, CHALLENGE, more, answering([text if part["type"] == "text" else part]))
    assert Leak.objects.count() == 1


def refusal(tmp_path, *objects):
    report = bring_lines(tmp_path, COMPETITOR, *objects)
    assert not report.is_written
    assert not Challenge.objects.exists()
    assert not list((tmp_path / "media").rglob("*.png"))
    return said(report)[0]


def in_prompt(tmp_path, *messages):
    return refusal(tmp_path, asking(*messages))


def with_part(tmp_path, part):
    return in_prompt(tmp_path, {"role": "user", "content": [{"type": "text", "text": "A"}, part]})


def test_an_unknown_role_is_refused(tmp_path):
    sentence = in_prompt(tmp_path, USER, {"role": "narrator", "content": "So."})
    assert sentence.startswith("2: messages[1].role: 'narrator' is none of system, user")


def test_an_unknown_part_is_refused(tmp_path):
    sentence = with_part(tmp_path, {"type": "hologram", "text": "A"})
    assert sentence.startswith("2: messages[0].content[1].type: 'hologram' is none of")


def test_an_unknown_field_is_refused(tmp_path):
    assert "messages[0]: 'contents'" not in in_prompt(tmp_path, {"role": "user", "contents": "A"})
    sentence = with_part(tmp_path, {"type": "text", "text": "A", "txet": "B"})
    assert "messages[0].content[1].'txet': is not a field" in sentence


def test_a_tool_result_without_its_call_is_refused(tmp_path):
    result = {"role": "tool", "tool_call_id": "x", "content": "2"}
    assert in_prompt(tmp_path, USER, result) == (
        "2: messages[1].tool_call_id: no tool call before it has the id 'x'"
    )


def test_a_picture_that_is_none_is_refused(tmp_path):
    for url in ("data:image/png;base64,aGVsbG8=", "data:image/png;base64,%%%"):
        sentence = with_part(tmp_path, {"type": "image_url", "image_url": {"url": url}})
        assert sentence.startswith("2: messages[0].content[1].image_url.url: is not ")


def test_a_thousand_turns_are_refused(tmp_path):
    assert in_prompt(tmp_path, *[USER] * 1_000) == (
        "2: messages: has 1,000 messages; at most 200 are taken"
    )


def test_ten_megabytes_of_pictures_within_a_line_are_refused(tmp_path):
    raw = PNG + b"\0" * 1_000_000
    url = "data:image/png;base64," + base64.b64encode(raw).decode()
    pictures = [{"type": "image_url", "image_url": {"url": url}}] * 8
    sentence = in_prompt(tmp_path, {"role": "user", "content": pictures})
    assert "2: messages[0].content[" in sentence
    assert "at most 5,000,000 are taken: give them as files" in sentence


@pytest.mark.parametrize(
    "place", ["../secret.png", "/etc/passwd", "file:///etc/passwd", "..\\..\\a.png"]
)
def test_a_part_that_names_a_file_outside_of_the_folder_is_refused(tmp_path, place):
    write(tmp_path.parent / "secret.png", PNG)
    sentence = with_part(tmp_path, {"type": "picture", "path": place})
    assert sentence.startswith("2: messages[0].content[1].path: ")


@pytest.mark.parametrize(
    "messages", [[], [{"role": "system", "content": "A"}], [{"role": "user", "content": ""}], ["A"]]
)
def test_a_prompt_without_anything_in_it_is_refused(tmp_path, messages):
    assert "2: messages" in in_prompt(tmp_path, *messages)


@pytest.mark.parametrize(
    "content",
    [[], [USER], [{"role": "system", "content": "A"}], [{"role": "assistant", "content": None}]],
)
def test_a_response_without_a_turn_of_the_assistant_is_refused(tmp_path, content):
    sentence = refusal(tmp_path, CHALLENGE, answering(content))
    assert sentence.startswith("3: content")


def test_a_conversation_of_another_kind_than_text_is_refused(tmp_path):
    both = [{"role": "assistant", "content": text} for text in ("A", "B")]
    sentence = refusal(tmp_path, CHALLENGE, answering(both, kind="code"))
    assert "content: is a conversation, which has the kind text, not code" in sentence


def test_messages_beside_a_prompt_are_refused(tmp_path):
    sentence = refusal(tmp_path, CHALLENGE | {"messages": [USER]})
    assert "messages: stands beside prompt" in sentence


def test_a_file_that_is_no_text_is_refused(tmp_path):
    write(tmp_path / "a.pdf", b"%PDF-1.7\xff\xfe")
    assert "is not UTF-8" in with_part(tmp_path, {"type": "file", "path": "a.pdf"})


_SYSTEM = "<|im_start|>system\nBe terse.<|im_end|>\n"
_LLAMA = "<|start_header_id|>{}<|end_header_id|>\n\n{}<|eot_id|>"
TEMPLATES = [
    _SYSTEM + "<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n",
    "<|begin_of_text|>" + _LLAMA.format("system", "Be terse.") + _LLAMA.format("user", "Hi"),
    "<|system|>\nBe terse.</s>\n<|user|>\nHi</s>\n<|assistant|>\n",
    "<s>[INST] <<SYS>>\nBe terse.\n<</SYS>>\n\nHi [/INST]",
]


@pytest.mark.parametrize("prompt", TEMPLATES)
def test_chat_templates_are_split_into_turns_when_asked_for(tmp_path, prompt):
    path = write(tmp_path / "set.jsonl", json.dumps(CHALLENGE | {"prompt": prompt}))
    assert said(bring(path, splits_templates=True)) == []
    challenge = Challenge.objects.get()
    assert [turn["role"] for turn in challenge.turns] == ["system", "user"]
    assert challenge.prompt == "Be terse.\n\nHi"


def test_chat_templates_stand_as_written_otherwise(tmp_path):
    bring_lines(tmp_path, CHALLENGE | {"prompt": TEMPLATES[0]})
    assert (Challenge.objects.get().prompt, Challenge.objects.get().turns) == (TEMPLATES[0], None)


@pytest.mark.parametrize(
    ("prompt", "why"),
    [
        ("A<|im_start|>user\nHi<|im_end|>", "outside of the turns"),
        ("<|im_start|>user\nHi<|im_end|>B", "outside of the turns"),
        ("<|im_start|>narrator\nHi<|im_end|>", "is none of system"),
    ],
)
def test_a_chat_template_that_cannot_be_split_is_refused(tmp_path, prompt, why):
    path = write(tmp_path / "set.jsonl", json.dumps(CHALLENGE | {"prompt": prompt}))
    assert why in said(bring(path, splits_templates=True))[0]


def test_the_other_formats_take_conversations_too(tmp_path):
    row = {"dataset": "d", "generator": "ada", "instruction": [USER, USER], "output": "Hello."}
    assert said(bring(write_json(tmp_path / "a.json", [row]), name="alpaca_eval")) == []
    assert Challenge.objects.get().turns
