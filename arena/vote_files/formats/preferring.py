"""Data for training on preferences: chosen and rejected, scores, and rankings of several."""

import re
from collections.abc import Iterator, Mapping, Sequence

from arena.vote_files.encoding import number_in
from arena.vote_files.formats.kinds import (
    ConvertedRow,
    NotAVote,
    RecordContext,
    VoteFileFormat,
    has,
    listing,
    mapping,
    pairs_of_ranking,
    text,
)
from arena.vote_files.readers import Record

_SIDES = (
    ("chosen_model", "rejected_model"),
    ("chosen-model", "rejected-model"),
    ("model_chosen", "model_rejected"),
    ("chosen_model_name", "rejected_model_name"),
    ("chosen_generator", "rejected_generator"),
)


def _is_trl(columns: Sequence[str], _: Mapping[str, object]) -> bool:
    return {"chosen", "rejected"} <= set(columns) or any(
        set(each) <= set(columns) for each in _SIDES
    )


def _trl(record: Record, context: RecordContext) -> Iterator[ConvertedRow]:
    for names in _SIDES:
        if record.get(names[0]) is not None or record.get(names[1]) is not None:
            chosen, rejected = (text(record.get(name)) for name in names)
            break
    else:
        chosen, rejected = (_model_in(record.get(name)) for name in ("chosen", "rejected"))
    if not chosen or not rejected:
        yield NotAVote("a preference that names no models")
        return
    # The chosen one comes first in every row, so sides say nothing; they alternate.
    sides = (chosen, rejected) if context.number % 2 else (rejected, chosen)
    yield {
        **record,
        "model_a": sides[0],
        "model_b": sides[1],
        "winner": "left" if context.number % 2 else "right",
        "challenge": text(record.get("prompt_id")) or text(record.get("prompt")),
    }


def _model_in(value: object) -> str | None:
    """The model that an answer, or a message of it, names."""
    messages = [value, *listing(value)]
    return next(
        (text(mapping(each)["model"]) for each in messages if "model" in mapping(each)), None
    )


TRL = VoteFileFormat("trl", "chosen and rejected answers (TRL)", _is_trl, _trl)


def _is_ultrafeedback(columns: Sequence[str], first: Mapping[str, object]) -> bool:
    completions = listing(first.get("completions"))
    names = {"instruction", "completions"} <= set(columns)
    return names and (not first or all("model" in mapping(each) for each in completions))


def _ultrafeedback(record: Record, context: RecordContext) -> Iterator[ConvertedRow]:
    scored = []
    for each in listing(record.get("completions")):
        completion = mapping(each)
        score = completion.get("overall_score", completion.get("fine-grained_score"))
        scored.append((text(completion.get("model")) or "", -number_in(text(score))))
    yield from _ranked(scored, record, context, challenge=text(record.get("instruction")))


ULTRAFEEDBACK = VoteFileFormat("ultrafeedback", "UltraFeedback", _is_ultrafeedback, _ultrafeedback)


def _is_nectar(columns: Sequence[str], first: Mapping[str, object]) -> bool:
    answers = listing(first.get("answers"))
    return (
        {"prompt", "answers"} <= set(columns)
        and bool(answers)
        and {"model", "rank"} <= set(mapping(answers[0]))
    )


def _nectar(record: Record, context: RecordContext) -> Iterator[ConvertedRow]:
    answers = [mapping(each) for each in listing(record.get("answers"))]
    ranked = [
        (text(each.get("model")) or "", number_in(text(each.get("rank")))) for each in answers
    ]
    yield from _ranked(ranked, record, context, challenge=text(record.get("prompt")))


NECTAR = VoteFileFormat("nectar", "Nectar's rankings", _is_nectar, _nectar)


def _prism(record: Record, context: RecordContext) -> Iterator[ConvertedRow]:
    """Of a record per conversation with its answers; the chosen one is preferred to the others of
    its turn."""
    turns: dict[object, list[tuple[str, float]]] = {}
    for each in listing(record.get("conversation_history")):
        answer = mapping(each)
        if answer.get("role") == "model":
            rank = 0.0 if answer.get("if_chosen") in (True, 1) else 1.0
            turns.setdefault(answer.get("turn"), []).append(
                (text(answer.get("model_name")) or "", rank)
            )
    person = text(record.get("user_id")) or f"conversation {context.number}"
    conversation = text(record.get("conversation_id")) or str(context.number)
    for turn, answers in turns.items():
        chosen = [answer for answer in answers if not answer[1]]
        said = {
            "challenge": f"{conversation} {turn}",
            "time": text(record.get("generated_datetime")),
        }
        for other in answers if len(chosen) == 1 else ():
            if other is not chosen[0]:
                yield from pairs_of_ranking([chosen[0], other], said, cluster=person)


def _is_prism(columns: Sequence[str], first: Mapping[str, object]) -> bool:
    history = listing(first.get("conversation_history"))
    return {"conversation_id", "user_id", "conversation_history"} <= set(columns) and any(
        "if_chosen" in mapping(each) for each in history
    )


PRISM = VoteFileFormat("prism", "PRISM's conversations", _is_prism, _prism)

_STEPS = re.compile(r"\s*(>+|=|;)\s*")


def _rankings(record: Record, context: RecordContext) -> Iterator[ConvertedRow]:
    """A list of models, the best first, or a text such as `ada > bob = cid`; equals in a list of
    their own."""
    value = record.get("ranking", record.get("ranked_models", record.get("rank")))
    ranked: list[tuple[str, float]] = []
    if isinstance(value, str):
        rank = 0
        for place, part in enumerate(_STEPS.split(value)):
            if place % 2:
                rank += part != "="
            else:
                ranked.append((part, rank))
    for rank, each in enumerate(listing(value)):
        names = each if isinstance(each, list) else [each]
        ranked += [(text(name) or text(mapping(name).get("model")) or "", rank) for name in names]
    voter = next(
        (
            text(record[name])
            for name in ("voter", "annotator", "user", "user_id")
            if name in record
        ),
        None,
    )
    yield from _ranked(ranked, {**record, "voter": voter}, context, challenge=None)


def _ranked(
    ranked: Sequence[tuple[str, float]],
    record: Record,
    context: RecordContext,
    *,
    challenge: str | None,
) -> Iterator[ConvertedRow]:
    known = [(name, rank) for name, rank in ranked if rank == rank]  # noqa: PLR0124 - NaN
    if len(known) < 2:  # noqa: PLR2004 - a pair
        yield NotAVote("a ranking of fewer than two models")
        return
    said = {"challenge": challenge or text(record.get("prompt_id")) or text(record.get("prompt"))}
    if text(record.get("voter")):
        said["voter"] = text(record.get("voter"))
    yield from pairs_of_ranking(known, said, cluster=f"ranking {context.number}")


RANKINGS = VoteFileFormat(
    "rankings",
    "rankings of several models",
    lambda columns, _: (
        "model_a" not in columns and bool({"ranking", "ranked_models"} & set(columns))
    ),
    _rankings,
)
__all__ = ["NECTAR", "PRISM", "RANKINGS", "TRL", "ULTRAFEEDBACK", "has"]
