"""Read conversations as the chat APIs write them: messages with a role, and a text or parts."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from arena.ingest.contents import Content
from arena.ingest.fields import Fields
from arena.ingest.limits import PARTS, TEXT_BYTES, TURNS
from arena.ingest.message_parts import read_turn
from arena.ingest.reading import Reading
from arena.ingest.report import Refused, within
from arena.models import PromptFormat
from arena.text import PartType, TurnRole, Turns, text_of_turns


class SystemPrompt(StrEnum):
    """Whether voters see the system prompt of a conversation."""

    SHOWN = "shown"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Conversation:
    """What a row holds: the text of all parts; turns, unless that text alone is all; and files."""

    text: str
    turns: Turns | None
    files: tuple[Content, ...]
    format: PromptFormat


def prompt_in(
    fields: Fields,
    *,
    folder: Path,
    name: str = "prompt",
    prompt_format: PromptFormat = PromptFormat.TEXT,
    hides_system: bool = False,
) -> Conversation:
    """The prompt in a field of a row, or in its `messages`: a text, or a conversation.

    Raises:
        Refused: it is missing, both are there, or it is none.
    """
    name = _field_of(fields, name)
    value = fields.text_or_list(name)
    if isinstance(value, str):
        return Conversation(fields.text(name), None, (), prompt_format)
    with within(name):
        return read_prompt(
            value, folder=folder, prompt_format=prompt_format, hides_system=hides_system
        )


def response_in(fields: Fields, *, folder: Path, name: str = "content") -> Conversation | None:
    """The conversation in a field of a row, or in its `messages`; None if there is a text, or
    nothing.

    Raises:
        Refused: both are there, or it is none.
    """
    name = _field_of(fields, name)
    value = fields.text_or_list(name)
    if isinstance(value, str):
        return None
    with within(name):
        return read_response(value, folder=folder)


def _field_of(fields: Fields, name: str) -> str:
    if not fields.has("messages"):
        return name
    if fields.has(name):
        raise Refused(f"stands beside {name}; a row has one of them", field="messages")
    fields.objects("messages")
    return "messages"


def read_prompt(
    value: Sequence[object], *, folder: Path, prompt_format: PromptFormat, hides_system: bool
) -> Conversation:
    """A prompt that is a list of messages.

    Raises:
        Refused: it is none, or too large.
    """
    reading = Reading(folder, prompt_format)
    turns = _read_turns(value, reading)
    if hides_system:
        turns = [
            turn | {"hidden": True} if turn["role"] == TurnRole.SYSTEM else turn for turn in turns
        ]
    if all(turn["role"] == TurnRole.SYSTEM for turn in turns):
        raise Refused("has no turn but the system's")
    return _conversation(turns, reading, plain=TurnRole.USER)


def read_response(value: Sequence[object], *, folder: Path) -> Conversation:
    """A response that is a list of messages, or of parts of one message.

    Raises:
        Refused: it is none, or too large.
    """
    if value and all(isinstance(each, dict) and "role" not in each for each in value):
        value = [{"role": TurnRole.ASSISTANT.value, "content": value}]
    reading = Reading(folder)
    turns = _read_turns(value, reading)
    for number, turn in enumerate(turns):
        if turn["role"] == TurnRole.SYSTEM:
            raise Refused("is the system's, which no response has", field=f"[{number}].role")
    if all(turn["role"] != TurnRole.ASSISTANT for turn in turns):
        raise Refused("has no turn of the assistant")
    return _conversation(turns, reading, plain=TurnRole.ASSISTANT)


def _conversation(turns: Turns, reading: Reading, *, plain: TurnRole) -> Conversation:
    """A single text is stored as it always was, the same row however it is written."""
    text = text_of_turns(turns)
    if len(text.encode()) > TEXT_BYTES:
        raise Refused(f"has {len(text.encode()):,} bytes of text; at most {TEXT_BYTES:,} are taken")
    usual = PromptFormat.MARKDOWN if plain == TurnRole.ASSISTANT else None
    only = turns[0]["parts"][0] if len(turns) == 1 and len(turns[0]["parts"]) == 1 else {}
    if only.get("type") == PartType.TEXT and turns[0]["role"] == plain:
        written_in = PromptFormat(only["format"])
        if usual in (None, written_in):
            return Conversation(text, None, (), written_in)
    return Conversation(text, turns, tuple(reading.files), reading.format_of_users)


def _read_turns(value: Sequence[object], reading: Reading) -> Turns:
    if not value:
        raise Refused("has no messages")
    if len(value) > TURNS:
        raise Refused(f"has {len(value):,} messages; at most {TURNS:,} are taken")
    turns: Turns = []
    for number, message in enumerate(value):
        with within(f"[{number}]"):
            turns.append(read_turn(message, reading))
    if (count := sum(len(turn["parts"]) for turn in turns)) > PARTS:
        raise Refused(f"has {count:,} parts; at most {PARTS:,} are taken")
    return turns
