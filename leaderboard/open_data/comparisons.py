"""Votes that may be told as comparisons of two responses, filtered, for the formats of others."""

import secrets
from collections.abc import Generator, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.db.models.functions import Greatest, Least

from arena.models import Category, Competitor, Origin, Vote
from arena.text import Turns
from arena.visibility import OUTSIDER, are_public
from leaderboard.ledger import board_filter
from leaderboard.models import Board
from leaderboard.open_data.tables import KEY_BYTES, Moment
from leaderboard.open_data.told import standing_exclusion_told, told_votes

# Rows in memory at a time: with what the responses say, and without.
_CONTENTS, _CHUNK = 200, 2_000
_WORDS = (
    "challenge__prompt", "challenge__turns", "left__content", "left__turns", "right__content",
    "right__turns",
)  # fmt: skip


class UnknownFilter(Exception):
    """There is no such board, category or origin; the text says which there are."""


@dataclass(frozen=True, slots=True)
class VoteFilter:
    """Which votes: of a board, cast on these days in UTC (both included), of a category or an
    origin; None for all."""

    board: str | None = None
    since: date | None = None
    until: date | None = None
    category: str | None = None
    origin: str | None = None


class Side(NamedTuple):
    """One response: its competitor and, if it is text that anybody may read, what it says."""

    competitor: str
    response: int | None
    content: str | None
    turns: Turns | None


class JudgedPair(NamedTuple):
    """A vote that counts; competitors that turned out to be others are those."""

    vote: int
    voter: str | None
    challenge: str | None
    category: str | None
    language: str | None
    prompt: str | None
    prompt_turns: Turns | None
    left: Side
    right: Side
    outcome: str
    origin: str
    source: str
    cast_at: datetime


def read_comparisons(
    asked: VoteFilter, *, now: datetime, words: bool, by_pair: bool = False
) -> Generator[JudgedPair, None, None]:
    """The votes in order.

    Args:
        asked: which.
        now: what time it is.
        words: whether prompts and responses are read, too; then only votes on responses that are
            text, public and not withdrawn.
        by_pair: whether the votes on two responses come one after the other.

    Raises:
        UnknownFilter: there is no such board, category or origin.
    """
    votes = _votes(asked, now=now, words=words)
    order = (Least("left_id", "right_id"), Greatest("left_id", "right_id"), "id")
    rows = votes.order_by(*(order if by_pair else ("id",))).values_list(
        "id", "voter_id", "challenge__slug", "challenge__category__slug", "challenge__language",
        "left_competitor__slug", "left_id", "right_competitor__slug", "right_id", "outcome",
        "origin", "source", "cast_at", *(_WORDS if words else ()),
    )  # fmt: skip
    moment, merged = Moment(now, secrets.token_bytes(KEY_BYTES)), Competitor.objects.merged_slugs()
    for vote, voter, challenge, category, language, left, one, right, other, *rest in rows.iterator(
        chunk_size=_CONTENTS if words else _CHUNK
    ):
        outcome, origin, source, cast_at, *said = rest
        prompt, prompt_turns, *contents = said or (None,) * len(_WORDS)
        names = merged.get(left, left), merged.get(right, right)
        if names[0] != names[1]:
            yield JudgedPair(
                vote, moment.pseudonym(voter), challenge, category, language, prompt, prompt_turns,
                Side(names[0], one, *contents[:2]), Side(names[1], other, *contents[2:]),
                outcome, origin, source, cast_at,
            )  # fmt: skip


def _votes(asked: VoteFilter, *, now: datetime, words: bool) -> QuerySet[Vote]:
    votes = told_votes().filter(_condition_of(asked)).filter(~standing_exclusion_told(now=now))
    if not words:
        return votes
    return votes.filter(
        are_public(OUTSIDER, "challenge__"),
        left__withdrawal__isnull=True,
        right__withdrawal__isnull=True,
        left__file="",
        right__file="",
        left__isnull=False,
    )


def check_filter(asked: VoteFilter) -> None:
    """Raises `UnknownFilter`."""
    _condition_of(asked)


def _condition_of(asked: VoteFilter) -> Q:
    condition = Q()
    if asked.board is not None:
        board = Board.objects.filter(slug=asked.board).first()
        if board is None:
            raise _unknown("board", asked.board, Board.objects.values_list("slug", flat=True))
        condition &= board_filter(board, vote="")
    if asked.category is not None:
        known = Category.objects.order_by("slug").values_list("slug", flat=True)
        if asked.category not in known:
            raise _unknown("category", asked.category, known)
        condition &= Q(challenge__category__slug=asked.category)
    if asked.origin is not None:
        if asked.origin not in Origin.values:
            raise _unknown("origin", asked.origin, Origin.values)
        condition &= Q(origin=asked.origin)
    if asked.since is not None:
        condition &= Q(cast_at__gte=_midnight(asked.since))
    if asked.until is not None:
        condition &= Q(cast_at__lt=_midnight(asked.until + timedelta(days=1)))
    return condition


def _unknown(what: str, name: str, known: Iterable[str]) -> UnknownFilter:
    return UnknownFilter(f"There is no {what} {name!r}. There are: {', '.join(sorted(known))}.")


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=UTC)
