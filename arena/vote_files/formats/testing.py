"""Results of tools that test prompts and models: promptfoo."""

import json
from collections.abc import Iterator, Mapping, Sequence

from arena.vote_files.formats.kinds import (
    ConvertedRow,
    NotAVote,
    RecordContext,
    VoteFileFormat,
    listing,
    mapping,
    text,
)
from arena.vote_files.readers import Record


def _is_promptfoo(columns: Sequence[str], first: Mapping[str, object]) -> bool:
    return {"evalId", "results"} <= set(columns) and "results" in mapping(first.get("results"))


def _promptfoo(record: Record, _: RecordContext) -> Iterator[ConvertedRow]:
    """Grades that people gave: of two providers on one test, the one with the better grade."""
    graded: dict[str, list[tuple[str, float]]] = {}
    for each in listing(mapping(record.get("results")).get("results")):
        result = mapping(each)
        grade = _human_grade(result)
        if grade is None:
            yield NotAVote("a response that no person graded")
            continue
        provider = mapping(result.get("provider"))
        name = text(provider.get("label")) or text(provider.get("id")) or ""
        prompt = mapping(result.get("prompt"))
        test = json.dumps([result.get("vars"), prompt.get("raw")], sort_keys=True)
        graded.setdefault(test, []).append((name, grade))
    for number, (test, grades) in enumerate(graded.items(), 1):
        if len(grades) == 1:
            yield NotAVote("a grade without another to compare")
        yield from _compared(grades, test, f"test {number}")


def _human_grade(result: Mapping[str, object]) -> float | None:
    parts = listing(mapping(result.get("gradingResult")).get("componentResults"))
    for part in map(mapping, parts):
        if mapping(part.get("assertion")).get("type") == "human":
            score = part.get("score")
            return (
                float(score) if isinstance(score, int | float) else float(part.get("pass") is True)
            )
    return None


def _compared(grades: Sequence[tuple[str, float]], test: str, voter: str) -> Iterator[ConvertedRow]:
    for place, (left, grade) in enumerate(grades):
        for right, other in grades[place + 1 :]:
            winner = "tie" if grade == other else "left" if grade > other else "right"
            yield {
                "model_a": left,
                "model_b": right,
                "winner": winner,
                "voter": voter,
                "challenge": test,
            }


PROMPTFOO = VoteFileFormat(
    "promptfoo",
    "promptfoo's results",
    _is_promptfoo,
    _promptfoo,
    refusal="These are promptfoo's results: responses, and no two of them on one test were graded "
    "by a person, so there are no votes in them.",
)
