"""A dump: all that an arena publishes, as files in a folder, of one moment."""

import json
import os
import secrets
import shutil
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

from arena.locks import only_one, wait_for
from arena.models import VoteEvent
from arena.visibility import may_be_told
from leaderboard.models import LedgerEntry
from leaderboard.open_data.board_tables import BOARDS, ENTRIES, TALLIES
from leaderboard.open_data.card import CARD, card_of
from leaderboard.open_data.content_tables import CHALLENGES, COMPETITORS, RESPONSES
from leaderboard.open_data.manifest import described, manifest_of
from leaderboard.open_data.tables import KEY_BYTES, Moment
from leaderboard.open_data.vote_tables import EXCLUSIONS, LEDGER, MATCHES, VOTES
from leaderboard.open_data.writing import (
    NO_PARQUET,
    has_parquet,
    write_parquet,
    write_table,
    write_text,
)
from leaderboard.passes import joined_as_a_whole, one_moment

MANIFEST = "manifest.json"
TABLES = (
    CHALLENGES, COMPETITORS, RESPONSES, VOTES, MATCHES, EXCLUSIONS, LEDGER, BOARDS, ENTRIES,
    TALLIES,
)  # fmt: skip
# How long to wait for a recomputation that is under way.
WAIT_SECONDS = 60

type Say = Callable[[str], object]


class DumpRefused(Exception):
    """The dump was not made, for a reason to tell."""


def export_dump(
    folder: Path, *, now: datetime, say: Say = str, parquet: bool | None = None
) -> dict[str, Any]:
    """Write a dump into a folder that does not exist yet, or is empty, and return its manifest.

    The folder appears under its name once it is whole and on the disk. What is read is of one
    moment, between two recomputations, while voting goes on.

    Args:
        folder: where to.
        now: what time it is.
        say: called with a line for each table.
        parquet: whether to write Parquet, too; by default where pyarrow is there.

    Raises:
        DumpRefused: the folder holds something, or another dump is being made.
        LockBusy: a recomputation did not end in time.
        OSError: it cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise DumpRefused(f"{folder} is there already and is not an empty folder.")
    partial = folder.with_name(f".{folder.name}.partial")
    with only_one("dump") as is_ours:
        if not is_ours:
            raise DumpRefused("Another dump is being made.")
        # What a dump left that was interrupted.
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        try:
            moment = Moment(now, secrets.token_bytes(KEY_BYTES))
            manifest = _write(partial, moment, say, parquet=_writes_parquet(say, asked=parquet))
            partial.rename(folder)
            _flush(folder.parent)
        except BaseException:
            shutil.rmtree(partial, ignore_errors=True)
            raise
    return manifest


def _writes_parquet(say: Say, *, asked: bool | None) -> bool:
    if asked is None and not has_parquet():
        say(NO_PARQUET)
        return False
    return asked is None or asked


def _write(folder: Path, moment: Moment, say: Say, *, parquet: bool) -> dict[str, Any]:
    files = []
    with ExitStack() as stack:
        with wait_for("ledger", seconds=WAIT_SECONDS):
            stack.enter_context(one_moment())
            # The moment is that of the first query.
            head = LedgerEntry.objects.head()
        stack.enter_context(joined_as_a_whole())
        for table in TABLES:
            files.append(write_table(folder, table, table.read(moment)))
            say(f"{table.name}: {files[-1].rows:,}")
        told = VoteEvent.objects.filter(may_be_told(now=moment.now), ledger_entry__isnull=False)
        withheld = head[0] - told.count()
    if parquet:
        files += write_parquet(folder, TABLES, files)
    manifest = manifest_of(moment, head, TABLES, files, withheld=withheld)
    card = write_text(folder / CARD, card_of(manifest, TABLES, files))
    manifest["files"].append(described(card))
    _keep_manifest(folder, manifest)
    return manifest


def _keep_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    with (folder / MANIFEST).open("w", encoding="utf-8") as file:
        json.dump(manifest, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    _flush(folder)


def _flush(folder: Path) -> None:
    """So that names in it survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
