"""Conversations: a prompt or a response as a list of turns, each of parts.

A turn is `{"role": …, "parts": […]}`, a part an object with a `type`. They are stored as JSON, and
beside them the text of all parts, which everything that looks at text looks at. A text alone is
stored without turns: it reads as one turn of one text.

| type | fields |
|---|---|
| text | text, format (text or markdown) |
| picture, sound, video | file and media_type, or url of what is not loaded; alt |
| file | name, text |
| source | title, url, quote |
| tool_call | call, name, arguments |
| tool_result | call, text |
| reasoning | text |
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from hashlib import sha256
from typing import Any

from arena.text.masking import mask_words
from arena.text.reasoning import split_reasoning

type Part = dict[str, Any]
type Turn = dict[str, Any]
type Turns = list[Turn]


class TurnRole(StrEnum):
    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"
    TOOL = "tool"


class PartType(StrEnum):
    TEXT = "text"
    PICTURE = "picture"
    SOUND = "sound"
    VIDEO = "video"
    FILE = "file"
    SOURCE = "source"
    TOOL_CALL = "tool_call"
    TOOL_RESULT = "tool_result"
    REASONING = "reasoning"


MEDIA = frozenset({PartType.PICTURE, PartType.SOUND, PartType.VIDEO})
# What a reader sees of each part, in this order; the rest only says where it belongs.
_WORDS = ("alt", "name", "title", "url", "quote", "text", "arguments")
# Shown as code, so also searched as code for who wrote it.
_CODE = {PartType.TOOL_CALL: "arguments", PartType.TOOL_RESULT: "text", PartType.FILE: "text"}


def text_of_turns(turns: Iterable[Turn], *, with_hidden: bool = False) -> str:
    """The text of all parts. Of a system prompt that is hidden only if asked for."""
    shown = (turn for turn in turns if with_hidden or not turn.get("hidden"))
    texts = (_text_of_part(part) for turn in shown for part in turn["parts"])
    return "\n\n".join(filter(None, texts))


def _text_of_part(part: Part) -> str:
    if part["type"] in MEDIA and not part.get("alt"):
        return " ".join(filter(None, (f"[{part['type']}]", part.get("url"))))
    code = _CODE.get(part["type"])
    words = [part[name] for name in _WORDS if part.get(name) and name != code]
    if code and part.get(code):
        words.append(f"```\n{part[code]}\n```")
    return "\n".join(words)


def parts_of_turns(turns: Iterable[Turn]) -> Iterator[Part]:
    return (part for turn in turns for part in turn["parts"])


def media_of(turns: Iterable[Turn] | None) -> list[Part]:
    """The parts that are files in the media folder, in the order by which their addresses go."""
    return [part for part in parts_of_turns(turns or ()) if part.get("file")]


def file_names(turns: Iterable[Turn] | None) -> str:
    """The names of the files that readers see, one a line."""
    parts = parts_of_turns(turns or ())
    return "\n".join(part["name"] for part in parts if part["type"] == PartType.FILE)


def notes_in(turns: Iterable[Turn] | None) -> str:
    """What is said of pictures, sound, video and sources, one a line."""
    parts = parts_of_turns(turns or ())
    notes = [part.get(name, "") for part in parts for name in ("alt", "title")]
    return "\n".join(filter(None, notes))


def split_turns(turns: Sequence[Turn]) -> tuple[Turns, str]:
    """The turns without the reasoning in them, and the reasoning."""
    answer: Turns = []
    traces: list[str] = []
    for turn in turns:
        parts = list(_without_reasoning(turn, traces))
        if parts:
            answer.append({**turn, "parts": parts})
    return answer, "\n\n".join(trace.strip() for trace in traces if trace.strip())


def _without_reasoning(turn: Turn, traces: list[str]) -> Iterator[Part]:
    for part in turn["parts"]:
        if part["type"] == PartType.REASONING:
            traces.append(part["text"])
        elif part["type"] == PartType.TEXT and turn["role"] == TurnRole.ASSISTANT:
            split = split_reasoning(part["text"])
            traces.append(split.trace)
            if split.answer.strip():
                yield {**part, "text": split.answer}
        else:
            yield part


def mask_turns(turns: Turns, words: Sequence[str]) -> Turns:
    """With words masked in all that a reader sees."""
    return _with_words(turns, lambda text: mask_words(text, words))


def _with_words(turns: Turns, change: Callable[[str], str]) -> Turns:
    return [{**turn, "parts": [_changed(part, change) for part in turn["parts"]]} for turn in turns]


def _changed(part: Part, change: Callable[[str], str]) -> Part:
    return part | {name: change(part[name]) for name in _WORDS if part.get(name)}


def digest_of_turns(turns: Turns) -> str:
    """SHA-256 of the turns as JSON with sorted keys and no spaces. Files go by their own digests,
    which are their names."""
    text = json.dumps(turns, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()
