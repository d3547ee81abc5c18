"""What a dump says of itself: its files, its columns, its head, and a datasheet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from arena.arena_settings import current_settings
from arena.visibility import DAYS_UNDECIDED
from leaderboard.open_data.tables import DataTable, Moment, as_text
from leaderboard.open_data.writing import DumpFile
from leaderboard.runs import code_version

FORMAT, VERSION = "podium-dump", 1


@dataclass(frozen=True, slots=True)
class DumpTable:
    """A table of a manifest with its files, as pages show it."""

    name: str
    meaning: str
    rows: int
    files: Sequence[Mapping[str, Any]]


def tables_of(manifest: Mapping[str, Any]) -> list[DumpTable]:
    """The tables of a manifest, in its order."""
    found = []
    for name, about in manifest.get("schema", {}).items():
        files = [file for file in manifest["files"] if file["table"] == name]
        if files:
            found.append(DumpTable(name, about["meaning"], files[0]["rows"], files))
    return found


def manifest_of(
    moment: Moment,
    head: tuple[int, str],
    tables: Sequence[DataTable],
    files: Sequence[DumpFile],
    *,
    withheld: int,
) -> dict[str, Any]:
    """The manifest, ready for JSON.

    Args:
        moment: of when the dump is.
        head: sequence and digest of the last entry of the ledger.
        tables, files: what is in it.
        withheld: how many entries of the ledger are.
    """
    return {
        "format": FORMAT,
        "version": VERSION,
        "made_at": as_text(moment.now),
        "site": settings.SITE_URL or None,
        "code": code_version(),
        "licence": settings.DATA_LICENCE or None,
        "head": {"sequence": head[0], "digest": head[1]},
        "withheld": withheld,
        "files": [described(each) for each in files],
        "schema": {table.name: _schema(table) for table in tables},
        "datasheet": _datasheet(),
    }


def described(file: DumpFile) -> Mapping[str, Any]:
    return {
        "name": file.name,
        "table": file.table,
        "format": file.form,
        "rows": file.rows,
        "bytes": file.size,
        "sha256": file.sha256,
    }


def _schema(table: DataTable) -> Mapping[str, Any]:
    columns = [
        {"name": each.name, "type": each.kind.value, "meaning": each.meaning}
        for each in table.columns
    ]
    return {"meaning": table.meaning, "columns": columns}


def _datasheet() -> Mapping[str, Any]:
    chosen = current_settings()
    return {
        "what": (
            "Blind votes between two anonymous responses to the same challenge, the responses, the "
            "ledger that puts votes and exclusions in one order, and the ratings computed from it."
        ),
        "collected": (
            "Each vote is of one serving of two responses, drawn at random with the probability "
            "that stands beside it, sides drawn at random, authors hidden until the vote. Votes "
            "whose origin is imported or simulated were not cast here."
        ),
        "settings": {
            "name_authors": chosen.name_authors,
            "responses_public": chosen.responses_public,
            "minimum_votes": settings.MINIMUM_VOTES,
        },
        "personal": (
            "Voters are replaced by a keyed hash whose key was thrown away, so dumps cannot be "
            "joined by it. There is no address, no user agent and no prompt that is not public. "
            "Prompts and responses are as received and may speak of persons."
        ),
        "withheld": (
            "Votes whose authors were not named to the voter, or whose responses are not public, "
            f"and exclusions that nobody has decided on, for at most {DAYS_UNDECIDED} days. The "
            "ledger has their digests, and the tallies count them."
        ),
        "known_faults": [
            "Voters are browsers, not people: one person may be several.",
            "Voters chose to come: they are no sample of any public.",
            "Pairs are not drawn equally often; weight by their probability where it matters.",
            "Voters may choose a category, kind, language or challenge; `choice` says which.",
            "Of imported votes all is known from their source alone.",
            "A vote counts here though an exclusion that is withheld keeps it from the ratings.",
            "Counts of style are Podium's own; they are not part of what the ledger proves.",
            "Files (pictures, sound, video) are named and not contained.",
        ],
    }
