"""Rows that keep every rule, and asking the database to take one that breaks a rule."""

from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import Model

from arena.models import (
    ApiAnswer,
    ApiKey,
    ArenaSettings,
    AuditEntry,
    BulkAction,
    Category,
    Challenge,
    Claim,
    Competitor,
    ContentImport,
    ContentUpload,
    Exclusion,
    ImportLine,
    KnownName,
    Leak,
    Mask,
    Match,
    Pair,
    PoolSnapshot,
    PoolVersion,
    Report,
    Response,
    Sighting,
    Submission,
    Tag,
    ToldRange,
    UnvotedCount,
    Vote,
    VoteEvent,
    Voter,
    VotingSession,
    Webhook,
    WebhookDelivery,
    Withdrawal,
)
from leaderboard.models import (
    Board,
    BoardTally,
    Entry,
    ErrorPass,
    Inspection,
    LedgerEntry,
    PairErrors,
    PublishedDump,
    RatingRun,
    ResponseStyle,
    ResponseTally,
    Suspicion,
)
from tests.arrange import (
    NOON,
    make_category,
    make_challenge,
    make_competitor,
    make_response,
    make_staff,
)

LATER = NOON + timedelta(hours=1)


class Cast:
    """What the rows of these tests point to."""

    def __init__(self):
        self.challenge = make_challenge()
        self.ada, self.bob = make_competitor("ada"), make_competitor("bob")
        self.left = make_response(self.challenge, self.ada)
        self.right = make_response(self.challenge, self.bob)
        self.voter = Voter.objects.create()
        self.vote = Vote.objects.create(**(brought(self) | {"key": "first"}))
        self.board = Board.objects.overall()

    @cached_property
    def session(self):
        return VotingSession.objects.create(**valid(VotingSession, self))

    @cached_property
    def exclusion(self):
        return Exclusion.objects.create(**valid(Exclusion, self))

    @cached_property
    def event(self):
        return VoteEvent.objects.create(**valid(VoteEvent, self))

    @cached_property
    def inspection(self):
        return Inspection.objects.create(**valid(Inspection, self))

    @cached_property
    def run(self):
        return RatingRun.objects.create(**valid(RatingRun, self))


def brought(cast):
    """A vote from elsewhere."""
    return {
        "left_competitor": cast.ada,
        "right_competitor": cast.bob,
        "outcome": "left",
        "origin": "imported",
        "source": "elsewhere",
        "key": "second",
        "cast_at": NOON,
    }


def valid(model: type[Model], cast: Cast) -> dict:
    """A row of the table that breaks no rule."""
    return ROWS[model](cast)


ROWS = {
    ApiAnswer: lambda cast: {
        "owner": "key 1",
        "name": "a",
        "request_digest": "0" * 64,
        "status": 201,
        "body": b"{}",
        "answered_at": NOON,
    },
    ApiKey: lambda cast: {
        "name": "nightly",
        "prefix": "podium_00000000",
        "digest": "0" * 64,
        "made_by": make_staff(),
        "made_at": NOON,
        "expires_at": LATER,
    },
    AuditEntry: lambda cast: {"at": NOON, "action": "retire"},
    Category: lambda cast: {"slug": "logic", "name": "Logic"},
    Tag: lambda cast: {"slug": "short"},
    Challenge: lambda cast: {
        "slug": "three-doors",
        "title": "Three Doors",
        "prompt": "Which?",
        "category": make_category(),
    },
    Competitor: lambda cast: {"slug": "cyd", "name": "Cyd"},
    Response: lambda cast: {
        "challenge": cast.challenge,
        "competitor": cast.ada,
        "sample": 1,
        "kind": "text",
        "content": "The left one.",
        "sha256": "0" * 64,
    },
    Withdrawal: lambda cast: {"response": cast.left, "reason": "Broken."},
    Match: lambda cast: {
        "voter": cast.voter,
        "challenge": cast.challenge,
        "left": cast.left,
        "right": cast.right,
        "left_competitor": cast.ada,
        "right_competitor": cast.bob,
        "probability": 0.5,
        "slot": 0,
        "opened_at": NOON,
        "expires_at": LATER,
    },
    VotingSession: lambda cast: {"voter": cast.voter, "ended_at": NOON},
    Sighting: lambda cast: {"voter": cast.voter, "response": cast.left},
    ToldRange: lambda cast: {"voter": cast.voter, "first": 1, "last": 2},
    Vote: brought,
    Exclusion: lambda cast: {
        "vote": cast.vote,
        "rule": "manual",
        "reason": "A trial.",
        "excluded_at": NOON,
    },
    VoteEvent: lambda cast: {"vote": cast.vote, "kind": "cast", "happened_at": NOON},
    Pair: lambda cast: {"first": cast.ada, "second": cast.bob},
    UnvotedCount: lambda cast: {"first": cast.ada, "second": cast.bob},
    Submission: lambda cast: {
        "challenge": cast.challenge,
        "link_digest": "0" * 64,
        "submitted_at": NOON,
    },
    BulkAction: lambda cast: {
        "kind": "exclude",
        "rule": "manual",
        "reason": "A trial.",
        "search": {},
        "last_vote": 1,
        "total": 1,
        "begun_at": NOON,
    },
    ContentImport: lambda cast: {"source": "here", "state": "done", "begun_at": NOON},
    ContentUpload: lambda cast: {
        "name": "rows.jsonl",
        "size": 7,
        "folder": "0" * 32,
        "format": "jsonl",
        "source": "here",
        "challenge_state": "draft",
        "begun_by": make_staff(),
        "begun_at": NOON,
    },
    ImportLine: lambda cast: {
        "content_import": ContentImport.objects.create(source="x", state="done", begun_at=NOON),
        "file": "rows.jsonl",
        "line": 1,
        "reason": "is empty",
    },
    Leak: lambda cast: {"response": cast.left, "found": [], "found_at": NOON},
    Report: lambda cast: {
        "challenge": cast.challenge,
        "response": cast.left,
        "voter": cast.voter,
        "reason": "broken",
        "reported_at": NOON,
    },
    Claim: lambda cast: {
        "item": "report",
        "key": "r1",
        "claimed_by": make_staff(),
        "claimed_at": NOON,
    },
    PoolSnapshot: lambda cast: {
        "id": 1,
        "version": 1,
        "serial": 1,
        "checked_at": NOON,
        "content": b"",
    },
    PoolVersion: lambda cast: {"id": 1},
    ArenaSettings: lambda cast: {"id": 1},
    Webhook: lambda cast: {"address": "https://example.org/", "seed": "s", "added_at": NOON},
    WebhookDelivery: lambda cast: {
        "webhook": Webhook.objects.create(**valid(Webhook, cast)),
        "message": "msg_1",
        "event": "webhook.test",
        "body": "{}",
        "created_at": NOON,
        "next_at": NOON,
    },
    KnownName: lambda cast: {"name": "Owl", "kind": "family", "added_at": NOON},
    Mask: lambda cast: {
        "response": cast.left,
        "words": ["Owl"],
        "reason": "It says who it is.",
        "masked_at": NOON,
    },
    Board: lambda cast: {"slug": "poetry", "name": "Poetry", "category": make_category()},
    LedgerEntry: lambda cast: {
        "sequence": 1,
        "event": cast.event,
        "digest": "0" * 64,
    },
    RatingRun: lambda cast: {
        "board": cast.board,
        "started_at": NOON,
        "finished_at": LATER,
        "votes": 2,
        "imported": 1,
        "simulated": 1,
        "excluded": 0,
        "log_likelihood": 0.0,
        "steps": 1,
    },
    PairErrors: lambda cast: {
        "board": cast.board,
        "run": cast.run,
        "competitors": b"",
        "errors": b"",
    },
    ErrorPass: lambda cast: {
        "board": cast.board,
        "number": 1,
        "sequence": 1,
        "generation": 1,
        "votes": 1,
        "started_at": NOON,
        "finished_at": LATER,
        "interval": "voter",
        "speaks_of": "like_these",
        "competitors": b"",
        "own": b"",
        "between": b"",
    },
    Entry: lambda cast: {
        "run": cast.run,
        "competitor": cast.ada,
        "position": 1,
        "theta": 0.0,
        "rating": 1000.0,
        "elo": 1000.0,
        "votes": 4,
        "wins": 1,
        "losses": 1,
        "ties": 1,
        "both_bad": 1,
        "island": 1,
        "status": "provisional",
    },
    PublishedDump: lambda cast: {
        "day": NOON.date(),
        "started_at": NOON,
        "finished_at": LATER,
        "manifest": {},
    },
    ResponseStyle: lambda cast: {
        "response": cast.left,
        "length": 12,
        "headers": 1,
        "bold": 0,
        "lists": 0,
    },
    Inspection: lambda cast: {
        "inspected_at": NOON,
        "votes": 9,
        "last_vote": 9,
        "voters": 2,
        "found": 1,
        "level": 0.05,
        "taste": 0.6,
        "rounds": 1,
    },
    Suspicion: lambda cast: {
        "voter": cast.voter,
        "ground": "random",
        "inspection": cast.inspection,
        "opened_at": NOON,
        "votes": 9,
        "p": 0.001,
        "q": 0.01,
    },
    BoardTally: lambda cast: {
        "board": cast.board,
        "left_competitor": cast.ada,
        "right_competitor": cast.bob,
    },
    ResponseTally: lambda cast: {"left_response": cast.left, "right_response": cast.right},
}


@dataclass(frozen=True)
class Broken:
    """A change that makes a valid row break one rule; `again`: beside the row without it.

    A value that is callable gets the cast. `base` is changed in both rows.
    """

    model: type[Model]
    change: dict
    again: bool = False
    base: dict = field(default_factory=dict)

    def make(self, cast: Cast) -> None:
        row = valid(self.model, cast) | _given(self.base, cast)
        if self.again:
            self.model.objects.create(**row)
        self.model.objects.create(**(row | _given(self.change, cast)))


def _given(values: dict, cast: Cast) -> dict:
    return {name: value(cast) if callable(value) else value for name, value in values.items()}


def rules_of(app: str) -> set[str]:
    """The names of all constraints of an app's tables."""
    models = apps.get_app_config(app).get_models()
    return {rule.name for model in models for rule in model._meta.constraints}


def assert_refused(rule: str, broken: Broken) -> None:
    """The database refuses the row, and for this rule."""
    cast = Cast()
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        broken.make(cast)
    # SQLite names the columns of a unique rule, not the rule.
    names_columns = "UNIQUE constraint failed" in str(refusal.value) and broken.again
    assert names_columns or rule in str(refusal.value)
