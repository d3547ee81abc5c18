"""The options of reading votes, the same wherever a file of votes is read."""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from arena.vote_files.errors import BadInput
from arena.vote_files.formats import VOTE_FORMATS
from arena.vote_files.readers import FORMS, FileForm
from arena.vote_files.times import DATE_ORDERS

INPUT_FORMATS = (*FORMS, "json", *sorted(VOTE_FORMATS))

# What each column holds: option, the other name of the option, and help.
_COLUMNS = (
    ("a", "left", "the model on the left"),
    ("b", "right", "the model on the right"),
    ("winner", "outcome", "the outcome"),
    ("voter", "", "who voted"),
    ("challenge", "", "what was voted on"),
    ("time", "", "when it was cast"),
    ("weight", "", "how many votes a row stands for"),
)


@dataclass(frozen=True, slots=True)
class VoteOptions:
    """How a file of votes is to be read; `columns` by what they hold: a, b, winner, ….

    `strengths`: how many votes a preference of a strength counts as.
    """

    form: FileForm = field(default_factory=FileForm)
    format: str | None = None
    columns: Mapping[str, str | None] = field(default_factory=dict)
    counts: Sequence[str] = ()
    labels: Sequence[str] = ()
    scale: str | None = None
    strengths: Mapping[int, int] = field(default_factory=dict)
    baseline: str | None = None
    skips_unusable: bool = False
    joins_similar: bool = False
    dates: str | None = None


def add_column_options(group: Any, *, first: str = "a") -> None:
    """The options that name columns, `--a` or `--left` first."""
    for name, other, says in _COLUMNS:
        flags = [f"--{name}", *([f"--{other}"] if other else [])]
        group.add_argument(
            *(flags if first == "a" else reversed(flags)), dest=name, metavar="COLUMN", help=says
        )


def add_outcome_options(group: Any) -> None:
    """The options that say what outcomes mean."""
    group.add_argument(
        "--labels",
        metavar="WORD=OUTCOME",
        nargs="+",
        action="extend",
        default=[],
        help="what other words mean: left, right, tie, both_bad, or skip; =tie says it of an empty "
        "one",
    )
    group.add_argument(
        "--scale",
        metavar="LEFT:RIGHT",
        help="outcomes are numbers, from the best for the left to the best for the right: 1:0, "
        "1:2, 1:5, 7:1, --scale=-3:3",
    )
    group.add_argument(
        "--strength",
        metavar="STRENGTH=VOTES",
        nargs="+",
        action="extend",
        default=[],
        help="how many votes a preference of a strength counts as, such as 2=3; by default 1",
    )
    group.add_argument(
        "--counts",
        metavar="OUTCOME=COLUMN",
        nargs="+",
        action="extend",
        default=[],
        help="a column per outcome, with numbers of votes, such as left=wins_a right=wins_b "
        "tie=ties",
    )


def add_file_options(group: Any, *, name: str = "") -> None:
    """The options that say how the file is read; `name` is another one of the format's."""
    group.add_argument(
        *([name] if name else []),
        "--input-format",
        dest="input_format",
        metavar="FORMAT",
        choices=INPUT_FORMATS,
        help=f"where neither name nor content tells: {', '.join(INPUT_FORMATS)}",
    )
    group.add_argument(
        "--delimiter", metavar="SIGN", help="between columns of CSV: , ; | or tab; else found"
    )
    group.add_argument(
        "--encoding", help="of text, such as windows-1252; else UTF-8, or UTF-16 by its mark"
    )
    group.add_argument(
        "--dates", choices=DATE_ORDERS, help="of dates such as 04/05/2026; else they are refused"
    )
    group.add_argument(
        "--baseline", metavar="MODEL", help="with what models were compared, for arena-hard"
    )


def add_row_options(group: Any) -> None:
    """The options about rows and names that cannot be used as they are."""
    group.add_argument(
        "--skip-unusable",
        action="store_true",
        help="leave out rows without a verdict, without models, or of a model against itself, and "
        "count them",
    )
    group.add_argument(
        "--join-similar",
        action="store_true",
        help="names that differ only in case, spaces or look-alike letters are one model",
    )


def vote_options(options: Mapping[str, Any], *, limit: int | None = None) -> VoteOptions:
    """The options as parsed.

    Raises:
        BadInput: one of them cannot be read.
    """
    named = options["input_format"]
    form = {"json": "jsonl"}.get(named, named) if named in {*FORMS, "json"} else None
    return VoteOptions(
        form=FileForm(form, options["delimiter"], options["encoding"], limit),
        format=named if named in VOTE_FORMATS else None,
        columns={name: options.get(name) for name in (*(each[0] for each in _COLUMNS), "key")},
        counts=options["counts"],
        labels=options["labels"],
        scale=options["scale"],
        strengths=dict(map(_strength, options["strength"])),
        baseline=options["baseline"],
        skips_unusable=options["skip_unusable"],
        joins_similar=options["join_similar"],
        dates=options["dates"],
    )


def _strength(text: str) -> tuple[int, int]:
    strength, _, votes = text.partition("=")
    if not strength.isdecimal() or not votes.isdecimal():
        raise BadInput(f"--strength {text}: wants STRENGTH=VOTES, such as 2=3.")
    return int(strength), int(votes)


class InputOrOutput(argparse.Action):
    """`--format` names a format to write, or a known one to read."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: Any,
        option_string: str | None = None,
    ) -> None:
        del parser, option_string
        known = values in VOTE_FORMATS
        setattr(namespace, "input_format" if known else self.dest, values)
