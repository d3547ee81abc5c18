"""Judgements by models: MT-bench, arena-hard and AlpacaEval."""

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
from arena.vote_files.labels import NumberScale
from arena.vote_files.readers import Record

_SIDES = {"model_1": "left", "model_2": "right", "tie": "tie"}


def _mt_bench(record: Record, _: RecordContext) -> Iterator[ConvertedRow]:
    """Two games with sides exchanged: what they do not agree on is a tie, as in `show_result.py`.

    `g2_winner` names the models as they are, not as they were shown.
    """
    games = [text(record.get(name)) for name in ("g1_winner", "g2_winner")]
    judge = record.get("judge")
    wrong = [each for each in games if each not in _SIDES]
    agreed = _SIDES.get(games[0] or "") if games[0] == games[1] else "tie"
    yield {
        **record,
        "model_a": text(record.get("model_1")),
        "model_b": text(record.get("model_2")),
        "winner": wrong[0] if wrong else agreed,
        "voter": " ".join(map(str, judge)) if isinstance(judge, list) else text(judge),
        "challenge": text(record.get("question_id")),
        "time": text(record.get("tstamp")),
    }


MT_BENCH = VoteFileFormat(
    "mt-bench",
    "FastChat's pairwise judgements (MT-bench)",
    has("model_1", "model_2", "g1_winner", "g2_winner"),
    _mt_bench,
)


def _is_arena_hard(columns: Sequence[str], first: Mapping[str, object]) -> bool:
    games = listing(first.get("games"))
    return {"model", "games"} <= set(columns) and all("score" in mapping(each) for each in games)


def _arena_hard(record: Record, context: RecordContext) -> Iterator[ConvertedRow]:
    """Each game is a vote; the baseline is A in the first and B in the second."""
    baseline = text(record.get("baseline")) or context.baseline
    if not baseline:
        yield NotAVote("a judgement that names no baseline (give it with --baseline MODEL)")
        return
    model = text(record.get("model"))
    said = {
        "voter": text(record.get("judge")),
        "challenge": text(record.get("question_id")) or text(record.get("uid")),
        "time": text(record.get("tstamp")),
    }
    for number, game in enumerate(listing(record.get("games"))):
        sides = (baseline, model) if number % 2 == 0 else (model, baseline)
        score = text(mapping(game).get("score"))
        yield {"model_a": sides[0], "model_b": sides[1], "winner": score, **said}


ARENA_HARD = VoteFileFormat(
    "arena-hard", "arena-hard-auto's judgements", _is_arena_hard, _arena_hard
)

# 1 to 2, of which 1.5 is a draw; older annotators wrote draws as 0. Nothing was judged where
# there is no number, and the tool itself leaves those out.
ALPACA_EVAL = VoteFileFormat(
    "alpaca-eval",
    "AlpacaEval's annotations",
    has("generator_1", "generator_2", "preference"),
    columns={"a": "generator_1", "b": "generator_2", "winner": "preference"},
    scale=NumberScale(1, 2, ties=frozenset({0.0}), has_strengths=False),
    leaves_out=frozenset({"no outcome"}),
)
