"""`podium-client`: a board as a table, voting, importing a file, and votes as a file."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from html.parser import HTMLParser
from typing import Any

import httpx

from podium_client.client import Client
from podium_client.problems import ProblemError
from podium_client.shapes import Entry, Outcome, Side

OUTCOMES: dict[str, Outcome] = {"a": "left", "b": "right", "t": "tie", "x": "both_bad"}
ASK = "a, b: it is better · t: tie · x: both bad · s: skip · q: quit > "
FORMATS = ("lmarena", "trl", "trl-conversational", "csv", "inspect")


def main(arguments: Sequence[str] | None = None) -> int:
    asked = _parser().parse_args(arguments)
    if not asked.url:
        print("Name the arena, or set PODIUM_URL.", file=sys.stderr)
        return 2
    do: Callable[[Client, argparse.Namespace], int] = asked.do
    try:
        with Client(asked.url, key=os.environ.get("PODIUM_KEY")) as client:
            return do(client, asked)
    except ProblemError as error:
        print(f"{asked.url} refused it: {error}", file=sys.stderr)
    except httpx.HTTPError as error:
        print(f"{asked.url} was not reached: {error}", file=sys.stderr)
    except (OSError, httpx.InvalidURL) as error:
        print(error, file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="podium-client", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    here = os.environ.get("PODIUM_URL", "")

    board = commands.add_parser("leaderboard", help="a board as a table")
    board.add_argument("url", nargs="?", default=here, help="of the arena; else PODIUM_URL")
    board.add_argument("--board", default="overall", help="its slug")
    board.add_argument("--as-of", help="a day or a time: the board that stood then")
    board.add_argument("--json", action="store_true", help="as JSON")
    board.set_defaults(do=leaderboard)

    voting = commands.add_parser("vote", help="vote on pairs of responses")
    voting.add_argument("url", nargs="?", default=here, help="of the arena; else PODIUM_URL")
    voting.set_defaults(do=vote)

    pushing = commands.add_parser("push", help="import a file, with the key in PODIUM_KEY")
    pushing.add_argument("file")
    pushing.add_argument("--url", default=here, help="of the arena; else PODIUM_URL")
    pushing.add_argument("--format", default="jsonl", help="of the file; jsonl if left out")
    pushing.add_argument("--source", help="kept with every row")
    pushing.add_argument("--keep-going", action="store_true", help="though lines are refused")
    pushing.add_argument("--check-only", action="store_true", help="write nothing")
    pushing.set_defaults(do=push)

    pulling = commands.add_parser("pull", help="votes as a file, to standard output")
    pulling.add_argument("what", choices=["votes"])
    pulling.add_argument("--url", default=here, help="of the arena; else PODIUM_URL")
    pulling.add_argument("--format", default="lmarena", choices=FORMATS)
    for name in ("board", "category", "origin", "since", "until"):
        pulling.add_argument(f"--{name}", help="only these votes")
    pulling.set_defaults(do=pull)
    return parser


def leaderboard(client: Client, asked: argparse.Namespace) -> int:
    found = client.board(asked.board, as_of=asked.as_of)
    if asked.json:
        print(json.dumps(found, ensure_ascii=False, indent=2))
        return 0
    run, entries = found["run"], found["entries"]
    print(found["board"]["name"] + (f": {run['votes']:,} votes" if run else ": not rated yet"))
    width = max((len(entry["competitor"]["name"]) for entry in entries), default=0)
    for entry in entries:
        name = entry["competitor"]["name"]
        print(f"{_ranks(entry):>9}  {name:<{width}}  {_rating(entry):>14}  {entry['votes']:>9,}")
    return 0


def _ranks(entry: Entry) -> str:
    low, high = entry["rank_low"], entry["rank_high"]
    if low is None:
        return "-"
    return str(low) if low == high else f"{low}-{high}"


def _rating(entry: Entry) -> str:
    if entry["rank_low"] is None:
        return ""
    low, high = entry["lower"], entry["upper"]
    known = low is not None and high is not None
    margin = f" ± {(high - low) / 2:.0f}" if known and low is not None and high is not None else ""
    return f"{entry['rating']:.0f}{margin}"


def vote(client: Client, asked: argparse.Namespace) -> int:
    while True:
        try:
            match = client.open_match()
        except ProblemError as error:
            if error.code != "no_pair_available":
                raise
            print(error.detail)
            return 0
        print(f"\n# {match['challenge']['title']}\n\n{match['challenge']['prompt']}")
        for name, side in (("A", match["left"]), ("B", match["right"])):
            print(f"\n--- {name} ---\n{_shown(side, asked.url)}")
        answer = _ask()
        if answer == "q":
            return 0
        if answer == "s":
            client.skip(match["id"])
            continue
        verdict: Any = client.vote(match["id"], OUTCOMES[answer])
        for name, side in (("A", verdict["left"]), ("B", verdict["right"])):
            if side is not None:
                print(f"{name} is {side['competitor']['name']}.")
        if "waits_for_review" in verdict:
            print(verdict["waits_for_review"])


def _ask() -> str:
    """One of the letters; the end of the input is to quit."""
    while True:
        try:
            answer = input(ASK).strip().lower()
        except EOFError:
            return "q"
        if answer in {*OUTCOMES, "s", "q"}:
            return answer


class _Words(HTMLParser):
    """The text of HTML, blocks on lines of their own."""

    BLOCKS = frozenset({"p", "li", "pre", "h1", "h2", "h3", "h4", "tr", "blockquote", "div", "br"})

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.BLOCKS:
            self.found.append("\n")


def _shown(side: Side, url: str) -> str:
    if side["html"] is None:
        address = side["frame_url"] or side["media_url"] or ""
        return str(httpx.URL(url).join(address))
    words = _Words()
    words.feed(side["html"])
    return "".join(words.found).strip()


def push(client: Client, asked: argparse.Namespace) -> int:
    about = {"source": asked.source} if asked.source else {}
    found = client.push(
        asked.file,
        form=asked.format,
        keep_going=asked.keep_going,
        check_only=asked.check_only,
        **about,
    )
    report = found["report"]
    if report is None:
        print(f"The import is {found['state']}.", file=sys.stderr)
        return 1
    for name, rows in (("added", report["added"]), ("there already", report["there"])):
        for kind, number in rows.items():
            print(f"{kind} {name}: {number:,}")
    if report["error"]:
        print(report["error"], file=sys.stderr)
    for line in client.refused_lines(found["id"]):
        place = f"{line['file']}:{line['line']}"
        print(f"{place}: {line['field']}: {line['reason']}", file=sys.stderr)
    return int(bool(report["error"] or report["refused"]))


def pull(client: Client, asked: argparse.Namespace) -> int:
    names = ("board", "category", "origin", "since", "until")
    filters = {name: getattr(asked, name) for name in names}
    for piece in client.pull_votes(asked.format, **filters):
        sys.stdout.buffer.write(piece)
    sys.stdout.flush()
    return 0
