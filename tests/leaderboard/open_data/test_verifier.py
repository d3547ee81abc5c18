"""verify/podium_verify.py: it passes what is true, and finds what is not."""

import gzip
import json
import subprocess
import sys

import pytest

from leaderboard.models import LedgerEntry
from tests.leaderboard.open_data.making import manifest_of, rows_of
from tests.leaderboard.open_data.verifying import (
    SCRIPT,
    change_row,
    lie_of,
    podium_verify,
    rechain,
    write_manifest,
    write_rows,
)

pytestmark = pytest.mark.django_db


def test_a_true_dump_is_verified(whole):
    report = podium_verify.verify(whole)
    assert (report.entries, report.votes, report.exclusions) == (28, 25, 1)
    assert (report.withheld, report.unchecked) == (0, 0)
    assert report.head == LedgerEntry.objects.head()[1]
    slugs = {board.slug for board in report.boards}
    assert {"overall", "style-controlled", "last-7-days", "dav", "rao", "anchored"} <= slugs
    assert all(board.largest <= 1e-6 for board in report.boards)


def test_the_script_needs_nothing_of_podium(whole, tmp_path):
    done = subprocess.run(
        [sys.executable, "-I", str(SCRIPT), str(whole)],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
        env={},
    )
    assert "Verified: 25 votes, 1 exclusions, 0 entries withheld." in done.stdout


def test_the_script_says_the_first_line_that_is_wrong_and_fails(folder):
    change_row(folder, "votes", 3, outcome="bogus")
    done = subprocess.run(
        [sys.executable, "-I", str(SCRIPT), str(folder)],
        capture_output=True,
        text=True,
        check=False,
        env={},
    )
    assert done.returncode == 1
    assert done.stderr.startswith("votes.jsonl.gz:4: vote")


def test_a_file_that_is_not_the_manifest_s_is_found(folder):
    path = folder / "competitors.jsonl.gz"
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes()), compresslevel=1, mtime=0))
    assert lie_of(folder) == "competitors.jsonl.gz: its bytes are not those of the manifest"


def test_a_missing_file_is_found(folder):
    (folder / "README.md").unlink()
    assert lie_of(folder) == "README.md: it is missing"


def test_a_file_cut_in_the_middle_is_found(folder):
    path = folder / "ledger.jsonl.gz"
    path.write_bytes(path.read_bytes()[:-100])
    assert "ledger.jsonl.gz" in lie_of(folder)


@pytest.mark.parametrize("place", [0, -1], ids=["old entry", "new entry"])
def test_a_vote_edited_in_its_table_is_found(folder, place):
    row = rows_of(folder, "votes")[place]
    outcome = "left" if row["outcome"] != "left" else "right"
    change_row(folder, "votes", place, outcome=outcome)
    assert f"vote {row['id']}: outcome is '{outcome}', and the ledger has" in lie_of(folder)


@pytest.mark.parametrize("place", [0, 20], ids=["old entry", "new entry"])
def test_a_vote_edited_in_the_ledger_breaks_the_chain(folder, place):
    rows = rows_of(folder, "ledger")
    event = json.loads(rows[place]["event"])
    event["outcome"] = "left" if event["outcome"] != "left" else "right"
    text = json.dumps(event, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    change_row(folder, "ledger", place, event=text)
    assert lie_of(folder).startswith(f"ledger.jsonl.gz:{place + 1}: the chain breaks")


def test_a_vote_dropped_from_its_table_is_found(folder):
    rows = rows_of(folder, "votes")
    gone = rows.pop(5)
    write_rows(folder, "votes", rows)
    assert f"vote {gone['id']} is missing" in lie_of(folder)


def test_an_entry_dropped_from_the_ledger_is_found(folder):
    rows = rows_of(folder, "ledger")
    del rows[10]
    write_rows(folder, "ledger", rows)
    assert lie_of(folder) == "ledger.jsonl.gz:11: entry 12 stands where 11 belongs"


def test_a_vote_added_to_its_table_is_found(folder):
    rows = rows_of(folder, "votes")
    write_rows(folder, "votes", [*rows, rows[-1] | {"id": rows[-1]["id"] + 1000}])
    assert "the ledger tells of no vote" in lie_of(folder)


def test_a_vote_added_to_the_ledger_is_found(folder):
    rows = rows_of(folder, "ledger")
    write_rows(folder, "ledger", [*rows, rows[-1] | {"sequence": len(rows) + 1}])
    assert lie_of(folder).startswith(f"ledger.jsonl.gz:{len(rows) + 1}: the chain breaks")


@pytest.mark.parametrize("table", ["ledger", "votes"])
def test_rows_in_another_order_are_found(folder, table):
    rows = rows_of(folder, table)
    rows[7], rows[8] = rows[8], rows[7]
    write_rows(folder, table, rows)
    assert f"{table}.jsonl.gz:" in lie_of(folder)


def test_entries_that_changed_places_with_their_numbers_are_found(folder):
    rows = rows_of(folder, "ledger")
    rows[7], rows[8] = rows[8] | {"sequence": 8}, rows[7] | {"sequence": 9}
    write_rows(folder, "ledger", rows)
    assert lie_of(folder).startswith("ledger.jsonl.gz:8: the chain breaks")


def test_a_tail_that_was_cut_is_found(folder):
    write_rows(folder, "ledger", rows_of(folder, "ledger")[:-2])
    assert "the chain ends at entry 26" in lie_of(folder)


def test_a_tail_that_was_cut_with_its_head_is_found_by_the_runs(folder):
    rows = rows_of(folder, "ledger")[:-2]
    write_rows(folder, "ledger", rows)
    manifest = manifest_of(folder)
    manifest["head"] = {"sequence": 26, "digest": rows[-1]["digest"]}
    write_manifest(folder, manifest)
    assert "exclusions.jsonl.gz" in lie_of(folder) or "entries of a ledger" in lie_of(folder)


def test_a_chain_that_was_rebuilt_is_found_by_an_earlier_head(folder):
    earlier = rows_of(folder, "ledger")[-1]["digest"]
    rows = rows_of(folder, "ledger")
    rows[20]["salt"] = "00" * 32
    rechain(folder, rows)
    assert podium_verify.verify(folder).votes == 25
    assert lie_of(folder, head=(None, earlier)) == (
        f"ledger.jsonl.gz: no entry has the earlier head {earlier}"
    )


def test_an_earlier_head_of_the_chain_is_found(whole):
    row = rows_of(whole, "ledger")[11]
    for sequence in (None, 12):
        assert podium_verify.verify(whole, head=(sequence, row["digest"])).votes == 25
    assert "no entry has the earlier head" in lie_of(whole, head=(13, row["digest"]))


@pytest.mark.parametrize("slug", ["overall", "style-controlled", "dav", "rao", "anchored"])
def test_a_rating_that_was_changed_is_found(folder, slug):
    rows = rows_of(folder, "entries")
    place = next(place for place, row in enumerate(rows) if row["board"] == slug)
    change_row(folder, "entries", place, rating=rows[place]["rating"] + 2e-6)
    assert f"{slug}: {rows[place]['competitor']} is rated" in lie_of(folder)


@pytest.mark.parametrize("key", ["votes", "wins", "ties"])
def test_a_count_of_a_row_that_was_changed_is_found(folder, key):
    row = rows_of(folder, "entries")[0]
    change_row(folder, "entries", 0, **{key: row[key] + 1})
    assert lie_of(folder).startswith(f"entries.jsonl.gz:1: {row['board']}: {key} of")


def test_a_row_that_was_left_out_is_found(folder):
    rows = rows_of(folder, "entries")
    write_rows(folder, "entries", rows[1:])
    assert "is missing" in lie_of(folder)


def test_a_tally_that_was_changed_is_found(folder):
    row = rows_of(folder, "tallies")[0]
    change_row(folder, "tallies", 0, first_wins=row["first_wins"] + 1)
    assert "its counts differ from the ledger's by 1" in lie_of(folder)


def test_an_exclusion_that_was_hidden_is_found(folder):
    rows = rows_of(folder, "exclusions")
    write_rows(folder, "exclusions", rows[1:])
    assert f"vote {rows[0]['vote']} was excluded under manual" in lie_of(folder)


def test_an_exclusion_hidden_in_the_ledger_too_is_found_by_the_board(folder):
    write_rows(folder, "exclusions", rows_of(folder, "exclusions")[1:])
    ledger = rows_of(folder, "ledger")
    hidden = next(row for row in ledger if json.loads(row["event"])["rule"] == "manual")
    vote = json.loads(hidden["event"])["vote"]
    votes = [
        row | {"counts": row["counts"] or row["id"] == vote} for row in rows_of(folder, "votes")
    ]
    write_rows(folder, "votes", votes)
    rechain(folder, [row for row in ledger if row is not hidden])
    assert "its counts differ from the ledger's" in lie_of(folder)


@pytest.mark.parametrize(
    ("key", "value"), [("probability", 0.123), ("name_authors", "never"), ("challenge", "other")]
)
def test_a_serving_that_was_changed_is_found(folder, key, value):
    rows = rows_of(folder, "matches")
    newest = max(range(len(rows)), key=lambda place: rows[place]["vote"])
    change_row(folder, "matches", newest, **{key: value})
    assert f"{key} is {value!r}, and the ledger has" in lie_of(folder)


@pytest.mark.parametrize("key", ["probability", "name_authors"])
def test_a_serving_changed_in_the_ledger_breaks_the_chain(folder, key):
    rows = rows_of(folder, "ledger")
    event = json.loads(rows[20]["event"]) | {key: None}
    text = json.dumps(event, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    change_row(folder, "ledger", 20, event=text)
    assert lie_of(folder).startswith("ledger.jsonl.gz:21: the chain breaks")


def test_a_match_that_was_left_out_is_found(folder):
    rows = rows_of(folder, "matches")
    write_rows(folder, "matches", rows[1:])
    assert f"match {rows[0]['id']} of vote" in lie_of(folder)


def test_a_time_that_was_changed_is_found(folder):
    change_row(folder, "votes", -1, cast_at="2020-01-01T00:00:00.000000+00:00")
    assert "cast_at is '2020-01-01" in lie_of(folder)


def test_a_head_is_a_digest_with_or_without_its_place():
    digest = "ab" * 32
    assert podium_verify.head_of(digest) == (None, digest)
    assert podium_verify.head_of(f"12:{digest}") == (12, digest)
