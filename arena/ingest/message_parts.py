"""Read the messages of chat APIs, and their parts, into turns.

The names are those of OpenAI's, Anthropic's and Ollama's APIs, and Podium's own.
"""

import json
from collections.abc import Callable, Iterator, Mapping

from arena.ingest.fields import Fields
from arena.ingest.message_media import read_file, read_media
from arena.ingest.reading import Reading
from arena.ingest.report import Refused, quoted, within
from arena.models import Kind, PromptFormat
from arena.text import Part, PartType, Turn, TurnRole

ROLES: Mapping[str, TurnRole] = {
    **{role.value: role for role in TurnRole},
    "developer": TurnRole.SYSTEM,
    "human": TurnRole.USER,
    "model": TurnRole.ASSISTANT,
    "function": TurnRole.TOOL,
}
# What APIs write beside what was said.
_IGNORED = frozenset(
    {
        "id",
        "object",
        "created_at",
        "index",
        "status",
        "phase",
        "logprobs",
        "cache_control",
        "detail",
    }
    | {"is_error", "signature", "name", "weight", "stop_reason", "model", "format", "media_type"}
)
_REASONING = ("reasoning_content", "reasoning", "thinking")


def read_turn(message: object, reading: Reading) -> Turn:
    """One message.

    Raises:
        Refused: its role, a field or a part is unknown or not valid, or it has nothing in it.
    """
    fields = Fields(message)
    role = _role(fields)
    parts = list(_parts_of_message(fields, role, reading))
    fields.refuse_unknown(ignored=_IGNORED)
    if not parts:
        raise Refused("has nothing in it", field="content")
    if role == TurnRole.SYSTEM and any(part["type"] != PartType.TEXT for part in parts):
        raise Refused("of the system may be text alone", field="content")
    return {"role": role.value, "parts": parts}


def _role(fields: Fields) -> TurnRole:
    name = fields.text("role")
    if name not in ROLES:
        raise Refused(f"{quoted(name)} is none of {', '.join(ROLES)}", field="role")
    return ROLES[name]


def _parts_of_message(fields: Fields, role: TurnRole, reading: Reading) -> Iterator[Part]:
    fields.optional_text("type")  # "message"
    for name in _REASONING:
        if trace := fields.optional_text(name):
            yield {"type": PartType.REASONING.value, "text": trace}
    if role == TurnRole.TOOL:
        yield from _result(fields, "tool_call_id", role, reading)
    else:
        yield from _content(fields, role, reading)
    if refusal := fields.optional_text("refusal"):
        yield _text(refusal, reading.format_of(role))
    for number, picture in enumerate(fields.objects("images")):
        with within(f"images[{number}]"):
            yield read_media(Fields({"data": picture}), Kind.IMAGE, reading)
    for number, call in enumerate(fields.objects("tool_calls")):
        with within(f"tool_calls[{number}]"):
            yield _call_of_function(Fields(call), reading)
    if call := fields.mapping("function_call"):
        with within("function_call"):
            inner = Fields(call)
            yield _call(inner, "arguments", inner.text("name"), reading)
    yield from _annotations(fields)


def _content(fields: Fields, role: TurnRole, reading: Reading) -> Iterator[Part]:
    name = "parts" if fields.has("parts") else "content"
    content = fields.text_or_list(name)
    if isinstance(content, str):
        if content.strip():
            yield _text(content, reading.format_of(role))
        return
    for number, part in enumerate(content):
        with within(f"{name}[{number}]"):
            yield from _read_part(Fields(part), role, reading)


def _read_part(fields: Fields, role: TurnRole, reading: Reading) -> Iterator[Part]:
    name = fields.text("type")
    if name not in _READERS:
        raise Refused(f"{quoted(name)} is none of {', '.join(_READERS)}", field="type")
    yield from _READERS[name](fields, role, reading)
    fields.refuse_unknown(ignored=_IGNORED)


def _text(text: str, written_in: PromptFormat) -> Part:
    return {"type": PartType.TEXT.value, "text": text, "format": written_in.value}


def _text_part(fields: Fields, role: TurnRole, reading: Reading) -> Iterator[Part]:
    usual = reading.format_of(role)
    written_in = fields.optional_choice("format", PromptFormat, default=usual)
    yield _text(fields.text("text"), written_in)
    yield from _annotations(fields)


def _refusal(fields: Fields, role: TurnRole, reading: Reading) -> Iterator[Part]:
    yield _text(fields.text("refusal"), reading.format_of(role))


def _reasoning(name: str) -> "_Read":
    def read(fields: Fields, role: TurnRole, reading: Reading) -> Iterator[Part]:
        del role, reading
        yield {"type": PartType.REASONING.value, "text": fields.text(name)}

    return read


def _media(kind: Kind) -> "_Read":
    def read(fields: Fields, role: TurnRole, reading: Reading) -> Iterator[Part]:
        del role
        yield read_media(fields, kind, reading)

    return read


def _file(fields: Fields, role: TurnRole, reading: Reading) -> Iterator[Part]:
    del role
    yield read_file(fields, reading)


def _source(fields: Fields, role: TurnRole, reading: Reading) -> Iterator[Part]:
    del role, reading
    yield _source_of(fields)


def _annotations(fields: Fields) -> Iterator[Part]:
    """Sources as OpenAI writes them."""
    for number, note in enumerate(fields.objects("annotations")):
        with within(f"annotations[{number}]"):
            noted = Fields(note)
            inner = noted.mapping("url_citation")
            yield _source_of(Fields(inner) if inner else noted)


def _source_of(fields: Fields) -> Part:
    found = {name: fields.optional_text(name) for name in ("title", "url", "quote")}
    quote = found["quote"] or fields.optional_text("cited_text")
    if not found["title"] and not found["url"]:
        raise Refused("is missing, and so is url", field="title")
    return {"type": PartType.SOURCE.value, **found, "quote": quote}


def _tool_use(fields: Fields, role: TurnRole, reading: Reading) -> Iterator[Part]:
    del role
    name = "arguments" if fields.has("arguments") else "input"
    identity = fields.optional_text("call" if fields.has("call") else "id")
    yield _call(fields, name, identity, reading)


def _call_of_function(fields: Fields, reading: Reading) -> Part:
    identity = fields.optional_text("id")
    kind = fields.optional_text("type") or "function"
    if kind != "function":
        raise Refused(f"{quoted(kind)} is no function", field="type")
    with within("function"):
        call = _call(Fields(fields.mapping("function")), "arguments", identity, reading)
    fields.refuse_unknown(ignored=_IGNORED)
    return call


def _call(fields: Fields, name: str, identity: str, reading: Reading) -> Part:
    tool, arguments = fields.text("name"), fields.anything(name)
    with within("id"):
        number = reading.add_call(identity)
    if not isinstance(arguments, str):
        arguments = json.dumps({} if arguments is None else arguments, ensure_ascii=False, indent=2)
    return {
        "type": PartType.TOOL_CALL.value,
        "call": number,
        "name": tool,
        "arguments": arguments,
    }


def _tool_result(fields: Fields, role: TurnRole, reading: Reading) -> Iterator[Part]:
    name = "call" if fields.has("call") else "tool_use_id"
    yield from _result(fields, name, role, reading)


def _result(fields: Fields, name: str, role: TurnRole, reading: Reading) -> Iterator[Part]:
    """A result, whose texts are one, and then its pictures."""
    if not fields.has(name) and fields.has("name"):
        name = "name"  # of a function, which had no ids
    identity = fields.optional_text(name)
    with within(name):
        number = reading.call_of(identity)
    parts = list(_content(fields, role, reading))
    words = [part["text"] for part in parts if part["type"] == PartType.TEXT]
    text = "\n".join([*words, fields.optional_text("text")]).strip("\n")
    yield {"type": PartType.TOOL_RESULT.value, "call": number, "text": text}
    yield from (part for part in parts if part["type"] != PartType.TEXT)


type _Read = Callable[[Fields, TurnRole, Reading], Iterator[Part]]

_READERS: Mapping[str, Callable[[Fields, TurnRole, Reading], Iterator[Part]]] = {
    **dict.fromkeys(("text", "input_text", "output_text"), _text_part),
    **dict.fromkeys(("picture", "image", "image_url", "input_image"), _media(Kind.IMAGE)),
    **dict.fromkeys(("sound", "audio", "input_audio", "audio_url"), _media(Kind.AUDIO)),
    **dict.fromkeys(("video", "video_url", "input_video"), _media(Kind.VIDEO)),
    **dict.fromkeys(("file", "document", "input_file"), _file),
    **dict.fromkeys(("source", "citation", "url_citation"), _source),
    **dict.fromkeys(("tool_call", "tool_use"), _tool_use),
    "tool_result": _tool_result,
    "reasoning": _reasoning("text"),
    "thinking": _reasoning("thinking"),
    "refusal": _refusal,
}
