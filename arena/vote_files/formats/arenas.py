"""Votes of other arenas: LMArena's sets, FastChat's logs, compar:IA, Open WebUI."""

from collections.abc import Iterator, Mapping, Sequence

from arena.vote_files.formats.kinds import (
    ConvertedRow,
    NotAVote,
    RecordContext,
    VoteFileFormat,
    has,
    listing,
    mapping,
    text,
)
from arena.vote_files.readers import Record

# lmsys/chatbot_arena_conversations, lmsys/lmsys-arena-human-preference-55k, lmarena-ai's sets.
_LMARENA = (
    {"model_a", "model_b", "winner", "conversation_a", "conversation_b"},
    {"model_a", "model_b", "winner_model_a", "winner_model_b", "winner_tie"},
    {"model_a", "model_b", "winner", "evaluation_session_id"},
)


def _is_lmarena(columns: Sequence[str], _: Mapping[str, object]) -> bool:
    return any(each <= set(columns) for each in _LMARENA)


LMARENA = VoteFileFormat("lmarena", "LMArena's votes", _is_lmarena)

# fastchat/serve/gradio_block_arena_anony.py, `vote_last_response`.
_FASTCHAT_VOTES = {
    "leftvote": "left",
    "rightvote": "right",
    "tievote": "tie",
    "bothbad_vote": "both_bad",
}


def _is_fastchat(columns: Sequence[str], first: Mapping[str, object]) -> bool:
    return (
        {"tstamp", "type"} <= set(columns)
        and {"states", "models", "state", "model"} & set(columns) != set()
        and isinstance(first.get("type"), str)
    )


def _fastchat(record: Record, _: RecordContext) -> Iterator[ConvertedRow]:
    kind = text(record.get("type")) or ""
    if kind not in _FASTCHAT_VOTES:
        yield NotAVote(f"a line of type {kind!r}")
        return
    states = [mapping(each) for each in listing(record.get("states"))]
    models = [text(each) or "" for each in listing(record.get("models"))]
    names = [text(each.get("model_name")) or "" for each in states]
    if len(names) != 2:  # noqa: PLR2004 - two sides
        names = models
    if len(names) != 2:  # noqa: PLR2004
        yield NotAVote("a vote on other than two models")
        return
    # Before the vote the log has no names, and the state those behind the names of the arena.
    names = [name or other for name, other in zip(names, [*models, "", ""], strict=False)]
    yield {
        "model_a": names[0],
        "model_b": names[1],
        "winner": _FASTCHAT_VOTES[kind],
        "voter": text(record.get("ip")),
        "time": text(record.get("tstamp")),
    }


FASTCHAT = VoteFileFormat("fastchat", "FastChat's logs of an arena", _is_fastchat, _fastchat)


def _comparia(record: Record, _: RecordContext) -> Iterator[ConvertedRow]:
    chosen = text(record.get("chosen_model_name"))
    equal = record.get("both_equal") in (True, 1, "true", "True", "1")
    yield {
        **record,
        "model_a": text(record.get("model_a_name")),
        "model_b": text(record.get("model_b_name")),
        "winner": "tie" if equal else chosen,
        "voter": text(record.get("visitor_id")) or text(record.get("session_hash")),
        "challenge": text(record.get("opening_msg")),
        "time": text(record.get("timestamp")),
    }


COMPARIA = VoteFileFormat(
    "comparia",
    "compar:IA's votes",
    has("model_a_name", "model_b_name", "chosen_model_name", "both_equal"),
    _comparia,
)

_NO_SIBLING = "a rating of one answer alone"


def _is_open_webui(columns: Sequence[str], first: Mapping[str, object]) -> bool:
    data = mapping(first.get("data"))
    return {"id", "user_id", "data", "meta"} <= set(columns) and "model_id" in data


def _open_webui(record: Record, _: RecordContext) -> Iterator[ConvertedRow]:
    """`rating` 1 prefers the answer to each of its siblings, -1 each of them to it."""
    data = mapping(record.get("data"))
    siblings = [text(each) for each in listing(data.get("sibling_model_ids"))]
    if not siblings:
        yield NotAVote(_NO_SIBLING)
        return
    rating = text(data.get("rating"))
    winner = {"1": "left", "-1": "right", "1.0": "left", "-1.0": "right", "0": "tie"}.get(
        rating or ""
    )
    for sibling in siblings:
        yield {
            **record,
            "model_a": text(data.get("model_id")),
            "model_b": sibling,
            "winner": winner,
            "voter": text(record.get("user_id")),
            "challenge": text(mapping(record.get("meta")).get("message_id")),
            "time": text(record.get("created_at")),
        }


OPEN_WEBUI = VoteFileFormat("open-webui", "Open WebUI's feedbacks", _is_open_webui, _open_webui)
