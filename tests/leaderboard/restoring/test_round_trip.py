"""A dump restored into an empty arena is that arena again."""

import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from arena.arena_settings import current_settings
from arena.models import Challenge, ChallengeState, Response, Vote, Voter
from arena.moderation import withdraw_response
from leaderboard.models import Board, Entry, LedgerEntry, RatingRun
from leaderboard.open_data import TABLES
from leaderboard.passes import make_passes
from leaderboard.restoring import RestoreRefused, restore_dump
from leaderboard.runs import recompute_boards, verify
from tests.arrange import cast_votes, make_challenge, make_competitor, make_staff
from tests.conftest import forget
from tests.leaderboard.open_data.making import dump, make_rated_arena, manifest_of, rows_of
from tests.leaderboard.open_data.verifying import change_row, podium_verify, write_manifest

pytestmark = pytest.mark.django_db


def made_elsewhere(blocker, folder, make):
    """The dump of an arena that is gone when a test begins."""
    forget()
    with blocker.unblock(), transaction.atomic():
        make()
        dump(folder)
        transaction.set_rollback(True)
    forget()
    return folder


def make_told_arena():
    votes = make_rated_arena()
    Board.objects.create(slug="dav", name="Dav", ties="davidson", side_effect=True, minimum_votes=1)
    Board.objects.create(slug="anchored", name="Anchored", anchor=votes[0].left_competitor)
    withdraw_response(
        response=votes[3].left, reason="Secret reason.", actor=make_staff(), now=timezone.now()
    )
    recompute_boards()


@pytest.fixture(scope="module")
def folder(django_db_setup, django_db_blocker, tmp_path_factory):
    path = tmp_path_factory.mktemp("dumps") / "dump"
    return made_elsewhere(django_db_blocker, path, make_told_arena)


@pytest.fixture
def copy(folder, tmp_path):
    return Path(shutil.copytree(folder, tmp_path / "copy"))


def restore(folder):
    return restore_dump(folder, now=timezone.now())


def without_names(rows):
    """Voters by the order in which they come: each dump gives them other names."""
    names = {}
    for row in rows:
        if row.get("voter"):
            row["voter"] = names.setdefault(row["voter"], len(names))
    return rows


def test_a_second_dump_says_the_same_of_everything_but_names_of_voters(folder, tmp_path):
    restored = restore(folder)
    again = dump(tmp_path / "again")
    for table in TABLES:
        expected, found = (without_names(rows_of(each, table.name)) for each in (folder, again))
        assert found == expected, table.name
    head = manifest_of(folder)["head"]
    assert restored.head == (head["sequence"], head["digest"]) == LedgerEntry.objects.head()
    assert manifest_of(again)["head"] == head
    assert podium_verify.verify(again).votes == 25


def test_every_board_is_computed_again_with_the_same_ratings(folder):
    restore(folder)
    assert verify(now=timezone.now()).wrong == ()
    stands = {
        (row["board"], row["competitor"]): row["rating"] for row in rows_of(folder, "entries")
    }
    recompute_boards(everything=True)
    newest = {RatingRun.objects.newest(board).pk for board in Board.objects.all()}
    rows = Entry.objects.filter(run__in=newest).values_list(
        "run__board__slug", "competitor__slug", "rating"
    )
    found = {(board, competitor): rating for board, competitor, rating in rows}
    assert {board for board, _ in found} >= {"overall", "style-controlled", "dav", "anchored"}
    assert found == pytest.approx(stands, abs=1e-9)


def test_a_restored_arena_goes_on(folder):
    restore(folder)
    last = LedgerEntry.objects.head()[0]
    cast_votes(4, seed=9, now=timezone.now())
    make_challenge("one-more")
    recompute_boards()
    assert LedgerEntry.objects.head()[0] == last + 4
    assert verify(now=timezone.now()).wrong == ()


def test_the_command_says_what_is_not_there(folder, capsys):
    call_command("import_dump", str(folder))
    said = capsys.readouterr()
    assert said.out.startswith("Restored: 25 votes, 28 ledger entries, head ")
    assert "No dump has: staff and their reasons" in said.err


def make_withheld_arena():
    votes = make_rated_arena()
    Challenge.objects.filter(pk=votes[0].challenge_id).update(responses_public="when_retired")


def test_what_was_withheld_is_stated_and_the_rest_is_a_chain_of_its_own(
    django_db_blocker, tmp_path
):
    folder = made_elsewhere(django_db_blocker, tmp_path / "dump", make_withheld_arena)
    manifest, told = manifest_of(folder), len(rows_of(folder, "votes"))
    restored = restore(folder)
    assert f"{manifest['withheld']} entries of the ledger were withheld" in restored.missing[0]
    assert restored.head[1] in restored.missing[0]
    assert Vote.objects.count() == told < 25
    assert restored.head[0] == manifest["head"]["sequence"] - manifest["withheld"]
    assert verify(now=timezone.now()).wrong == ()
    assert RatingRun.objects.filter(board__slug="overall").get().votes == told - 1


def make_measured_arena():
    make_rated_arena()
    make_passes(pause=False)
    recompute_boards()


def test_intervals_that_were_measured_are_measured_again(django_db_blocker, tmp_path):
    folder = made_elsewhere(django_db_blocker, tmp_path / "dump", make_measured_arena)
    assert any(row["passed_at"] for row in rows_of(folder, "boards"))
    restore(folder)
    assert verify(now=timezone.now()).wrong == ()
    again = dump(tmp_path / "again")
    bounds = [
        {(row["board"], row["competitor"]): row["lower"] for row in rows_of(each, "entries")}
        for each in (folder, again)
    ]
    assert bounds[1] == pytest.approx(bounds[0], abs=1e-6)


def test_settings_that_say_what_is_public_are_those_of_the_dump(copy):
    manifest = manifest_of(copy)
    manifest["datasheet"]["settings"]["responses_public"] = "when_retired"
    write_manifest(copy, manifest)
    restore(copy)
    assert current_settings().responses_public == "when_retired"


def write_over(copy, **values):
    write_manifest(copy, manifest_of(copy) | values)


def without_head(copy):
    write_manifest(copy, {key: value for key, value in manifest_of(copy).items() if key != "head"})


def cut(path):
    path.write_bytes(path.read_bytes()[:-9])


BREAK = {
    "no manifest": lambda copy: (copy / "manifest.json").unlink(),
    "foreign": lambda copy: write_manifest(copy, {"files": []}),
    "no json": lambda copy: (copy / "manifest.json").write_text("{"),
    "later": lambda copy: write_over(copy, version=2),
    "no head": without_head,
    "other head": lambda copy: write_over(copy, head={"sequence": 28, "digest": "ab" * 32}),
    "missing": lambda copy: (copy / "votes.jsonl.gz").unlink(),
    "cut": lambda copy: cut(copy / "votes.jsonl.gz"),
    "outcome": lambda copy: change_row(copy, "votes", 3, outcome="both_bad"),
    "digest": lambda copy: change_row(copy, "ledger", 3, digest="ab" * 32),
    "reference": lambda copy: change_row(copy, "votes", 3, challenge="elsewhere"),
    "column": lambda copy: change_row(copy, "challenges", 0, kind="unknown"),
    "exclusion": lambda copy: change_row(copy, "exclusions", 0, rule="test_vote"),
}


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ("no manifest", "is no dump"),
        ("foreign", "not the manifest of a dump"),
        ("no json", "it is no JSON"),
        ("later", "version 2 is not known"),
        ("no head", "it is not complete"),
        ("other head", "the chain ends at entry 28"),
        ("missing", "votes.jsonl.gz: it is missing"),
        ("cut", "votes.jsonl.gz: its bytes are not those of the manifest"),
        ("outcome", "do not say the same"),
        ("digest", "the chain breaks at entry 4"),
        ("reference", "does not fit together"),
        ("column", "does not fit together"),
        ("exclusion", "the ledger tells of an exclusion"),
    ],
)
def test_a_dump_that_is_not_whole_is_refused_and_nothing_is_written(copy, how, sentence):
    BREAK[how](copy)
    with pytest.raises(CommandError, match=sentence):
        call_command("import_dump", str(copy))
    assert not Challenge.objects.exists()
    assert not Voter.objects.exists()
    assert not LedgerEntry.objects.exists()


@pytest.mark.parametrize(
    "make", [make_competitor, lambda: make_challenge(state=ChallengeState.DRAFT)]
)
def test_an_arena_that_is_not_empty_is_refused(folder, make):
    make()
    with pytest.raises(RestoreRefused, match="is not empty"):
        restore(folder)
    assert not Response.objects.exists()
