"""Restoring a dump, in one transaction."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.color import no_style
from django.db import Error, connection, models, transaction

from arena.arena_settings import change_setting, current_settings
from arena.locks import wait_for
from arena.models import (
    Category,
    Challenge,
    Competitor,
    Exclusion,
    Match,
    Response,
    Vote,
    VoteEvent,
    Voter,
)
from leaderboard.models import Board, LedgerEntry, RatingRun
from leaderboard.passes import make_passes
from leaderboard.restoring.boards import count_ledger, restore_boards
from leaderboard.restoring.content import restore_content
from leaderboard.restoring.folder import DumpFolder, RestoreRefused, open_folder
from leaderboard.restoring.votes import restore_votes
from leaderboard.runs import recompute_boards

# An arena with a row of any of these is not empty.
_MUST_BE_EMPTY: tuple[type[models.Model], ...] = (
    Challenge, Competitor, Category, Response, Voter, Match, Vote, Exclusion, VoteEvent,
    LedgerEntry, RatingRun,
)  # fmt: skip
# Their ids are given, so the database has to count on from the largest.
_NUMBERED: tuple[type[models.Model], ...] = (
    Challenge, Competitor, Response, Vote, Exclusion, VoteEvent, RatingRun,
)  # fmt: skip
# Of the settings of the arena, those under which the dump was made and that say what is published.
_SETTINGS = ("name_authors", "responses_public")
WAIT_SECONDS = 60

type Say = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Restored:
    """How many rows there are by table, the head that the ledger has now, and what is not as it
    was, as sentences."""

    numbers: Mapping[str, int]
    head: tuple[int, str]
    missing: tuple[str, ...]


def restore_dump(folder: Path, *, now: datetime, say: Say = str) -> Restored:
    """Write a dump into this arena, which must be empty, and publish what its runs do not have.

    Args:
        folder: of the dump.
        now: what time it is.
        say: called with a line for each part.

    Raises:
        RestoreRefused: the arena is not empty, or the dump is not whole; nothing is written.
        LockBusy: a recomputation did not end in time.
    """
    dump = open_folder(folder)
    with wait_for("ledger", seconds=WAIT_SECONDS):
        _require_empty()
        try:
            with transaction.atomic():
                numbers, left_out = _write(dump, now, say)
        except (Error, KeyError, TypeError, ValueError, AttributeError) as error:
            raise RestoreRefused(f"The dump does not fit together: {error!r}.") from error
    if RatingRun.objects.filter(pass_number__gt=0).exists():
        say("measuring errors")
        make_passes(pause=False)
    recompute_boards()
    head = LedgerEntry.objects.head()
    return Restored(numbers, head, tuple(_missing(dump, head, left_out)))


def _require_empty() -> None:
    for model in _MUST_BE_EMPTY:
        if model._default_manager.exists():
            raise RestoreRefused(
                f"This arena is not empty: it has {model._meta.verbose_name_plural}. Restore into "
                "a new data folder (--data) or database that nothing has served yet."
            )


def _write(dump: DumpFolder, now: datetime, say: Say) -> tuple[Mapping[str, int], list[str]]:
    # Boards that every arena has may be there before their first run.
    Board.objects.all().delete()
    _choose_settings(dump, now)
    names, content = restore_content(dump)
    say(", ".join(f"{name}: {number:,}" for name, number in content.items()))
    votes = restore_votes(dump, names)
    say(", ".join(f"{name}: {number:,}" for name, number in votes.items()))
    count_ledger(dump)
    boards, left_out = restore_boards(dump, names)
    say(f"boards: {boards:,}")
    _count_on()
    return {**content, **votes, "boards": boards}, left_out


def _choose_settings(dump: DumpFolder, now: datetime) -> None:
    """Or what the dump was made without, because it was not public, might become so."""
    chosen = dump.manifest["datasheet"]["settings"]
    for name in _SETTINGS:
        value = str(chosen[name])
        if value != getattr(current_settings(), name):
            change_setting(name=name, value=value, actor=None, now=now)


def _count_on() -> None:
    statements = connection.ops.sequence_reset_sql(no_style(), list(_NUMBERED))
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _missing(dump: DumpFolder, head: tuple[int, str], left_out: list[str]) -> Iterator[str]:
    withheld, before = int(dump.manifest["withheld"]), dump.manifest["head"]
    if withheld:
        yield (
            f"{withheld:,} entries of the ledger were withheld, so their votes and exclusions are "
            f"not here. The ledger is a chain of its own: its head is {head[1]}, not "
            f"{before['digest']}, and the boards count fewer votes."
        )
    if left_out:
        yield f"Boards of challenges that are not public were left out: {', '.join(left_out)}."
    files = Response.objects.exclude(file="").count()
    if files:
        yield (
            f"{files:,} responses are files, which no dump holds. Copy the media folder of the "
            "arena they are from."
        )
    yield from _never_there()


def _never_there() -> Iterator[Any]:
    yield (
        "No dump has: staff and their reasons, browsers of voters, skipped matches, reports, "
        "submissions, the audit, provenance of responses, specs of models, and all settings but "
        "when authors are named and when responses are public."
    )
