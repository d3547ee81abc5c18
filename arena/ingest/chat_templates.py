"""Split prompts that are written with the tags of a chat template into messages."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from arena.ingest.messages import read_prompt
from arena.ingest.report import Refusal, Refused, quoted
from arena.ingest.rows import ChallengeRow, DatasetRow

# ChatML; Llama 3; Gemma; Zephyr and Phi; gpt-oss; DeepSeek.
_OPENING = re.compile(
    r"<\|im_start\|>(?P<chatml>[^\n<]*)\n?"
    r"|<\|start_header_id\|>(?P<llama>[^<]*)<\|end_header_id\|>"
    r"|<start_of_turn>(?P<gemma>[^\n<]*)\n?"
    r"|<\|(?P<zephyr>system|user|assistant|tool)\|>"
    r"|<\|start\|>(?P<oss>\w*)(?:<\|channel\|>\w+)?<\|message\|>"
    r"|<\uff5c(?P<deepseek>User|Assistant)\uff5c>"
)
_ENDING = re.compile(
    r"<\|(?:im_end|eot_id|eom_id|end|return|end_of_text|endoftext)\|>|<end_of_turn>|</s>"
    r"|<\uff5cend\u2581of\u2581sentence\uff5c>"
)
_BEGINNING = re.compile(
    r"\A\s*(?:<s>|<bos>|<\|begin_of_text\|>|<\uff5cbegin\u2581of\u2581sentence\uff5c>)"
)
# Llama 2 and Mistral.
_INSTRUCTION = re.compile(
    r"\[INST\](?:\s*<<SYS>>(?P<system>.*?)<</SYS>>)?(?P<user>.*?)\[/INST\]"
    r"(?P<assistant>.*?)(?=(?:<s>)?\s*\[INST\]|\Z)",
    re.DOTALL,
)

type _Message = dict[str, str]


def split_templates(rows: Iterable[DatasetRow | Refusal]) -> Iterator[DatasetRow | Refusal]:
    """The rows, with prompts that have such tags as turns."""
    for row in rows:
        try:
            yield _split(row) if isinstance(row, ChallengeRow) else row
        except Refused as refused:
            yield Refusal(row.place, f"prompt{refused.field}", refused.reason)


def _split(row: ChallengeRow) -> ChallengeRow:
    messages = None if row.turns else messages_of(row.prompt)
    if messages is None:
        return row
    read = read_prompt(
        messages,
        folder=Path(row.place.file).parent,
        prompt_format=row.prompt_format,
        hides_system=row.hides_system,
    )
    return replace(row, prompt=read.text, turns=read.turns, prompt_format=read.format)


def messages_of(text: str) -> list[_Message] | None:
    """The messages of a text with such tags; None if it has none.

    Raises:
        Refused: some of it stands in no turn.
    """
    rest = _BEGINNING.sub("", text)
    if _OPENING.search(rest):
        messages = list(_tagged(rest))
    elif _INSTRUCTION.search(rest):
        messages = list(_instructions(rest))
    else:
        return None
    if messages and messages[-1] == {"role": "assistant", "content": ""}:
        messages.pop()  # where the model was to begin
    return messages


def _tagged(text: str) -> Iterator[_Message]:
    openings = list(_OPENING.finditer(text))
    _refuse_between(text[: openings[0].start()])
    ends = [each.start() for each in openings[1:]]
    for opening, end in zip(openings, [*ends, len(text)], strict=True):
        content, *others = _ENDING.split(text[opening.end() : end])
        _refuse_between("".join(others))
        role = next(filter(None, opening.groups()), "").strip().lower()
        yield {"role": role, "content": content.strip()}


def _instructions(text: str) -> Iterator[_Message]:
    _refuse_between(_INSTRUCTION.sub("", text))
    for found in _INSTRUCTION.finditer(text):
        if found["system"]:
            yield {"role": "system", "content": found["system"].strip()}
        yield {"role": "user", "content": found["user"].strip()}
        answer, *others = _ENDING.split(found["assistant"])
        _refuse_between("".join(others).replace("<s>", ""))
        if answer.strip():
            yield {"role": "assistant", "content": answer.strip()}


def _refuse_between(text: str) -> None:
    if text.strip():
        raise Refused(f"has text outside of the turns of its chat template: {quoted(text.strip())}")
