"""Verify a dump of a Podium arena: one file, Python 3.12 or newer and NumPy, nothing of Podium.

    python podium_verify.py DUMP [--head [SEQUENCE:]DIGEST] [--feed FILE] [--receipt FILE]

It reads the folder that an arena published and checks that

* every file is the one that the manifest names (SHA-256, size, rows);
* the ledger's chain is whole, from the first entry to the published head, and contains an earlier
  head if you kept one, and all heads of a feed that you kept;
* the vote of a receipt is where the receipt says, and is what it was;
* votes, matches and exclusions say what the ledger says, no more and no less;
* each board's counts follow from the ledger, and its ratings from the counts, within 1e-6 points.

It prints how much was verified, or the first line that is wrong, and exits with 0 or 1.

An entry of the ledger that may not be told yet is withheld: its digest is there and its event is
not. Withheld entries are counted. Once a later dump has their events, these are checked by the
digests. What the checks do not cover: intervals and ranks, Elo, the text of challenges and
responses, and how style was counted.
"""

import argparse
import bisect
import contextlib
import gzip
import hashlib
import json
import re
import sys
import urllib.request
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

FORMAT, VERSION = "podium-dump", 1
GENESIS = "0" * 64
UNSALTED, SALTED = 1, 2
TOLERANCE_POINTS = 1e-6
POINTS_PER_NAT = 400.0 / np.log(10.0)
MEAN_RATING = 1000.0
PRIOR_WIN = 0.5  # of each side of a compared pair, where votes allow no finite maximum
OUTCOMES = ("left", "right", "tie", "both_bad")
TURNED = {"left": "right", "right": "left", "tie": "tie", "both_bad": "both_bad"}
# A place in the ledger with its head, as feeds say it in every language.
PUBLISHED = re.compile(r"\b([0-9]+)[^0-9a-zA-Z]{1,8}([0-9a-f]{64})\b")
HEX = re.compile(r"[0-9a-f]{64}")
READ_BYTES = 1 << 20
SHOWN = 60


class Lie(Exception):
    """A line of the dump that is not what the others say."""


# --- Files ---------------------------------------------------------------------------------------


@dataclass
class Dump:
    """A folder with its manifest."""

    folder: Path
    manifest: dict[str, Any]
    lines: dict[str, int] = field(default_factory=dict)

    def rows(self, table: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """The rows of a table, each with the name of its line."""
        name, number = f"{table}.jsonl.gz", 0
        try:
            with gzip.open(self.folder / name, "rt", encoding="utf-8") as file:
                for line in file:
                    number += 1
                    row = json.loads(line)
                    if not isinstance(row, dict):
                        raise Lie(f"{name}:{number}: no object")
                    yield f"{name}:{number}", row
        except (OSError, EOFError, zlib.error, UnicodeDecodeError, json.JSONDecodeError) as error:
            raise Lie(f"{name}:{number + 1}: it cannot be read ({error})") from error
        self.lines[table] = number


def open_dump(folder: Path) -> Dump:
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Lie(f"manifest.json: it cannot be read ({error})") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise Lie("manifest.json: it is not the manifest of a dump")
    if manifest.get("version") != VERSION:
        raise Lie(f"manifest.json: version {manifest.get('version')} is not known here")
    return Dump(folder, manifest)


def wrong_files(dump: Dump) -> Iterator[str]:
    """A sentence for each file that is not as the manifest has it."""
    names = set()
    for file in dump.manifest["files"]:
        name = str(file["name"])
        names.add(name)
        path = dump.folder / name
        if Path(name).name != name or not path.is_file():
            yield f"{name}: it is missing"
        elif path.stat().st_size != file["bytes"] or digest_of(path) != file["sha256"]:
            yield f"{name}: its bytes are not those of the manifest"
    for path in sorted(dump.folder.iterdir()):
        if path.name not in names | {"manifest.json"}:
            yield f"{path.name}: the manifest does not name it"


def digest_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while part := file.read(READ_BYTES):
            digest.update(part)
    return digest.hexdigest()


def check_rows(dump: Dump) -> None:
    for file in dump.manifest["files"]:
        found = dump.lines.get(file["table"])
        if found is not None and found != file["rows"]:
            raise Lie(
                f"{file['name']}: it has {found:,} rows, and the manifest says {file['rows']:,}"
            )


# --- The ledger ----------------------------------------------------------------------------------


@dataclass
class Ledger:
    """What the entries say: votes by number, what happened to each in order, and digests of the
    places that somebody asks for."""

    votes: dict[int, dict[str, Any]] = field(default_factory=dict)
    # (sequence, vote, sign) of all events that are told.
    changes: list[tuple[int, int, int]] = field(default_factory=list)
    excluded: dict[int, list[tuple[str, str]]] = field(default_factory=dict)
    reinstated: dict[int, list[tuple[str, str]]] = field(default_factory=dict)
    withheld: list[int] = field(default_factory=list)
    unchecked: int = 0
    digests: dict[int, str | None] = field(default_factory=dict)
    links: dict[int, bytes | None] = field(default_factory=dict)
    length: int = 0
    head: str | None = GENESIS
    has_head: bool = False


def read_ledger(dump: Dump, wanted: set[int], earlier: tuple[int | None, str] | None) -> Ledger:
    """Follow the chain."""
    ledger, names = Ledger(), {}
    if earlier is not None and earlier[1] == GENESIS:
        ledger.has_head = True
    for line, row in dump.rows("ledger"):
        ledger.length += 1
        if row["sequence"] != ledger.length:
            raise Lie(f"{line}: entry {row['sequence']} stands where {ledger.length} belongs")
        link = link_of(line, row)
        ledger.head = next_digest(line, row, link, ledger)
        if ledger.length in wanted:
            ledger.digests[ledger.length], ledger.links[ledger.length] = ledger.head, link
        if earlier is not None and earlier[1] == ledger.head:
            ledger.has_head |= earlier[0] in {None, ledger.length}
        if row["event"] is None:
            ledger.withheld.append(ledger.length)
        else:
            take_event(line, json.loads(row["event"]), ledger, names)
    head = dump.manifest["head"]
    if (ledger.length, ledger.head) != (head["sequence"], head["digest"]):
        raise Lie(
            f"manifest.json: the head is entry {head['sequence']} with digest {head['digest']}, "
            f"and the chain ends at entry {ledger.length} with {ledger.head}"
        )
    if earlier is not None and not ledger.has_head:
        raise Lie(f"ledger.jsonl.gz: no entry has the earlier head {earlier[1]}")
    if dump.manifest["withheld"] != len(ledger.withheld):
        raise Lie(f"manifest.json: {len(ledger.withheld)} entries are withheld, not as it says")
    return ledger


def next_digest(line: str, row: dict[str, Any], link: bytes | None, ledger: Ledger) -> str | None:
    """The digest of this entry, which must follow from the one before."""
    if link is None:
        # Version 1 has no digest of an event that is withheld.
        ledger.unchecked += 1
        return row["digest"]
    if ledger.head is None:
        raise Lie(f"{line}: the entry before it has no digest")
    expected = hashlib.sha256(bytes.fromhex(ledger.head) + link).hexdigest()
    if row["digest"] != expected:
        raise Lie(f"{line}: the chain breaks: its digest is {row['digest']}, not {expected}")
    return expected


def link_of(line: str, row: dict[str, Any]) -> bytes | None:
    """What the entry chains; None where version 1 is withheld."""
    version, event, salt = row["version"], row["event"], row["salt"]
    if version not in {UNSALTED, SALTED}:
        raise Lie(f"{line}: entries of version {version} are not known here")
    if event is None:
        if version == UNSALTED:
            return None
        if not isinstance(row["event_digest"], str) or not HEX.fullmatch(row["event_digest"]):
            raise Lie(f"{line}: an event is withheld without its digest")
        return bytes.fromhex(row["event_digest"])
    check_canonical(line, version, event)
    if version == UNSALTED:
        return str(event).encode()
    if not isinstance(salt, str) or not HEX.fullmatch(salt):
        raise Lie(f"{line}: its salt is not 32 bytes")
    return hashlib.sha256(bytes.fromhex(salt) + event.encode()).digest()


def check_canonical(line: str, version: int, event: str) -> None:
    try:
        read = json.loads(event)
    except ValueError as error:
        raise Lie(f"{line}: its event is not JSON") from error
    again = json.dumps(read, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    if again != event:
        raise Lie(f"{line}: its event is not in the canonical form")
    if version != read.get("version", UNSALTED):
        raise Lie(f"{line}: its event is of version {read.get('version', UNSALTED)}")


def take_event(line: str, event: dict[str, Any], ledger: Ledger, names: dict[Any, Any]) -> None:
    """Note what happened to its vote."""
    vote, kind = event["vote"], event["kind"]
    if kind == "cast":
        if vote in ledger.votes:
            raise Lie(f"{line}: vote {vote} is cast twice")
        if event["outcome"] not in OUTCOMES:
            raise Lie(f"{line}: unknown outcome {event['outcome']!r}")
        ledger.votes[vote] = said_of_vote(event, names) | {"sequence": ledger.length}
        ledger.changes.append((ledger.length, vote, 1))
        return
    same = ledger.votes.get(vote)
    if same is not None:
        check_same(line, said_of_vote(event, names), same, what=f"vote {vote}")
    happened = (event["rule"], event["happened_at"])
    if kind == "excluded":
        ledger.excluded.setdefault(vote, []).append(happened)
        ledger.changes.append((ledger.length, vote, -1))
    elif kind == "reinstated":
        ledger.reinstated.setdefault(vote, []).append(happened)
        ledger.changes.append((ledger.length, vote, 1))
    else:
        raise Lie(f"{line}: unknown kind {kind!r}")


def said_of_vote(event: dict[str, Any], names: dict[Any, Any]) -> dict[str, Any]:
    """What each event of a vote says of it; equal texts are kept once."""
    said = {
        "challenge": event["challenge"],
        "left": event["left"]["competitor"],
        "right": event["right"]["competitor"],
        "left_sha256": event["left"]["sha256"],
        "right_sha256": event["right"]["sha256"],
        "outcome": event["outcome"],
        "origin": event["origin"],
        "source": event["source"],
    }
    if event.get("version") == SALTED:
        said |= {key: event[key] for key in ("probability", "name_authors", "cast_at")}
    elif event["origin"] == "voted" and event["kind"] == "cast":
        said["cast_at"] = event["happened_at"]
    return {key: names.setdefault(value, value) for key, value in said.items()}


def check_same(line: str, row: dict[str, Any], said: dict[str, Any], *, what: str) -> None:
    for key in row.keys() & said.keys():
        if row[key] != said[key]:
            raise Lie(
                f"{line}: {what}: {key} is {shown(row[key])}, and the ledger has {shown(said[key])}"
            )


def shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


# --- Heads that were published ------------------------------------------------------------------


def read_feed(place: str) -> dict[int, str]:
    """The heads in a file, or an address, such as /feeds/boards.json: digests by entry."""
    try:
        if place.startswith(("http://", "https://")):
            with urllib.request.urlopen(place, timeout=30) as answer:  # noqa: S310 - as said
                text = answer.read().decode()
        else:
            text = Path(place).read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise Lie(f"{place}: it cannot be read ({error})") from error
    heads: dict[int, str] = {}
    for number, digest in PUBLISHED.findall(text):
        if heads.setdefault(int(number), digest) != digest:
            raise Lie(f"{place}: it has two heads after entry {number}")
    if not heads:
        raise Lie(f"{place}: there is no head in it")
    return heads


def check_heads(place: str, heads: dict[int, str], ledger: Ledger) -> int:
    """How many of the heads are the ledger's; those after its end are left out."""
    checked = 0
    for sequence, digest in sorted(heads.items()):
        found = ledger.digests.get(sequence)
        if found is None:
            continue
        if found != digest:
            raise Lie(
                f"{place}: the head after entry {sequence} was {digest}, and the ledger has {found}"
            )
        checked += 1
    return checked


# --- Receipts ------------------------------------------------------------------------------------


def read_receipt(path: Path) -> dict[str, Any]:
    try:
        receipt = json.loads(path.read_text(encoding="utf-8"))
        places = [receipt[key] for key in ("sequence", "digest", "event_digest", "outcome")]
        vote = int(str(receipt["code"]).partition("-")[0])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Lie(f"{path.name}: it is no receipt ({error})") from error
    if places[0] is None:
        raise Lie(f"{path.name}: the vote waited for its place in the ledger; load it again")
    if not isinstance(places[0], int) or places[0] < 1:
        raise Lie(f"{path.name}: {shown(places[0])} is no place in a ledger")
    return {**receipt, "vote": vote, "name": path.name}


def check_receipt(receipt: dict[str, Any], ledger: Ledger) -> str:
    """What the ledger says of the vote, as a sentence."""
    name, place, vote = receipt["name"], receipt["sequence"], receipt["vote"]
    if place > ledger.length:
        raise Lie(f"{name}: entry {place} is not in this dump, which ends at {ledger.length}")
    digest, link = ledger.digests[place], ledger.links[place]
    if receipt["digest"] is not None and receipt["digest"] != digest:
        raise Lie(f"{name}: entry {place} has the digest {digest}, not {receipt['digest']}")
    if receipt["event_digest"] is not None and (
        link is None or link.hex() != receipt["event_digest"]
    ):
        raise Lie(f"{name}: entry {place} chains another event")
    said = ledger.votes.get(vote)
    if said is None:
        return f"receipt: vote {vote} is entry {place}; what it says is withheld"
    if said["sequence"] != place or said["outcome"] != receipt["outcome"]:
        raise Lie(
            f"{name}: by the ledger vote {vote} is entry {said['sequence']} and says "
            f"{said['outcome']}"
        )
    if len(ledger.excluded.get(vote, ())) > len(ledger.reinstated.get(vote, ())):
        rule = ledger.excluded[vote][-1][0]
        return f"receipt: vote {vote} is entry {place}; it is excluded under {rule}"
    return f"receipt: vote {vote} is entry {place}; no exclusion of it is told"


# --- Votes, matches, exclusions ------------------------------------------------------------------


@dataclass
class Content:
    """What the other tables say of challenges, responses and votes."""

    challenges: dict[str, dict[str, Any]]
    responses: dict[int, dict[str, Any]]
    votes: dict[int, dict[str, Any]] = field(default_factory=dict)


def read_content(dump: Dump) -> Content:
    challenges = {
        row["slug"]: {key: row[key] for key in ("category", "kind", "language")}
        for _, row in dump.rows("challenges")
    }
    style = ("length", "headers", "bold", "lists")
    keys = ("sha256", "competitor", "challenge", *style)
    responses = {row["id"]: {key: row[key] for key in keys} for _, row in dump.rows("responses")}
    return Content(challenges, responses)


def check_votes(dump: Dump, ledger: Ledger, content: Content) -> None:
    last = 0
    for line, row in dump.rows("votes"):
        if row["id"] <= last:
            raise Lie(f"{line}: vote {row['id']} follows vote {last}")
        last = row["id"]
        said = ledger.votes.get(row["id"])
        if said is None:
            raise Lie(f"{line}: the ledger tells of no vote {row['id']}")
        digests = {
            f"{side}_sha256": digest_of_response(line, row, side, content)
            for side in ("left", "right")
        }
        check_same(line, row | digests, said, what=f"vote {row['id']}")
        stands = len(ledger.excluded.get(last, ())) > len(ledger.reinstated.get(last, ()))
        if row["counts"] is stands:
            raise Lie(f"{line}: vote {last}: counts is {row['counts']}, by the ledger {not stands}")
        keys = ("match", "voter", "left_response", "right_response", "cast_at")
        content.votes[last] = {key: row[key] for key in keys}
    lacking = sorted(ledger.votes.keys() - content.votes.keys())
    if lacking:
        sequence = ledger.votes[lacking[0]]["sequence"]
        raise Lie(
            f"votes.jsonl.gz: vote {lacking[0]} is missing; entry {sequence} of the ledger has it"
        )


def digest_of_response(line: str, row: dict[str, Any], side: str, content: Content) -> str | None:
    number = row[f"{side}_response"]
    if number is None:
        return None
    response = content.responses.get(number)
    if response is None:
        raise Lie(f"{line}: there is no response {number}")
    if (response["competitor"], response["challenge"]) != (row[side], row["challenge"]):
        raise Lie(f"{line}: response {number} is not of {row[side]} on {row['challenge']}")
    return str(response["sha256"])


def check_matches(dump: Dump, ledger: Ledger, content: Content) -> None:
    seen = set()
    for line, row in dump.rows("matches"):
        vote = content.votes.get(row["vote"])
        if vote is None or vote["match"] != row["id"] or row["vote"] in seen:
            raise Lie(f"{line}: match {row['id']} is not the one of vote {row['vote']}")
        seen.add(row["vote"])
        check_same(line, row, ledger.votes[row["vote"]], what=f"match {row['id']}")
        for key in ("voter", "left_response", "right_response"):
            if row[key] != vote[key]:
                raise Lie(f"{line}: match {row['id']}: {key} is not that of its vote")
    for number, vote in content.votes.items():
        if vote["match"] is not None and number not in seen:
            raise Lie(f"matches.jsonl.gz: match {vote['match']} of vote {number} is missing")


def check_exclusions(dump: Dump, ledger: Ledger) -> int:
    """How many exclusions stand."""
    began, ended = Counter[Any](), Counter[Any]()
    for line, row in dump.rows("exclusions"):
        vote = row["vote"]
        if (row["rule"], row["excluded_at"]) not in ledger.excluded.get(vote, ()):
            raise Lie(f"{line}: the ledger tells of no such exclusion of vote {vote}")
        began[vote, row["rule"], row["excluded_at"]] += 1
        if row["lifted_at"] is not None:
            if (row["rule"], row["lifted_at"]) not in ledger.reinstated.get(vote, ()):
                raise Lie(f"{line}: the ledger does not tell that it was lifted then")
            ended[vote, row["rule"], row["lifted_at"]] += 1
    for found, events, word in (
        (began, ledger.excluded, "excluded"),
        (ended, ledger.reinstated, "reinstated"),
    ):
        told = Counter((vote, *each) for vote, some in events.items() for each in some)
        for vote, rule, at in (told - found) + (found - told):
            raise Lie(
                f"exclusions.jsonl.gz: vote {vote} was {word} under {rule} at {at}, says the "
                "ledger; the exclusions do not"
            )
    return began.total() - ended.total()


# --- Boards: counts ------------------------------------------------------------------------------


@dataclass
class Counts:
    """Votes of a board by pair, as shown: `outcomes` (4, M, M), `excluded` (M, M)."""

    names: list[str]
    outcomes: Any
    excluded: Any


@dataclass
class BoardVotes:
    """The votes of a board that count, as columns: places of competitors, outcomes, style."""

    left: Any
    right: Any
    outcome: Any
    style: Any


@dataclass
class Columns:
    """All votes that are told as arrays, and what happened to them in order.

    `facts` are what boards filter by; `left`, `right` are places in `names`. `sequence`, `vote`
    (a place), `sign` and `is_cast` are of the events.
    """

    names: list[str]
    left: Any
    right: Any
    outcome: Any
    day: Any
    responses: Any
    facts: dict[str, Any]
    sequence: Any
    vote: Any
    sign: Any
    is_cast: Any


def columns_of(ledger: Ledger, content: Content) -> Columns:
    votes = ledger.votes
    names = sorted({said[side] for said in votes.values() for side in ("left", "right")})
    place = {name: number for number, name in enumerate(names)}
    row = {vote: number for number, vote in enumerate(votes)}
    nothing: dict[str, Any] = {}
    facts = [
        content.challenges.get(said["challenge"], nothing) | {"challenge": said["challenge"]}
        for said in votes.values()
    ]
    told = [content.votes[vote] for vote in votes]
    days = [
        str(said.get("cast_at") or each["cast_at"])[:10]
        for said, each in zip(votes.values(), told, strict=True)
    ]
    changes = [
        (at, row[vote], sign, votes[vote]["sequence"] == at) for at, vote, sign in ledger.changes
    ]
    table = np.array(changes, int).reshape(-1, 4)
    pairs = [(each["left_response"] or 0, each["right_response"] or 0) for each in told]
    return Columns(
        names=names,
        left=np.array([place[said["left"]] for said in votes.values()], int),
        right=np.array([place[said["right"]] for said in votes.values()], int),
        outcome=np.array([OUTCOMES.index(said["outcome"]) for said in votes.values()], int),
        day=np.array(days, "U10"),
        responses=np.array(pairs, int).reshape(-1, 2),
        facts={
            key: np.array([str(each.get(key) or "") for each in facts], str)
            for key in ("category", "challenge", "kind", "language")
        },
        sequence=table[:, 0],
        vote=table[:, 1],
        sign=table[:, 2],
        is_cast=table[:, 3] > 0,
    )


def counts_from_ledger(
    board: dict[str, Any], columns: Columns, content: Content
) -> tuple[Counts, BoardVotes]:
    """What the told events up to the run's place give."""
    some = slice(0, int(np.searchsorted(columns.sequence, board["sequence"], "right")))
    vote, sign, is_cast = columns.vote[some], columns.sign[some], columns.is_cast[some]
    number = len(columns.left)
    standing = np.bincount(vote, sign, number).astype(int)
    excluded = -np.bincount(vote, sign * ~is_cast, number).astype(int)
    names, left, right = merged_sides(board, columns)
    on = is_on(board, columns) & (np.bincount(vote, minlength=number) > 0) & (left != right)
    left, right, outcome = left[on], right[on], columns.outcome[on]
    kept = np.union1d(left, right)
    left, right, size = np.searchsorted(kept, left), np.searchsorted(kept, right), len(kept)
    counts = Counts(
        [names[place] for place in kept],
        np.zeros((4, size, size), int),
        np.zeros((size, size), int),
    )
    np.add.at(counts.outcomes, (outcome, left, right), standing[on])
    np.add.at(counts.excluded, (left, right), excluded[on])
    counted = standing[on] > 0
    style = style_of(board["method"]["style"], columns.responses[on][counted], content)
    return counts, BoardVotes(left[counted], right[counted], outcome[counted], style)


def merged_sides(board: dict[str, Any], columns: Columns) -> tuple[list[str], Any, Any]:
    """Competitors of which some turned out to be others, and who was left and right."""
    merged = board["method"]["merged"]
    whole = [merged.get(name, name) for name in columns.names]
    names = sorted(set(whole))
    place = {name: number for number, name in enumerate(names)}
    as_one = np.array([place[name] for name in whole], int)
    return names, as_one[columns.left], as_one[columns.right]


def is_on(board: dict[str, Any], columns: Columns) -> Any:
    """(N,) whether each vote passes the board's filters."""
    on = np.ones(len(columns.left), bool)
    for key, values in columns.facts.items():
        if board[key]:
            on &= values == board[key]
    start = board["method"]["window_start"]
    if start is not None:
        on &= columns.day >= start
    if board["style_controlled"]:
        on &= columns.responses[:, 0] > 0
    return on


def style_of(names: list[str], pairs: Any, content: Content) -> Any:
    """(F, N) differences in style, with standard deviation 1 over the votes."""
    if not names or not len(pairs):
        return np.zeros((0, len(pairs)))
    ids, places = np.unique(pairs, return_inverse=True)
    rows = [[content.responses[number][name] or 0 for name in names] for number in ids.tolist()]
    features = np.array(rows, float)[places.reshape(pairs.shape)]
    left, right = features[:, 0], features[:, 1]
    total = left + right
    share = np.divide(left - right, total, out=np.zeros_like(total), where=total > 0)
    spread = share.std(axis=0)
    return (share / np.where(spread > 0, spread, 1.0)).T


def counts_from_tallies(rows: list[dict[str, Any]]) -> Counts:
    names = sorted({name for row in rows for name in (row["first"], row["second"])})
    place = {name: number for number, name in enumerate(names)}
    size = len(names)
    counts = Counts(names, np.zeros((4, size, size), int), np.zeros((size, size), int))
    for row in rows:
        cell = place[row["first"]], place[row["second"]]
        for outcome, key in enumerate(("first_wins", "second_wins", "ties", "both_bad")):
            counts.outcomes[(outcome, *cell)] += row[key]
        counts.excluded[cell] += row["excluded"]
    return counts


def difference(board: dict[str, Any], one: Counts, other: Counts) -> int:
    """How many votes and exclusions two counts differ by."""
    total = Counter[tuple[Any, ...]]()
    for counts, sign in ((one, 1), (other, -1)):
        for outcome, left, right in zip(*np.nonzero(counts.outcomes), strict=True):
            key = keyed(board, OUTCOMES[outcome], counts.names[left], counts.names[right])
            total[key] += sign * int(counts.outcomes[outcome, left, right])
        for left, right in zip(*np.nonzero(counts.excluded), strict=True):
            key = keyed(board, "excluded", counts.names[left], counts.names[right])
            total[key] += sign * int(counts.excluded[left, right])
    return sum(abs(number) for number in total.values())


def keyed(board: dict[str, Any], outcome: str, left: str, right: str) -> tuple[str, str, str]:
    """The cell of a pair; tallies do not say which side was which unless the board needs it."""
    if board["side_effect"] or left <= right:
        return outcome, left, right
    return TURNED.get(outcome, outcome), right, left


# --- Boards: ratings -----------------------------------------------------------------------------


@dataclass
class Cells:
    """Comparisons that are alike: places of two competitors, how often the left won, the right won
    and neither did (C, 3), and differences in style (F, C)."""

    size: int
    left: Any
    right: Any
    counts: Any
    style: Any


def cells_of(counts: Counts) -> Cells:
    tied = counts.outcomes[2] + counts.outcomes[3]
    won, lost = counts.outcomes[0], counts.outcomes[1]
    left, right = np.nonzero(won + lost + tied)
    table = np.column_stack([won[left, right], lost[left, right], tied[left, right]])
    return Cells(len(counts.names), left, right, table.astype(float), np.zeros((0, len(left))))


def cells_of_votes(size: int, votes: BoardVotes) -> Cells:
    each = np.eye(3)[np.minimum(votes.outcome, 2)]
    return Cells(size, votes.left, votes.right, each, votes.style)


def islands_of(compared: Any) -> Any:
    """(M,) a number for each connected component."""
    number = np.full(len(compared), -1)
    for start in range(len(compared)):
        if number[start] < 0:
            number[reached(start, compared)] = start
    return number


def reached(start: int, edges: Any) -> Any:
    seen = np.zeros(len(edges), bool)
    seen[start] = True
    new = seen.copy()
    while new.any():
        new = edges[new].any(axis=0) & ~seen
        seen |= new
    return seen


def with_prior(cells: Cells, island: Any) -> Cells:
    """Half a win for each side of each compared pair of islands without a finite maximum."""
    scored = np.zeros((cells.size, cells.size), bool)
    won = cells.counts[:, 0] + cells.counts[:, 2] > 0
    lost = cells.counts[:, 1] + cells.counts[:, 2] > 0
    scored[cells.left[won], cells.right[won]] = True
    scored[cells.right[lost], cells.left[lost]] = True
    is_open = np.zeros(cells.size, bool)
    for number in np.unique(island):
        some = np.flatnonzero(island == number)
        inside = scored[np.ix_(some, some)]
        if len(some) > 1 and not (reached(0, inside).all() and reached(0, inside.T).all()):
            is_open[some] = True
    compared = scored | scored.T
    first, second = np.nonzero(compared & is_open[:, None])
    half = np.tile([PRIOR_WIN / 2, PRIOR_WIN / 2, 0.0], (len(first), 1))
    none = np.zeros((len(cells.style), len(first)))
    return Cells(
        cells.size,
        np.concatenate([cells.left, first]),
        np.concatenate([cells.right, second]),
        np.concatenate([cells.counts, half]),
        np.concatenate([cells.style, none], axis=1),
    )


def logistic(x: Any) -> Any:
    return 1.0 / (1.0 + np.exp(-np.clip(x, -700, 700)))


def terms(ties: str, counts: Any, logit: Any, tie: float) -> tuple[Any, Any, Any, float, float]:
    """Of the log-likelihood of each cell: its slope by the logit η, and minus its second
    derivatives by (η, η) and (η, τ); of all cells, the slope and the same by τ, the tie parameter.

    Bradley and Terry (1952) with a tie as half a win; Davidson (1970); Rao and Kupper (1967).
    """
    won, lost, tied = counts.T
    total = won + lost + tied
    none = np.zeros(len(logit))
    if ties == "half_win":
        p = logistic(logit)
        return won + tied / 2 - total * p, total * p * (1 - p), none, 0.0, 0.0
    if ties == "davidson":
        high = np.maximum(np.abs(logit) / 2, tie)
        a, b, c = (np.exp(x - high) for x in (logit / 2, -logit / 2, tie + none))
        a, b, c = a / (a + b + c), b / (a + b + c), c / (a + b + c)
        mean = (a - b) / 2
        slope = (won - lost) / 2 - total * mean
        bend = total * ((a + b) / 4 - mean**2)
        own = float((total * c * (1 - c)).sum())
        return slope, bend, -total * mean * c, float((tied - total * c).sum()), own
    if ties == "rao_kupper":
        first, second = won + tied, lost + tied
        lack_a, lack_b = logistic(tie - logit), logistic(tie + logit)
        bend_a, bend_b = first * lack_a * (1 - lack_a), second * lack_b * (1 - lack_b)
        grown = float(np.expm1(2 * tie))
        number = float(tied.sum())
        slope_tie = number * 2 * (1 + 1 / grown) - (first * lack_a + second * lack_b).sum()
        own = (bend_a + bend_b).sum() + number * 4 * (1 + grown) / grown**2
        slope = first * lack_a - second * lack_b
        return slope, bend_a + bend_b, bend_b - bend_a, float(slope_tie), float(own)
    raise Lie(f"boards.jsonl.gz: unknown model of ties {ties!r}")


def fit(cells: Cells, island: Any, *, ties: str, side: bool) -> Any:
    """(M,) log-strengths of the maximum likelihood, of mean 0 in each island, by Newton's method
    from zero."""
    size, effects = cells.size, [np.ones(len(cells.left))] * side + list(cells.style)
    rows = np.array(effects).reshape(len(effects), len(cells.left))
    has_tie = ties != "half_win"
    at = np.zeros(size + len(effects) + has_tie)
    at[size + len(effects) :] = 0.5 if ties == "rao_kupper" else 0.0
    same = (island[:, None] == island).astype(float)
    shortest = np.inf
    for _ in range(200):
        gradient, matrix = derivatives(cells, rows, ties, at, has_tie)
        matrix[:size, :size] += same * max(np.trace(matrix[:size, :size]), 1e-12) / size**2
        step = np.linalg.solve(matrix, gradient)
        largest = np.abs(step).max(initial=0.0)
        step *= min(1.0, 1.0 / max(largest, 1e-300))
        while has_tie and ties == "rao_kupper" and at[-1] + step[-1] <= 0:
            step /= 2
        at = at + step
        if largest < 1e-12 or (largest < 1e-8 and largest >= shortest / 2):
            break
        shortest = min(shortest, largest)
    else:
        raise Lie("boards.jsonl.gz: its votes have no maximum")
    theta = at[:size]
    for number in np.unique(island):
        theta[island == number] -= theta[island == number].mean()
    return theta


def derivatives(cells: Cells, rows: Any, ties: str, at: Any, has_tie: bool) -> tuple[Any, Any]:
    size, effects = cells.size, len(rows)
    tie = float(at[-1]) if has_tie else 0.0
    logit = at[cells.left] - at[cells.right] + at[size : size + effects] @ rows
    slope, bend, cross, slope_tie, own = terms(ties, cells.counts, logit, tie)

    def by_competitor(values: Any) -> Any:
        return np.bincount(cells.left, values, size) - np.bincount(cells.right, values, size)

    pairs = np.bincount(cells.left * size + cells.right, bend, size * size).reshape(size, size)
    pairs = pairs + pairs.T
    matrix = np.zeros((len(at), len(at)))
    matrix[:size, :size] = np.diag(pairs.sum(axis=1)) - pairs
    for place, row in enumerate(rows):
        matrix[:size, size + place] = by_competitor(row * bend)
        matrix[size + place, size : size + effects] = rows @ (row * bend)
        if has_tie:
            matrix[size + place, -1] = float(row @ cross)
    if has_tie:
        matrix[:size, -1] = by_competitor(cross)
        matrix[-1, -1] = own
        matrix[-1, size : size + effects] = matrix[size : size + effects, -1]
    matrix[size:, :size] = matrix[:size, size:].T
    gradient = np.concatenate([by_competitor(slope), rows @ slope, [slope_tie] * has_tie])
    return gradient, matrix


def ratings_of(board: dict[str, Any], names: list[str], cells: Cells) -> dict[str, float]:
    """Points by competitor."""
    if not names:
        return {}
    method = board["method"]
    compared = np.zeros((cells.size, cells.size), bool)
    some = cells.counts.sum(axis=1) > 0
    compared[cells.left[some], cells.right[some]] = True
    island = islands_of(compared | compared.T)
    whole = with_prior(cells, island)
    theta = fit(whole, island, ties=method["ties"], side=bool(method["side_effect"]))
    rating = MEAN_RATING + POINTS_PER_NAT * theta
    if method["anchor"] in names:
        anchor = names.index(method["anchor"])
        rating = rating + (island == island[anchor]) * (MEAN_RATING - rating[anchor])
    return dict(zip(names, rating.tolist(), strict=True))


# --- Boards: what is published -------------------------------------------------------------------


@dataclass
class BoardReport:
    slug: str
    votes: int
    largest: float | None
    why_not: str = ""


def check_boards(dump: Dump, ledger: Ledger, content: Content) -> list[BoardReport]:
    entries: dict[str, list[tuple[str, dict[str, Any]]]] = {}
    for line, row in dump.rows("entries"):
        entries.setdefault(row["board"], []).append((line, row))
    tallies: dict[str, list[dict[str, Any]]] = {}
    for _, row in dump.rows("tallies"):
        tallies.setdefault(row["board"], []).append(row)
    columns = columns_of(ledger, content)
    return [
        check_board(
            line,
            board,
            entries.pop(board["slug"], []),
            tallies.get(board["slug"], []),
            ledger,
            columns,
            content,
        )
        for line, board in dump.rows("boards")
    ]


def check_board(
    line: str,
    board: dict[str, Any],
    entries: list[tuple[str, dict[str, Any]]],
    tallies: list[dict[str, Any]],
    ledger: Ledger,
    columns: Columns,
    content: Content,
) -> BoardReport:
    slug, sequence = board["slug"], board["sequence"]
    if sequence > ledger.length:
        raise Lie(f"{line}: {slug} counts {sequence} entries of a ledger of {ledger.length}")
    if board["head"] != (ledger.digests.get(sequence) if sequence else GENESIS):
        raise Lie(f"{line}: {slug} stands on the digest {board['head']}, which the ledger has not")
    withheld = bisect.bisect_right(ledger.withheld, sequence)
    told, votes = counts_from_ledger(board, columns, content)
    counts = told
    if board["is_current"]:
        counts = counts_from_tallies(tallies)
        apart = difference(board, told, counts)
        # Each entry moves one count of votes; exclusions and their ends one more.
        if apart > 2 * withheld:
            raise Lie(
                f"{line}: {slug}: its counts differ from the ledger's by {apart}, and only "
                f"{withheld} entries are withheld"
            )
        if not apart:
            withheld = 0
    elif withheld:
        return BoardReport(slug, board["votes"], None, "votes came after its run, some withheld")
    check_totals(line, board, counts, entries)
    if board["style_controlled"]:
        if withheld:
            return BoardReport(slug, board["votes"], None, "style of withheld votes is not told")
        cells = cells_of_votes(len(told.names), votes)
        return check_ratings(board, ratings_of(board, told.names, cells), entries)
    return check_ratings(board, ratings_of(board, counts.names, cells_of(counts)), entries)


def check_totals(
    line: str, board: dict[str, Any], counts: Counts, entries: list[tuple[str, dict[str, Any]]]
) -> None:
    """Votes and exclusions of the board, and of each of its rows."""
    slug = board["slug"]
    for key, found in (("votes", counts.outcomes.sum()), ("excluded", counts.excluded.sum())):
        if board[key] != found:
            raise Lie(f"{line}: {slug}: {key} is {board[key]}, by the ledger {found}")
    there = (counts.outcomes.any(axis=0) | (counts.excluded != 0)).astype(bool)
    names = {counts.names[place] for place in np.flatnonzero(there.any(axis=0) | there.any(axis=1))}
    for entry_line, row in entries:
        if row["competitor"] not in names:
            raise Lie(f"{entry_line}: {slug}: no vote is on {row['competitor']}")
        place = counts.names.index(row["competitor"])
        left, right = (
            counts.outcomes[:, place, :].sum(axis=1),
            counts.outcomes[:, :, place].sum(axis=1),
        )
        found = {
            "wins": left[0] + right[1],
            "losses": left[1] + right[0],
            "ties": left[2] + right[2],
            "both_bad": left[3] + right[3],
            "votes": left.sum() + right.sum(),
        }
        for key, number in found.items():
            if row[key] != number:
                raise Lie(
                    f"{entry_line}: {slug}: {key} of {row['competitor']} is {row[key]}, by the "
                    f"ledger {number}"
                )
    lacking = names - {row["competitor"] for _, row in entries}
    if lacking:
        raise Lie(f"entries.jsonl.gz: {slug}: {min(lacking)} is missing")


def check_ratings(
    board: dict[str, Any], ratings: dict[str, float], entries: list[tuple[str, dict[str, Any]]]
) -> BoardReport:
    largest = 0.0
    for line, row in entries:
        name = row["competitor"]
        # Whose votes are all excluded stands at the mean.
        expected = ratings.get(name, MEAN_RATING)
        apart = abs(row["rating"] - expected)
        if not apart <= TOLERANCE_POINTS:
            raise Lie(
                f"{line}: {board['slug']}: {name} is rated {row['rating']}, and its votes give "
                f"{expected}"
            )
        largest = max(largest, apart)
    return BoardReport(board["slug"], board["votes"], largest)


# --- The whole dump ------------------------------------------------------------------------------


@dataclass
class Report:
    """How much was verified."""

    entries: int
    head: str
    votes: int
    exclusions: int
    withheld: int
    unchecked: int
    boards: list[BoardReport]
    receipt: str | None = None
    heads: int | None = None


@dataclass
class Kept:
    """What somebody kept: an earlier head, a feed with its heads, a receipt."""

    head: tuple[int | None, str] | None = None
    feed: str = ""
    heads: dict[int, str] = field(default_factory=dict)
    receipt: dict[str, Any] | None = None


def verify(folder: Path, *, head: tuple[int | None, str] | None = None, **kept: Any) -> Report:
    """Verify the dump in a folder, and what somebody `Kept`, if there is anything.

    Raises:
        Lie: the first line that is wrong.
    """
    dump = open_dump(folder)
    wrong = list(wrong_files(dump))
    try:
        report = verify_rows(dump, Kept(head=head, **kept))
    except Lie as lie:
        if wrong:
            raise Lie(f"{lie} ({wrong[0]})") from lie
        raise
    except (KeyError, TypeError, AttributeError) as error:
        raise Lie(
            f"{wrong[0] if wrong else 'manifest.json'}: a column is missing ({error})"
        ) from error
    if wrong:
        raise Lie(wrong[0])
    return report


def verify_rows(dump: Dump, kept: Kept) -> Report:
    wanted = {row["sequence"] for _, row in dump.rows("boards")} | kept.heads.keys()
    wanted |= {kept.receipt["sequence"]} if kept.receipt else set()
    ledger = read_ledger(dump, wanted, kept.head)
    heads = check_heads(kept.feed, kept.heads, ledger) if kept.heads else None
    said = check_receipt(kept.receipt, ledger) if kept.receipt else None
    content = read_content(dump)
    check_votes(dump, ledger, content)
    check_matches(dump, ledger, content)
    exclusions = check_exclusions(dump, ledger)
    boards = check_boards(dump, ledger, content)
    for _ in dump.rows("competitors"):
        pass
    check_rows(dump)
    return Report(
        ledger.length, str(ledger.head), len(ledger.votes), exclusions, len(ledger.withheld),
        ledger.unchecked, boards, said, heads,
    )  # fmt: skip


def say(report: Report) -> None:
    print(f"ledger: {report.entries:,} entries, head {report.head}")
    for board in report.boards:
        if board.largest is None:
            print(f"board {board.slug}: {board.votes:,} votes, not computed again: {board.why_not}")
        else:
            print(f"board {board.slug}: {board.votes:,} votes, within {board.largest:.1e} points")
    if report.heads is not None:
        print(f"feed: {report.heads:,} heads are the ledger's")
    if report.receipt:
        print(report.receipt)
    if report.unchecked:
        print(
            f"{report.unchecked:,} withheld entries of version 1: the chain is taken on trust there"
        )
    print(
        f"Verified: {report.votes:,} votes, {report.exclusions:,} exclusions, "
        f"{report.withheld:,} entries withheld."
    )


def head_of(text: str) -> tuple[int | None, str]:
    sequence, _, digest = text.rpartition(":")
    if not HEX.fullmatch(digest) or not (sequence == "" or sequence.isdecimal()):
        raise argparse.ArgumentTypeError("a head is 64 hexadecimal digits, or SEQUENCE:DIGEST")
    return int(sequence) if sequence else None, digest


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Verify a dump of a Podium arena.")
    parser.add_argument("dump", type=Path, help="the folder with manifest.json")
    parser.add_argument("--head", type=head_of, help="a head that you kept: [SEQUENCE:]DIGEST")
    parser.add_argument("--feed", help="/feeds/boards.json as you kept it: a file or an address")
    parser.add_argument("--receipt", type=Path, help="the file of a receipt that you were given")
    asked = parser.parse_args(arguments)
    try:
        receipt = read_receipt(asked.receipt) if asked.receipt else None
        feed = {"feed": asked.feed, "heads": read_feed(asked.feed)} if asked.feed else {}
        say(verify(asked.dump, head=asked.head, receipt=receipt, **feed))
    except Lie as lie:
        print(lie, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):
        sys.exit(main())
