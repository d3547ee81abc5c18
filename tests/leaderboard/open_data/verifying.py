"""The script that verifies dumps, and dumps that were changed as an operator could."""

import gzip
import hashlib
import importlib.util
import json
import sys
from pathlib import Path

import pytest

from tests.leaderboard.open_data.making import manifest_of, rows_of

SCRIPT = Path(__file__).parents[3] / "verify" / "podium_verify.py"


def load_script():
    spec = importlib.util.spec_from_file_location("podium_verify", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    sys.modules["podium_verify"] = module
    spec.loader.exec_module(module)
    return module


podium_verify = load_script()


def write_rows(folder, table, rows):
    """Write the table over, and let the manifest agree, as an operator would."""
    lines = "".join(
        json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in rows
    )
    path = folder / f"{table}.jsonl.gz"
    path.write_bytes(gzip.compress(lines.encode(), mtime=0))
    manifest = manifest_of(folder)
    for file in manifest["files"]:
        if file["name"] == path.name:
            content = path.read_bytes()
            file |= {
                "rows": len(rows),
                "bytes": len(content),
                "sha256": hashlib.sha256(content).hexdigest(),
            }
        elif file["table"] == table:
            file["rows"] = len(rows)
    write_manifest(folder, manifest)


def write_manifest(folder, manifest):
    (folder / "manifest.json").write_text(json.dumps(manifest))


def rechain(folder, rows):
    """As an operator who rewrites history: every digest anew, and the head of the manifest and of
    the runs."""
    digest, digests = "0" * 64, {}
    for number, row in enumerate(rows, start=1):
        row["sequence"] = number
        event = row["event"].encode()
        link = event
        if row["version"] == 2:
            link = hashlib.sha256(bytes.fromhex(row["salt"]) + event).digest()
        digest = hashlib.sha256(bytes.fromhex(digest) + link).hexdigest()
        row["digest"] = digests[number] = digest
    write_rows(folder, "ledger", rows)
    boards = rows_of(folder, "boards")
    for board in boards:
        board["head"] = digests[min(board["sequence"], len(rows))]
        board["sequence"] = min(board["sequence"], len(rows))
    write_rows(folder, "boards", boards)
    manifest = manifest_of(folder)
    manifest["head"] = {"sequence": len(rows), "digest": digest}
    write_manifest(folder, manifest)


def lie_of(folder, **how):
    with pytest.raises(podium_verify.Lie) as found:
        podium_verify.verify(folder, **how)
    return str(found.value)


def change_row(folder, table, place, **changes):
    rows = rows_of(folder, table)
    rows[place] |= changes
    write_rows(folder, table, rows)
