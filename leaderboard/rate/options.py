"""The command-line options."""

import argparse
from collections.abc import Sequence

from arena.vote_files import (
    VOTE_FORMATS,
    InputOrOutput,
    add_column_options,
    add_file_options,
    add_outcome_options,
    add_row_options,
)
from leaderboard.ratings import CHALLENGE, VOTER

METHODS = ("bradley-terry", "elo", "rival-score")
TIES = ("half-win", "davidson", "rao-kupper")
CLUSTERS = (VOTER, CHALLENGE)
OUTPUTS = ("table", "csv", "json")

DESCRIPTION = """\
Rates the models in a file of votes: Bradley-Terry strengths with honest intervals and
ranks. No server, no database; the file is read once and nothing is written.
"""
EXAMPLES = """\
examples:
  ./run rate votes.csv                          the columns are guessed from their names
  ./run rate arena.parquet --format json        every number at full precision
  ./run rate votes.csv --ties davidson --side-effect
                                                does the left side help? how do ties come about?
  ./run rate votes.csv --style length bold      with what style wins held constant
  ./run rate votes.csv --voter judge            who voted, where no usual name tells
  ./run rate votes.csv --independent            intervals as if nobody voted twice
  ./run rate votes.csv --anchor gpt-4=1000      one model's rating is fixed
  ./run rate judged.jsonl --a first --b second --winner verdict \\
                          --labels 1=left 2=right 0=tie

outcomes that are known without --labels, whatever their case:
  left  right  tie  both_bad                    ours, and evalica's
  model_a  model_b  tie  tie (bothbad)          LMArena's
  a  b  draw, or the name of one of the two models

The model in the first column was shown on the left. More: docs/rating-files.md
"""


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="./run rate",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        usage="./run rate FILE [options]",
        allow_abbrev=False,
    )
    made.add_argument(
        "file",
        metavar="FILE",
        nargs="?",
        help="CSV, JSON, JSON Lines, Parquet, each also .gz, .zst or .zip; - for stdin",
    )
    _add_columns(made.add_argument_group("what the columns say"))
    add_file_options(made.add_argument_group("how the file is read"))
    _add_rows(made.add_argument_group("which rows count"))
    _add_model(made.add_argument_group("how it is rated"))
    _add_errors(made.add_argument_group("how sure it is"))
    _add_output(made.add_argument_group("what is shown"))
    return made


type _Group = argparse._ArgumentGroup  # noqa: SLF001 - argparse has no public name for it


def _add_columns(group: _Group) -> None:
    add_column_options(group)
    add_outcome_options(group)


def _add_rows(group: _Group) -> None:
    add_row_options(group)
    _add_period(group)


def _add_period(group: _Group) -> None:
    group.add_argument("--since", metavar="TIME", help="only votes cast from then on")
    group.add_argument("--until", metavar="TIME", help="only votes cast before then")
    group.add_argument(
        "--window",
        metavar="DAYS",
        help="only votes of the last 30 (or 12h, 4w, 6m, 1y) before --until or the newest vote",
    )


def _add_model(group: _Group) -> None:
    group.add_argument(
        "--method",
        choices=METHODS,
        default="bradley-terry",
        help="bradley-terry (default); elo, in the order of the file; rival-score",
    )
    group.add_argument(
        "--ties",
        choices=TIES,
        default="half-win",
        help="a tie is half a win (default), or a model of its own",
    )
    group.add_argument(
        "--side-effect", action="store_true", help="whether being on the left helps is fitted, too"
    )
    group.add_argument(
        "--style",
        metavar="FEATURE",
        nargs="+",
        action="extend",
        default=[],
        help="hold style constant: for FEATURE, columns FEATURE_a and FEATURE_b say how much each "
        "response has (its length, its headers …), or one column FEATURE holds the difference",
    )
    group.add_argument(
        "--anchor", metavar="MODEL=RATING", help="fix one rating; else the mean is 1000"
    )


def _add_errors(group: _Group) -> None:
    group.add_argument(
        "--cluster",
        metavar="voter|challenge",
        nargs="*",
        help="intervals over voters, challenges or both, whose votes resemble each other; by "
        "default over those that the file has columns of; without a word over voters",
    )
    group.add_argument(
        "--independent",
        action="store_true",
        help="intervals as if all votes were independent; too narrow where voters repeat",
    )
    group.add_argument(
        "--bootstrap",
        metavar="N",
        type=_positive,
        help="intervals from N resamples of the votes, as if they were independent",
    )
    group.add_argument(
        "--seed", metavar="S", type=_whole, default=0, help="of the resamples (default 0)"
    )
    group.add_argument(
        "--minimum-votes",
        metavar="N",
        type=_positive,
        default=30,
        help="with fewer a model is provisional (default 30)",
    )


def _add_output(group: _Group) -> None:
    group.add_argument(
        "--format",
        action=InputOrOutput,
        choices=(*OUTPUTS, *sorted(VOTE_FORMATS)),
        metavar="FORMAT",
        default="table",
        help="table (default), csv or json, both at full precision; or a known format of the file, "
        "as --input-format has it",
    )


def _whole(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number")
    return int(text)


def _positive(text: str) -> int:
    number = _whole(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not at least 1")
    return number


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Parse the options; exits with a message where two of them conflict."""
    made = parser()
    options = made.parse_args(arguments)
    _read_cluster(options)
    for is_wrong, sentence in _conflicts(options):
        if is_wrong:
            made.error(sentence)
    return options


def _read_cluster(options: argparse.Namespace) -> None:
    """`--cluster FILE` is `FILE --cluster`; without a word it is by voter. A bootstrap is of
    independent votes unless the opposite is said."""
    if options.cluster is not None:
        words = list(options.cluster)
        if options.file is None and words and words[-1] not in CLUSTERS:
            options.file = words.pop()
        options.cluster = words or [VOTER]
    elif options.bootstrap:
        options.independent = True


def _conflicts(options: argparse.Namespace) -> list[tuple[bool, str]]:
    fitted = options.method == "bradley-terry"
    others = [
        *(options.ties != "half-win", options.side_effect, options.style),
        *(options.cluster, options.independent),
    ]
    unknown = [word for word in options.cluster or () if word not in CLUSTERS]
    return [
        (
            options.file is None,
            "which FILE? It comes first: --labels and --style take all words that follow them",
        ),
        (
            not fitted and bool(any(others) or options.bootstrap or options.anchor),
            f"--method {options.method} takes no option of how it is rated or how sure it is",
        ),
        (
            options.method == "rival-score" and not options.challenge,
            "rival-score wants --challenge",
        ),
        (
            bool(options.window and options.since),
            "--window does not go with --since; it is counted from --until, or the newest vote",
        ),
        (bool(options.bootstrap and options.style), "--bootstrap does not go with --style"),
        (bool(options.bootstrap and options.cluster), "--bootstrap does not go with --cluster"),
        (
            bool(unknown),
            f"--cluster takes {' and '.join(CLUSTERS)}, not {', '.join(unknown)}",
        ),
        (
            bool(options.independent and options.cluster),
            "--independent does not go with --cluster",
        ),
    ]
