"""The card of a dump: a README whose head tells the Hugging Face Hub, and `datasets`, which tables
there are, in which files, and under which licence."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from leaderboard.open_data.tables import DataTable
from leaderboard.open_data.writing import DumpFile

CARD = "README.md"
# The names that the Hub has for licences, by those of SPDX.
_LICENCES = {
    name.upper(): name
    for name in (
        *("cc0-1.0", "cc-by-4.0", "cc-by-sa-4.0", "cc-by-nc-4.0", "cc-by-nd-4.0"),
        *("cc-by-nc-sa-4.0", "cc-by-nc-nd-4.0", "apache-2.0", "mit"),
    )
} | {"ODBL-1.0": "odbl", "ODC-BY-1.0": "odc-by", "PDDL-1.0": "pddl"}
# The most useful one is what is loaded when none is named.
_FIRST = "votes"


def card_of(
    manifest: Mapping[str, Any], tables: Sequence[DataTable], files: Sequence[DumpFile]
) -> str:
    """The text of the card, of a dump that has these files."""
    sheet = manifest["datasheet"]
    head = manifest["head"]
    made = (
        f"Made at {manifest['made_at']}. The ledger has {head['sequence']:,} entries, and its head"
    )
    lines = [
        *("---", *_front(manifest["licence"], tables, files), "---", ""),
        *(f"# Votes of {manifest['site'] or 'a Podium arena'}", "", sheet["what"], ""),
        f"{made} is `{head['digest']}`.",
        *("", "## Check it", "", "```", "python3 podium_verify.py .", "```", ""),
        *("## How it was collected", "", sheet["collected"], ""),
        *("## People", "", sheet["personal"], "", "## What is withheld", "", sheet["withheld"], ""),
        *("## Known faults", "", *(f"* {each}" for each in sheet["known_faults"]), ""),
        *("## Tables", ""),
        *(f"* `{each.name}`: {each.meaning}" for each in tables),
        "",
    ]
    return "\n".join(lines)


def _front(
    licence: str | None, tables: Sequence[DataTable], files: Sequence[DumpFile]
) -> Iterator[str]:
    yield from _licence(licence)
    yield from ("tags:", "- human-preference", "- podium", "configs:")
    for table in sorted(tables, key=lambda each: each.name != _FIRST):
        # The last form that was written: Parquet, where there is any.
        name = next(file.name for file in reversed(files) if file.table == table.name)
        yield f"- config_name: {table.name}"
        if table.name == _FIRST:
            yield "  default: true"
        yield f"  data_files: {name}"


def _licence(name: str | None) -> Iterator[str]:
    known = _LICENCES.get((name or "").upper())
    if name is None:
        yield "license: unknown"
    elif known:
        yield f"license: {known}"
    else:
        yield "license: other"
        # Every JSON text is one of YAML.
        yield f"license_name: {json.dumps(name)}"
