"""Votes of people who annotate: Label Studio's and Argilla's exports."""

from collections.abc import Iterator, Mapping, Sequence

from arena.vote_files.columns import guess
from arena.vote_files.encoding import number_in
from arena.vote_files.formats.kinds import (
    ConvertedRow,
    NotAVote,
    RecordContext,
    VoteFileFormat,
    listing,
    mapping,
    pairs_of_ranking,
    text,
)
from arena.vote_files.readers import Record

_UNNAMED = "a task that names no models"


def _models_in(*places: Mapping[str, object]) -> tuple[str | None, str | None]:
    """The names of the two models among the values that came with a task."""
    values = {name: value for place in places for name, value in place.items()}
    names = list(values)
    found = [guess(names, side) for side in ("a", "b")]
    left, right = (None if name is None else text(values[name]) for name in found)
    return left, right


def _is_label_studio(columns: Sequence[str], first: Mapping[str, object]) -> bool:
    results = [
        mapping(result)
        for each in listing(first.get("annotations"))
        for result in listing(mapping(each).get("result"))
    ]
    names = {"id", "data", "annotations"} <= set(columns)
    return names and (not results or any(each.get("type") == "pairwise" for each in results))


def _label_studio(record: Record, _: RecordContext) -> Iterator[ConvertedRow]:
    data = mapping(record.get("data"))
    left, right = _models_in(data, mapping(data.get("meta")), mapping(record.get("meta")))
    if left is None or right is None:
        yield NotAVote(_UNNAMED)
        return
    for each in listing(record.get("annotations")):
        annotation = mapping(each)
        if annotation.get("was_cancelled"):
            yield NotAVote("a skipped task")
            continue
        by = annotation.get("completed_by")
        who = text(mapping(by).get("email") or mapping(by).get("id")) if by else None
        results = [mapping(result) for result in listing(annotation.get("result"))]
        pairwise = [result for result in results if result.get("type") == "pairwise"]
        # Equal ones are left without a selection.
        value = mapping(pairwise[0].get("value")) if pairwise else {}
        yield {
            "model_a": left,
            "model_b": right,
            "winner": text(value.get("selected")),
            "voter": who or text(by),
            "challenge": text(record.get("id")),
            "time": text(annotation.get("created_at")),
        }


LABEL_STUDIO = VoteFileFormat(
    "label-studio", "Label Studio's pairwise export", _is_label_studio, _label_studio
)


def _is_argilla(columns: Sequence[str], first: Mapping[str, object]) -> bool:
    return {"fields", "responses"} <= set(columns) and (
        not first or isinstance(first.get("responses"), dict)
    )


def _argilla(record: Record, context: RecordContext) -> Iterator[ConvertedRow]:
    """The answers to the first question, a label or a ranking, each by one person."""
    metadata, fields = mapping(record.get("metadata")), mapping(record.get("fields"))
    questions = [listing(each) for each in mapping(record.get("responses")).values()]
    if not questions or not questions[0]:
        yield NotAVote("a record without responses")
        return
    left, right = _models_in(fields, metadata)
    identity = text(record.get("id")) or str(context.number)
    for each in questions[0]:
        response = mapping(each)
        said = {"voter": text(response.get("user_id")), "challenge": identity}
        value = response.get("value")
        if text(response.get("status")) == "discarded":
            yield NotAVote("a discarded response")
        elif isinstance(value, list):
            yield from _argilla_ranking(value, {**fields, **metadata}, said, context)
        elif left is None or right is None:
            yield NotAVote(_UNNAMED)
        else:
            yield {"model_a": left, "model_b": right, "winner": text(value), **said}


def _argilla_ranking(
    values: Sequence[object],
    named: Mapping[str, object],
    said: Mapping[str, str | None],
    context: RecordContext,
) -> Iterator[ConvertedRow]:
    """Ranked are models, or fields whose model the metadata names as `FIELD_model`."""
    ranked = []
    for place, each in enumerate(values):
        option = mapping(each)
        name = text(option.get("value", each)) or ""
        rank = number_in(text(option.get("rank"))) if "rank" in option else float(place)
        ranked.append((text(named.get(f"{name}_model")) or name, rank))
    yield from pairs_of_ranking(ranked, said, cluster=f"ranking {context.number}")


ARGILLA = VoteFileFormat("argilla", "Argilla's records", _is_argilla, _argilla)
