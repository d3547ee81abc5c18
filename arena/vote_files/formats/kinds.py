"""What a known format is."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from arena.vote_files.labels import NumberScale
from arena.vote_files.readers import Record

type Recognise = Callable[[Sequence[str], Mapping[str, object]], bool]


@dataclass(frozen=True, slots=True)
class RecordContext:
    """What a format needs to know beside the record.

    `number` is the record's in the file, `baseline` the model that others were compared with.
    """

    number: int
    baseline: str | None = None


@dataclass(frozen=True, slots=True)
class NotAVote:
    """A record, or a part of one, that is no vote; `kind` is why, in few words."""

    kind: str


type ConvertedRow = dict[str, object] | NotAVote
type Convert = Callable[[Record, RecordContext], Iterator[ConvertedRow]]


@dataclass(frozen=True, slots=True)
class VoteFileFormat:
    """A format of votes.

    Args:
        name: as `--format` takes it.
        title: as people call it.
        recognise: whether columns and first record are unmistakably this format.
        convert: the rows of votes of a record; None where the columns need no change.
        columns: names of columns by option, where there is no option.
        scale: of the outcome's numbers.
        leaves_out: kinds of rows that are no votes in this format, and are counted only.
        refusal: why a file in this format holds no votes, and where it can be read.
    """

    name: str
    title: str
    recognise: Recognise
    convert: Convert | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    scale: NumberScale | None = None
    leaves_out: frozenset[str] = frozenset()
    refusal: str = ""


def has(*names: str) -> Recognise:
    """Whether all of these are columns."""
    return lambda columns, _: set(names) <= set(columns)


def pairs_of_ranking(
    ranked: Sequence[tuple[str, float]], more: Mapping[str, object], *, cluster: str
) -> Iterator[ConvertedRow]:
    """Every pair of a ranking (a lower number is better), as votes of one cluster.

    Pairs of one ranking come from one judgement, so they share a voter: the one who is named, else
    one that stands for the ranking.
    """
    said = {"voter": cluster, **{name: value for name, value in more.items() if value is not None}}
    for place, (left, left_rank) in enumerate(ranked):
        for right, right_rank in ranked[place + 1 :]:
            winner = "tie" if left_rank == right_rank else "right"
            winner = "left" if left_rank < right_rank else winner
            yield {**said, "model_a": left, "model_b": right, "winner": winner}


def mapping(value: object) -> Mapping[str, object]:
    """The object, empty where it is none."""
    return value if isinstance(value, dict) else {}


def listing(value: object) -> Sequence[object]:
    """The array, empty where it is none."""
    return value if isinstance(value, list) else []


def text(value: object) -> str | None:
    """The text or number as a text; None for anything else."""
    return str(value) if isinstance(value, str | int | float) else None
