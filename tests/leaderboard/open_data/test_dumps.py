"""What a dump holds, what it withholds, and how it is written."""

import gzip
import hashlib
import io
import json
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pyarrow import parquet

from arena.arena_settings import change_setting
from arena.models import (
    Challenge,
    Competitor,
    Exclusion,
    ExclusionRule,
    Match,
    Response,
    Vote,
    VoteEvent,
    Voter,
)
from arena.moderation import quarantine_voters, withdraw_response
from leaderboard.models import LedgerEntry, RatingRun
from leaderboard.open_data import TABLES, DumpRefused, dumping, export_dump
from leaderboard.open_data.tables import as_markdown
from leaderboard.runs import recompute_boards
from tests.arrange import make_challenge, make_response, make_staff, serve, vote_on
from tests.leaderboard.open_data.making import dump, exclude, make_rated_arena, manifest_of, rows_of

pytestmark = pytest.mark.django_db

DOCS = Path(__file__).parents[3] / "docs" / "data.md"


@pytest.fixture(scope="module")
def votes(scene):
    return make_rated_arena()


@pytest.fixture
def dumped(votes, tmp_path):
    return dump(tmp_path / "dump")


def bytes_of(folder):
    """All that a dump says, uncompressed."""
    parts = [
        gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        for path in sorted(folder.iterdir())
        if path.suffix != ".parquet"
    ]
    return b"\n".join(parts).decode()


def test_a_dump_holds_every_row_that_may_be_told(dumped):
    assert {each["id"] for each in rows_of(dumped, "votes")} == set(
        Vote.objects.values_list("id", flat=True)
    )
    counts = {table.name: len(rows_of(dumped, table.name)) for table in TABLES}
    assert counts["challenges"] == Challenge.objects.count()
    assert counts["competitors"] == Competitor.objects.count()
    assert counts["responses"] == Response.objects.count()
    assert counts["matches"] == counts["votes"] == 25
    assert counts["ledger"] == LedgerEntry.objects.count() == 28
    assert counts["exclusions"] == Exclusion.objects.count() == 2
    assert counts["boards"] == RatingRun.objects.values("board").distinct().count()


def test_the_manifest_names_every_file_with_its_digest_and_size(dumped):
    manifest = manifest_of(dumped)
    assert {each["name"] for each in manifest["files"]} | {"manifest.json"} == {
        path.name for path in dumped.iterdir()
    }
    for file in manifest["files"]:
        content = (dumped / file["name"]).read_bytes()
        assert (file["sha256"], file["bytes"]) == (
            hashlib.sha256(content).hexdigest(),
            len(content),
        )
        if file["table"]:
            assert file["rows"] == len(rows_of(dumped, file["table"]))
        else:
            assert (file["name"], file["rows"]) == ("README.md", None)


def test_the_manifest_has_the_head_and_the_columns(dumped):
    manifest = manifest_of(dumped)
    sequence, digest = LedgerEntry.objects.head()
    assert manifest["head"] == {"sequence": sequence, "digest": digest}
    assert manifest["withheld"] == 0
    for table in TABLES:
        names = [column["name"] for column in manifest["schema"][table.name]["columns"]]
        assert names == list(rows_of(dumped, table.name)[0])
    assert {"what", "collected", "known_faults"} <= manifest["datasheet"].keys()


def test_the_licence_is_that_of_the_setting(votes, tmp_path, settings):
    assert manifest_of(dump(tmp_path / "one"))["licence"] is None
    settings.DATA_LICENCE = "CC-BY-4.0"
    assert manifest_of(dump(tmp_path / "other"))["licence"] == "CC-BY-4.0"


def test_parquet_holds_the_same_rows(votes, tmp_path):
    dumped = dump(tmp_path / "dump", parquet=True)
    assert {each["format"] for each in manifest_of(dumped)["files"]} == {
        "jsonl.gz",
        "parquet",
        "md",
    }
    for table in TABLES:
        rows = parquet.read_table(dumped / f"{table.name}.parquet").to_pylist()
        for row, expected in zip(rows, rows_of(dumped, table.name), strict=True):
            for column in table.columns:
                value = row[column.name]
                if column.kind == "json" and value is not None:
                    value = json.loads(value)
                if column.kind == "time" and value is not None:
                    value = value.isoformat(timespec="microseconds")
                assert value == expected[column.name]


def test_without_pyarrow_there_is_json_lines_alone_and_it_is_said(votes, tmp_path, monkeypatch):
    monkeypatch.setattr(dumping, "has_parquet", lambda: False)
    said = []
    dump(tmp_path / "dump", say=said.append, parquet=None)
    assert "JSON Lines only" in said[0]
    assert not list((tmp_path / "dump").glob("*.parquet"))


def test_voters_have_other_names_in_each_dump(votes, tmp_path):
    one, other = (rows_of(dump(tmp_path / name), "votes") for name in ("one", "other"))
    assert (
        len({each["voter"] for each in one})
        == Voter.objects.filter(votes__isnull=False).distinct().count()
    )
    assert {each["voter"] for each in one}.isdisjoint(each["voter"] for each in other)
    assert one[-1]["voter"] == one[-2]["voter"]


def test_nothing_in_a_dump_identifies_a_voter(votes, tmp_path):
    Match.objects.update(address_hash="a" * 24)
    text = bytes_of(dump(tmp_path / "dump"))
    for voter in Voter.objects.all():
        assert str(voter.id) not in text
        assert str(voter.key) not in text
    assert "a" * 24 not in text
    assert "Secret reason" not in text


def test_a_prompt_that_is_not_public_is_in_no_dump(votes, tmp_path):
    make_challenge("unborn", state="draft")
    assert "unborn" not in bytes_of(dump(tmp_path / "dump"))


def test_a_system_prompt_that_is_hidden_from_voters_is_in_no_dump(votes, tmp_path):
    turns = [
        {"role": "system", "hidden": True, "parts": [{"type": "text", "text": "Be terse."}]},
        {"role": "user", "parts": [{"type": "text", "text": "Who are you?"}]},
    ]
    challenge = make_challenge("chat")
    Challenge.objects.filter(pk=challenge.pk).update(turns=turns, prompt="Who are you?")
    make_response(challenge, Competitor.objects.first(), content="Nobody.", turns=turns)
    folder = dump(tmp_path / "dump")
    assert "Be terse." not in bytes_of(folder)
    (row,) = (each for each in rows_of(folder, "challenges") if each["slug"] == "chat")
    assert row["turns"] == turns[1:]


def test_a_vote_whose_responses_are_not_public_is_withheld(votes, tmp_path):
    challenge = Vote.objects.first().challenge
    Challenge.objects.filter(pk=challenge.pk).update(responses_public="when_retired")
    folder = dump(tmp_path / "dump")
    hidden = Vote.objects.filter(challenge=challenge)
    events = set(VoteEvent.objects.filter(vote__in=hidden).values_list("ledger_entry", flat=True))
    assert not {each["id"] for each in rows_of(folder, "votes")} & {vote.pk for vote in hidden}
    assert challenge.slug not in {each["challenge"] for each in rows_of(folder, "matches")}
    assert challenge.slug not in {each["challenge"] for each in rows_of(folder, "responses")}
    withheld = {each["sequence"] for each in rows_of(folder, "ledger") if each["event"] is None}
    assert withheld == events
    assert manifest_of(folder)["withheld"] == len(events)


def test_a_withheld_entry_is_a_digest_without_its_salt(votes, tmp_path):
    Challenge.objects.update(responses_public="when_retired")
    entries = rows_of(dump(tmp_path / "dump"), "ledger")
    assert {each["salt"] for each in entries} == {each["event"] for each in entries} == {None}
    assert all(each["digest"] and len(each["event_digest"]) == 64 for each in entries[5:])


def test_a_stretch_of_withheld_old_entries_has_its_last_digest_alone(votes, tmp_path):
    Challenge.objects.update(responses_public="when_retired")
    last = Vote.objects.earliest("id")
    Challenge.objects.filter(pk=last.challenge_id).update(responses_public="now")
    entries = rows_of(dump(tmp_path / "dump"), "ledger")[:6]
    hidden = [
        entry["event"] is None and following["event"] is None and following["version"] == 1
        for entry, following in pairwise(entries)
    ]
    assert [entry["digest"] is None for entry in entries[:-1]] == hidden
    assert any(hidden)


def test_an_exclusion_that_nobody_decided_is_withheld_and_its_vote_is_not(votes, tmp_path):
    vote = votes[10]
    quarantine_voters(voters=[vote.voter_id], reason="Haste.", now=timezone.now())
    exclude(vote, ExclusionRule.SUSPICION)
    recompute_boards()
    folder = dump(tmp_path / "dump")
    (row,) = (each for each in rows_of(folder, "votes") if each["id"] == vote.pk)
    assert row["counts"]
    assert vote.pk not in {each["vote"] for each in rows_of(folder, "exclusions")}
    assert rows_of(folder, "ledger")[-1]["event"] is None


def test_a_vote_that_waits_for_its_place_in_the_ledger_is_in_no_dump(votes, tmp_path):
    vote = vote_on(serve(now=timezone.now()), now=timezone.now())
    folder = dump(tmp_path / "dump")
    assert vote.pk not in {each["id"] for each in rows_of(folder, "votes")}
    assert str(vote.match_id) not in {each["id"] for each in rows_of(folder, "matches")}


def test_how_a_skipped_match_was_served_is_in_no_dump(votes, tmp_path):
    match = serve(now=timezone.now())
    assert str(match.id) not in {each["id"] for each in rows_of(dump(tmp_path / "d"), "matches")}


def test_a_response_withdrawn_after_votes_keeps_its_digest_and_loses_its_content(votes, tmp_path):
    response = votes[0].left
    withdraw_response(response=response, reason="Broken.", actor=make_staff(), now=timezone.now())
    rows = rows_of(dump(tmp_path / "dump"), "responses")
    (row,) = (each for each in rows if each["id"] == response.pk)
    assert (row["is_public"], row["content"], row["sha256"]) == (False, None, response.sha256)
    assert row["length"] == len(response.content)


def test_votes_say_whether_they_count(dumped, votes):
    counts = {each["id"]: each["counts"] for each in rows_of(dumped, "votes")}
    assert [vote for vote, is_counted in counts.items() if not is_counted] == [votes[7].pk]


def test_exclusions_say_when_they_were_lifted(dumped, votes):
    lifted = {each["vote"]: each["lifted_at"] for each in rows_of(dumped, "exclusions")}
    assert lifted[votes[7].pk] is None
    assert lifted[votes[8].pk] is not None


def test_a_folder_that_holds_something_is_left_alone(dumped):
    before = sorted(dumped.iterdir())
    with pytest.raises(DumpRefused, match="not an empty folder"):
        dump(dumped)
    assert sorted(dumped.iterdir()) == before


def test_an_interrupted_dump_leaves_nothing_under_its_name(votes, tmp_path):
    def interrupt(line):
        if line.startswith("votes"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        dump(tmp_path / "dump", say=interrupt)
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_dump_left_is_cleared_away(votes, tmp_path):
    (tmp_path / ".dump.partial").mkdir()
    (tmp_path / ".dump.partial" / "votes.jsonl.gz").write_bytes(b"half")
    assert manifest_of(dump(tmp_path / "dump"))["files"]
    assert [path.name for path in tmp_path.iterdir()] == ["dump"]


def test_the_command_says_what_it_wrote(votes, tmp_path):
    out = io.StringIO()
    call_command("export_dump", str(tmp_path / "dump"), stdout=out, stderr=io.StringIO())
    assert f"28 ledger entries, 0 of them withheld, head {LedgerEntry.objects.head()[1]}" in (
        out.getvalue()
    )
    with pytest.raises(CommandError, match="is there already"):
        call_command("export_dump", str(tmp_path / "dump"))


def test_after_thirty_days_the_exclusion_is_told(votes, tmp_path):
    exclude(votes[10], ExclusionRule.UNPROVEN)
    recompute_boards()
    later = timezone.now() + timedelta(days=30)
    export_dump(tmp_path / "dump", now=later)
    assert votes[10].pk in {each["vote"] for each in rows_of(tmp_path / "dump", "exclusions")}
    assert manifest_of(tmp_path / "dump")["withheld"] == 0


def test_a_rule_of_naming_withholds_votes(votes, tmp_path):
    change_setting(name="name_authors", value="never", actor=None, now=timezone.now())
    vote = vote_on(serve(now=timezone.now()), now=timezone.now())
    assert vote.pk not in {each["id"] for each in rows_of(dump(tmp_path / "dump"), "votes")}


def test_every_column_is_documented():
    documented = DOCS.read_text().partition("## Tables\n\n")[2]
    assert documented == as_markdown(TABLES)
