"""What `datasets` of Hugging Face reads of a dump and of preferences for TRL, offline."""

import json

import pytest
import yaml
from django.core.management import call_command
from django.utils import timezone

from arena.models import Outcome
from leaderboard.open_data import TABLES
from leaderboard.runs import recompute_boards
from tests.arrange import make_voter, serve, vote_on
from tests.leaderboard.open_data.making import dump, make_rated_arena, rows_of

pytestmark = pytest.mark.django_db

MESSAGE = {"role", "content"}


@pytest.fixture(scope="module")
def folder(scene, tmp_path_factory):
    make_rated_arena()
    now = timezone.now()
    for seed, outcome in enumerate((Outcome.LEFT, Outcome.RIGHT, Outcome.BOTH_BAD)):
        vote_on(serve(make_voter(), now=now, seed=seed), outcome, now=now)
    recompute_boards()
    return dump(tmp_path_factory.mktemp("dumps") / "dump", parquet=True)


@pytest.fixture
def datasets(monkeypatch, tmp_path):
    for name in ("HF_HUB_OFFLINE", "HF_DATASETS_OFFLINE"):
        monkeypatch.setenv(name, "1")
    monkeypatch.setenv("HF_HOME", str(tmp_path / "home"))
    import datasets  # noqa: PLC0415 - it reads the environment

    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")
    datasets.disable_progress_bars()
    return datasets


def test_the_card_names_every_table_and_the_licence(folder, tmp_path, settings):
    settings.DATA_LICENCE = "CC-BY-4.0"
    text = (dump(tmp_path / "other") / "README.md").read_text()
    front = yaml.safe_load(text.split("---")[1])
    assert front["license"] == "cc-by-4.0"
    assert {each["config_name"] for each in front["configs"]} == {each.name for each in TABLES}
    assert (
        yaml.safe_load((folder / "README.md").read_text().split("---")[1])["license"] == "unknown"
    )


def test_a_dump_is_loaded_by_its_card(folder, datasets, tmp_path):
    for table in ("votes", "ledger", "entries"):
        loaded = datasets.load_dataset(str(folder), table, split="train", cache_dir=str(tmp_path))
        expected = rows_of(folder, table)
        assert loaded.num_rows == len(expected)
        assert set(loaded.column_names) == set(expected[0])
    assert loaded["rating"] == [row["rating"] for row in expected]


def test_json_lines_of_a_dump_are_loaded(folder, datasets, tmp_path):
    path = str(folder / "votes.jsonl.gz")
    loaded = datasets.load_dataset("json", data_files=path, split="train", cache_dir=str(tmp_path))
    assert loaded["outcome"] == [row["outcome"] for row in rows_of(folder, "votes")]


@pytest.mark.parametrize(
    ("options", "columns"),
    [
        (["--format", "trl"], {"prompt", "chosen", "rejected"}),
        (["--format", "trl-conversational"], {"prompt", "chosen", "rejected"}),
        (["--format", "trl", "--unpaired"], {"prompt", "completion", "label"}),
        (["--format", "trl", "--majority"], {"prompt", "chosen", "rejected", "margin", "votes"}),
    ],
)
def test_preferences_for_trl_are_loaded(folder, datasets, tmp_path, options, columns):
    path = tmp_path / "preferences.jsonl"
    call_command("export_votes", *options, f"--output={path}")
    cache = str(tmp_path / "cache")
    loaded = datasets.load_dataset("json", data_files=str(path), split="train", cache_dir=cache)
    assert set(loaded.column_names) == columns
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    assert loaded.to_list() == rows
    if "trl-conversational" in options:
        assert all(set(each) == MESSAGE for row in loaded for each in row["chosen"])
    if "--unpaired" in options:
        assert set(loaded["label"]) == {True, False}
