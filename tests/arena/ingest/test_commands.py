import io

import pytest
from django.core.management import CommandError, call_command

from arena.models import Challenge, Competitor, Origin, Response, Vote
from tests.arena.ingest.files import (
    CHALLENGE,
    COMPETITOR,
    PNG,
    RESPONSE,
    write,
    write_json,
    write_lines,
)
from tests.arrange import make_competitor

pytestmark = pytest.mark.django_db


class Terminal(io.StringIO):
    def isatty(self):
        return True


def run(*words, out=None, err=None):
    out, err = out or io.StringIO(), err or io.StringIO()
    call_command(*map(str, words), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def refuse(*words):
    err = io.StringIO()
    with pytest.raises(CommandError) as refused:
        run(*words, err=err)
    assert refused.value.returncode == 1
    return str(refused.value), err.getvalue()


def test_an_import_prints_what_it_added(tmp_path):
    path = write_lines(tmp_path / "a.jsonl", COMPETITOR, CHALLENGE, RESPONSE)
    out, err = run("import_dataset", path, "--format", "jsonl")
    assert out == "Added 1 category, 1 competitor, 1 challenge, 1 response.\n"
    assert (
        err
        == "Reading files: 1\nChecking responses: 1\nLooking for names: 1\nWriting responses: 1\n"
    )
    assert Response.objects.get().source == "jsonl"


def test_a_second_import_prints_that_nothing_was_new(tmp_path):
    path = write_lines(tmp_path / "a.jsonl", COMPETITOR, CHALLENGE, RESPONSE)
    run("import_dataset", path, "--format", "jsonl")
    out, _ = run("import_dataset", path, "--format", "jsonl")
    assert out == "Nothing to add.\nAlready there: 1 challenge, 1 competitor, 1 response.\n"


def test_a_refusal_ends_with_code_1_and_says_what_to_do(tmp_path):
    path = write_lines(tmp_path / "a.jsonl", COMPETITOR, RESPONSE)
    said, err = refuse("import_dataset", path, "--format", "jsonl")
    assert said.endswith("Correct the files, or use --keep-going to bring in the rest.")
    assert f"Refused 1:\n  {path}:2: challenge: there is no challenge 'two-doors'\n" in err
    assert not Competitor.objects.exists()


def test_keep_going_imports_the_rest_and_exits_with_0(tmp_path):
    path = write_lines(tmp_path / "a.jsonl", COMPETITOR, RESPONSE)
    out, err = run("import_dataset", path, "--format", "jsonl", "--keep-going")
    assert out == "Added 1 competitor.\n"
    assert "Refused 1:" in err


def test_only_the_first_fifty_refusals_are_shown(tmp_path):
    path = write(tmp_path / "a.jsonl", "{}\n" * 52)
    _, err = refuse("import_dataset", path, "--format", "jsonl")
    assert "Refused 52:" in err
    assert "a.jsonl:50: type: is missing\n  … and 2 more.\n" in err


def test_a_dry_run_prints_what_it_would_add(tmp_path):
    path = write_lines(tmp_path / "a.jsonl", COMPETITOR)
    out, _ = run("import_dataset", path, "--format", "jsonl", "--dry-run")
    assert out == "Would add 1 competitor.\n"
    assert not Competitor.objects.exists()


def test_a_dry_run_with_refusals_ends_with_code_1(tmp_path):
    path = write(tmp_path / "a.jsonl", "{}")
    said, _ = refuse("import_dataset", path, "--format", "jsonl", "--dry-run")
    assert said == "Nothing would come in without --keep-going."


def test_challenges_can_come_in_as_drafts_from_a_named_source(tmp_path):
    path = write_lines(tmp_path / "a.jsonl", CHALLENGE)
    run("import_dataset", path, "--format", "jsonl", "--state", "draft", "--source", "class of 26")
    challenge = Challenge.objects.get()
    assert (challenge.state, challenge.source) == ("draft", "class of 26")


def test_a_source_too_long_for_its_column_is_refused(tmp_path):
    said, _ = refuse("import_dataset", tmp_path, "--format", "jsonl", "--source", "s" * 121)
    assert said == "--source has 121 characters; at most 120 fit."


def test_a_progress_bar_is_shown_on_a_terminal(tmp_path, capsys):
    path = write_lines(tmp_path / "a.jsonl", COMPETITOR, CHALLENGE, RESPONSE)
    run("import_dataset", path, "--format", "jsonl", err=Terminal())
    assert "Writing responses:   0%|" in capsys.readouterr().err


def test_a_media_folder_that_cannot_be_written_stops_the_import(tmp_path, settings):
    settings.MEDIA_ROOT = write(tmp_path / "media", "a file") / "below"
    write(tmp_path / "a.png", PNG)
    line = {**RESPONSE, "content": None, "kind": "image", "path": "a.png"}
    path = write_lines(tmp_path / "a.jsonl", COMPETITOR, CHALLENGE, line)
    said, _ = refuse("import_dataset", path, "--format", "jsonl")
    assert said.startswith("Nothing came in: [Errno 20] Not a directory")
    assert not Competitor.objects.exists()


def test_the_other_formats_are_known_to_the_command(tmp_path):
    outputs = [{"dataset": "d", "instruction": "Why?", "output": "So.", "generator": "ada"}]
    path = write_json(tmp_path / "a.json", outputs)
    out, _ = run("import_dataset", path, "--format", "alpaca_eval")
    assert out.startswith("Added 1 category, 1 competitor, 1 challenge, 1 response.")


def test_votes_are_imported_from_the_file_that_names_their_source(tmp_path):
    make_competitor("ada")
    path = write(tmp_path / "friends.csv.gz", "left,right,winner\nAda,Eve,model_a\n")
    out, _ = run("import_votes", path, "--outcome", "winner", "--create-competitors")
    assert out == "Added 1 vote, 1 competitor.\n"
    assert Vote.objects.get().source == "friends"


def test_simulated_votes_are_marked(tmp_path):
    path = write(tmp_path / "votes.csv", "left,right,outcome\nAda,Eve,left\n")
    run("import_votes", path, "--create-competitors", "--simulated", "--source", "dice")
    vote = Vote.objects.get()
    assert (vote.origin, vote.source) == (Origin.SIMULATED, "dice")
