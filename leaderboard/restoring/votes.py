"""Votes of a dump with their voters, matches, exclusions and events, and the ledger."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from arena.models import (
    Ending,
    EventKind,
    Exclusion,
    Match,
    NameAuthors,
    Pair,
    Vote,
    VoteEvent,
    Voter,
    VotingSession,
)
from leaderboard.ledger import chain
from leaderboard.models import GENESIS, SALTED, LedgerEntry
from leaderboard.restoring.content import BATCH, Names, write_rows
from leaderboard.restoring.folder import (
    DumpFolder,
    RestoreRefused,
    Row,
    optional_time,
    time_of,
)

REASON = "The dump does not have the reason."


@dataclass
class _Servings:
    """Of two competitors, the lower id first: how often served, and how often it was left."""

    number: Counter[tuple[int, int]] = field(default_factory=Counter)
    first_left: Counter[tuple[int, int]] = field(default_factory=Counter)
    last: dict[tuple[int, int], bool] = field(default_factory=dict)

    def add(self, left: int, right: int) -> None:
        pair = min(left, right), max(left, right)
        self.number[pair] += 1
        self.first_left[pair] += left == pair[0]
        self.last[pair] = left == pair[0]

    def pairs(self) -> Iterator[Pair]:
        for pair, number in sorted(self.number.items()):
            yield Pair(
                first_id=pair[0],
                second_id=pair[1],
                servings=number,
                first_left=self.first_left[pair],
                last_first_left=self.last[pair],
            )


def restore_votes(dump: DumpFolder, names: Names) -> Mapping[str, int]:
    """Write votes and what belongs to them; how many of each there are."""
    _write_voters(dump)
    numbers = {
        "matches": _write_matches(dump, names),
        "votes": _write_votes(dump, names),
        "exclusions": _write_exclusions(dump),
    }
    return numbers | {"ledger": _write_ledger(dump)}


def _write_voters(dump: DumpFolder) -> None:
    """The name of a voter in the dump is 16 bytes, which is a key of this table."""
    known: set[str] = set()

    def new() -> Iterator[Row]:
        for row in dump.rows("votes"):
            if row["voter"] is not None and row["voter"] not in known:
                known.add(row["voter"])
                yield row

    write_rows(Voter, new(), lambda row: Voter(id=UUID(hex=row["voter"]), key=None))


def _write_matches(dump: DumpFolder, names: Names) -> int:
    sessions, servings = _write_sessions(dump), _Servings()

    def make(row: Row) -> Match:
        left, right = names.competitors[row["left"]], names.competitors[row["right"]]
        servings.add(left, right)
        voter = UUID(hex=row["voter"])
        is_named_later = row["name_authors"] == NameAuthors.AFTER_SESSION
        return Match(
            id=UUID(row["id"]),
            voter_id=voter,
            challenge_id=names.challenges[row["challenge"]],
            left_id=row["left_response"],
            right_id=row["right_response"],
            left_competitor_id=left,
            right_competitor_id=right,
            probability=row["probability"],
            name_authors=row["name_authors"],
            session_id=sessions[voter] if is_named_later else None,
            slot=0,
            opened_at=time_of(row["opened_at"]),
            expires_at=time_of(row["ended_at"]),
            ended_at=time_of(row["ended_at"]),
            ending=Ending.VOTE,
        )

    number = write_rows(Match, dump.rows("matches"), make)
    Pair.objects.bulk_create(servings.pairs(), batch_size=BATCH)
    return number


def _write_sessions(dump: DumpFolder) -> Mapping[UUID, UUID]:
    """One for each voter whose votes were named at the end of sessions: a dump does not say which
    vote was of which."""
    ends: dict[UUID, datetime] = {}
    for row in dump.rows("matches"):
        if row["name_authors"] == NameAuthors.AFTER_SESSION:
            voter, end = UUID(hex=row["voter"]), time_of(row["ended_at"])
            ends[voter] = max(end, ends.get(voter, end))
    made = VotingSession.objects.bulk_create(
        VotingSession(voter_id=voter, ended_at=end) for voter, end in ends.items()
    )
    return {each.voter_id: each.pk for each in made}


def _write_votes(dump: DumpFolder, names: Names) -> int:
    def make(row: Row) -> Vote:
        return Vote(
            id=row["id"],
            match_id=row["match"] and UUID(row["match"]),
            voter_id=row["voter"] and UUID(hex=row["voter"]),
            challenge_id=names.challenge(row["challenge"]),
            left_id=row["left_response"],
            right_id=row["right_response"],
            left_competitor_id=names.competitors[row["left"]],
            right_competitor_id=names.competitors[row["right"]],
            cast_at=time_of(row["cast_at"]),
            **{name: row[name] for name in ("outcome", "origin", "source")},
        )

    return write_rows(Vote, dump.rows("votes"), make)


def _write_exclusions(dump: DumpFolder) -> int:
    def make(row: Row) -> Exclusion:
        return Exclusion(
            id=row["id"],
            vote_id=row["vote"],
            rule=row["rule"],
            reason=REASON,
            excluded_at=time_of(row["excluded_at"]),
            lifted_at=optional_time(row["lifted_at"]),
            lifted_reason=REASON if row["lifted_at"] else "",
        )

    return write_rows(Exclusion, dump.rows("exclusions"), make)


class _Exclusions:
    """Finds the exclusion that an event began or lifted."""

    def __init__(self, dump: DumpFolder) -> None:
        self._found: dict[tuple[Any, ...], list[int]] = defaultdict(list)
        for row in dump.rows("exclusions"):
            began = (EventKind.EXCLUDED, row["vote"], row["rule"], time_of(row["excluded_at"]))
            self._found[began].append(row["id"])
            if row["lifted_at"]:
                ended = (EventKind.REINSTATED, row["vote"], row["rule"], time_of(row["lifted_at"]))
                self._found[ended].append(row["id"])

    def of(self, event: Row) -> int | None:
        if event["kind"] == EventKind.CAST:
            return None
        key = (event["kind"], event["vote"], event["rule"], time_of(event["happened_at"]))
        if not self._found[key]:
            raise RestoreRefused(
                f"exclusions.jsonl.gz: the ledger tells of an exclusion of vote {event['vote']} "
                "that is not there."
            )
        return self._found[key].pop(0)


def _write_ledger(dump: DumpFolder) -> int:
    """Entries with the places and digests they had; where some are withheld, those that are not,
    one after the other, as a chain of their own."""
    exclusions, chained = _Exclusions(dump), _Chain(is_whole=not dump.manifest["withheld"])

    def entries() -> Iterator[Row]:
        for row in dump.rows("ledger"):
            if row["event"] is not None:
                yield chained.add(row) | {"told": json.loads(row["event"])}

    def write_events(some: list[Row]) -> None:
        VoteEvent.objects.bulk_create(_event(row["told"], exclusions) for row in some)

    def make(row: Row) -> LedgerEntry:
        return LedgerEntry(
            sequence=row["sequence"],
            event_id=row["told"]["event"],
            digest=row["digest"],
            version=row["version"],
            salt=None if row["salt"] is None else bytes.fromhex(row["salt"]),
        )

    number = write_rows(LedgerEntry, entries(), make, after=write_events)
    head = dump.manifest["head"]
    if chained.is_whole and (number, chained.digest) != (head["sequence"], head["digest"]):
        raise RestoreRefused(
            f"ledger.jsonl.gz: the chain ends at entry {number} with {chained.digest}, and the "
            f"manifest has entry {head['sequence']} with {head['digest']}."
        )
    return number


class _Chain:
    """The digests of the entries that are written."""

    def __init__(self, *, is_whole: bool) -> None:
        self.is_whole = is_whole
        self.sequence, self.digest = 0, GENESIS

    def add(self, row: Row) -> Row:
        """The entry, once it is the next one of the chain."""
        salt = None if row["salt"] is None else bytes.fromhex(row["salt"])
        if (salt is not None) != (row["version"] >= SALTED):
            raise RestoreRefused(f"ledger.jsonl.gz: entry {row['sequence']} has the wrong salt.")
        self.sequence += 1
        self.digest = chain(self.digest, row["event"].encode(), salt)
        if self.is_whole and (row["sequence"], row["digest"]) != (self.sequence, self.digest):
            raise RestoreRefused(f"ledger.jsonl.gz: the chain breaks at entry {self.sequence}.")
        return {**row, "sequence": self.sequence, "digest": self.digest}


def _event(told: Row, exclusions: _Exclusions) -> VoteEvent:
    return VoteEvent(
        id=told["event"],
        vote_id=told["vote"],
        kind=told["kind"],
        exclusion_id=exclusions.of(told),
        happened_at=time_of(told["happened_at"]),
        pending=False,
    )
