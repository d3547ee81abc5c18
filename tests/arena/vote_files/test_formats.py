"""The examples of docs/rating-files.md, read by both doors, and what is particular to formats."""

import json
import re
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from arena.ingest.vote_rows import read_votes
from arena.vote_files import VOTE_FORMATS, BadInput
from tests.arena.vote_files.reading import options_of, read, write

PAGE = (Path(__file__).parents[3] / "docs" / "rating-files.md").read_text(encoding="utf-8")

A, B, C = "ada", "bob", "cid"
VOTES = {
    "lmarena": [(A, B, "both_bad"), (B, C, "left")],
    "fastchat": [(A, B, "left"), (B, C, "both_bad")],
    "mt-bench": [(A, B, "left"), (B, C, "tie")],
    "arena-hard": [(B, A, "right"), (A, B, "left"), (B, C, "tie"), (C, B, "left")],
    "alpaca-eval": [(A, B, "left"), (A, B, "tie")],
    "comparia": [(A, B, "right"), (B, C, "tie")],
    "open-webui": [(A, B, "left"), (A, C, "left")],
    "promptfoo": [(A, B, "left")],
    "label-studio": [(A, B, "left"), (A, C, "right")],
    "argilla": [(A, B, "left"), (A, B, "tie"), (C, A, "left")],
    "trl": [(A, B, "left"), (C, A, "right")],
    "ultrafeedback": [(A, B, "tie"), (A, C, "left"), (B, C, "left")],
    "nectar": [(A, B, "left"), (A, C, "left"), (B, C, "left")],
    "prism": [(A, B, "left"), (A, C, "left")],
    "rankings": [(A, B, "left"), (A, C, "left"), (B, C, "tie")] * 2,
}
LEFT_OUT = {
    "fastchat": {"a line of type 'chat'": 1},
    "alpaca-eval": {"no outcome": 1},
    "open-webui": {"a rating of one answer alone": 1},
    "label-studio": {"a skipped task": 1},
}


def example(tmp_path, name):
    section = PAGE.partition(f"\n### {name}\n")[2].partition("\n### ")[0]
    form, text = re.search(r"```(jsonl?)\n(.*?)```", section, re.DOTALL).groups()
    return write(tmp_path / f"votes.{form}", text)


def test_every_format_has_a_recipe_and_a_source():
    assert VOTES.keys() == VOTE_FORMATS.keys()
    for name in VOTE_FORMATS:
        assert re.search(rf"^\| `{name}` \|.*\|.*\| (unproved|ours) \|$", PAGE, re.MULTILINE)


@pytest.mark.parametrize("name", VOTES)
def test_a_format_is_recognised_and_read(tmp_path, name):
    path = example(tmp_path, name)
    assert read(path).votes == VOTES[name]
    assert read(path).left_out == LEFT_OUT.get(name, {})
    assert read(path, "--input-format", name).votes == VOTES[name]


@pytest.mark.parametrize("name", VOTES)
def test_a_format_is_imported_as_it_is_rated(tmp_path, name):
    rows = list(read_votes(example(tmp_path, name), options=options_of()))
    votes = [(row.left, row.right, str(row.outcome)) for row in rows if hasattr(row, "outcome")]
    assert votes == VOTES[name]
    left_out = {row.kind: row.number for row in rows if hasattr(row, "kind")}
    assert left_out == LEFT_OUT.get(name, {})


@pytest.mark.parametrize("name", ["ultrafeedback", "nectar", "comparia", "prism"])
def test_a_format_is_read_from_parquet_too(tmp_path, name):
    rows = [json.loads(line) for line in example(tmp_path, name).read_text().splitlines()]
    parquet.write_table(pa.Table.from_pylist(rows), tmp_path / "votes.parquet")
    assert read(tmp_path / "votes.parquet", "--input-format", name).votes == VOTES[name]


@pytest.mark.parametrize("name", ["ultrafeedback", "nectar", "rankings"])
def test_the_pairs_of_one_ranking_are_of_one_voter(tmp_path, name):
    rows = list(read_votes(example(tmp_path, name), options=options_of()))
    assert len({row.voter for row in rows if hasattr(row, "voter")}) == len(VOTES[name]) / 3


def test_a_judgement_without_its_baseline_asks_for_it(tmp_path):
    row = {"model": "ada", "games": [{"score": "A>B"}]}
    path = write(tmp_path / "judged.jsonl", json.dumps(row))
    with pytest.raises(BadInput, match="--baseline MODEL"):
        read(path)
    assert read(path, "--baseline", "bob").votes == [("bob", "ada", "left")]


def test_games_without_a_score_are_no_votes(tmp_path):
    row = {"model": "ada", "baseline": "bob", "games": [{"score": None}, {"score": "A>B"}]}
    path = write(tmp_path / "judged.jsonl", json.dumps(row))
    with pytest.raises(BadInput, match="line 1: 'winner' is empty"):
        read(path)
    assert read(path, "--skip-unusable").left_out == {"no outcome": 1}


def test_results_without_grades_by_people_say_what_they_are(tmp_path):
    result = {"provider": {"id": "ada"}, "prompt": {"raw": "Hi"}, "gradingResult": {"score": 1}}
    whole = {"evalId": "e", "results": {"results": [result]}, "config": {}}
    path = write(tmp_path / "results.json", json.dumps(whole, indent=1))
    with pytest.raises(BadInput, match="These are promptfoo's results: responses"):
        read(path)


def test_columns_that_are_named_are_not_taken_for_a_format(tmp_path):
    row = {"model_1": "ada", "model_2": "bob", "g1_winner": "model_1", "g2_winner": "model_2"}
    path = write(tmp_path / "votes.jsonl", json.dumps(row))
    assert read(path, "--winner", "g2_winner").votes == [("ada", "bob", "right")]
