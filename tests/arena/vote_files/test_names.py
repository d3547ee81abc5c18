"""Names of models: cleaned, compared, and joined where that is asked for."""

import json

import pytest

from arena.vote_files import BadInput
from tests.arena.vote_files.reading import read, write


def models(done):
    return {name for left, right, _ in done.votes for name in (left, right)}


def file_of(tmp_path, *names):
    rows = "".join(f"{name},bob,left\n" for name in names)
    return write(tmp_path / "votes.csv", f"left,right,outcome\n{rows}")


def test_spaces_around_a_name_are_none_of_it(tmp_path):
    assert models(read(file_of(tmp_path, "ada", "ada ", " ada", "ada\u00a0"))) == {"ada", "bob"}


def test_composed_and_decomposed_letters_are_one_name(tmp_path):
    assert models(read(file_of(tmp_path, "Zoë", "Zoe\u0308"))) == {"Zoë", "bob"}


@pytest.mark.parametrize("name", ["NaN", "nan", "null", "None", " ", "N/A"])
def test_what_stands_for_nothing_is_no_name(tmp_path, name):
    with pytest.raises(BadInput, match="line 3: 'left' is empty"):
        read(file_of(tmp_path, "ada", name))
    assert read(file_of(tmp_path, "ada", name), "--skip-unusable").left_out == {"no model": 1}


def test_json_s_own_nan_is_no_name(tmp_path):
    rows = [{"left": float("nan"), "right": "bob", "outcome": "tie"}]
    path = write(tmp_path / "votes.jsonl", json.dumps(rows[0]))
    with pytest.raises(BadInput, match="'left' is empty"):
        read(path)


@pytest.mark.parametrize(
    "other",
    ["Ada 2", "ADA-2", "ada -2", "ad\u0430-2", "ada\u20112", "ada\u200b-2"],
    ids=["space", "case", "inner space", "cyrillic", "dash", "unseen"],
)
def test_names_that_look_alike_are_refused_as_one_list(tmp_path, other):
    one = "ada 2" if other == "Ada 2" else "ada-2"
    path = file_of(tmp_path, one, other, one)
    with pytest.raises(BadInput) as refused:
        read(path)
    assert "--join-similar" in str(refused.value)
    assert str(refused.value).count("\n") == 1
    assert models(read(path, "--join-similar")) == {one, "bob"}


def test_joined_names_have_the_most_usual_spelling_in_any_order(tmp_path):
    names = ["ADA", "ada", "Ada", "ada"]
    for order in (names, names[::-1]):
        assert models(read(file_of(tmp_path, *order), "--join-similar")) == {"ada", "bob"}


def test_a_model_against_its_other_spelling_is_against_itself(tmp_path):
    path = write(tmp_path / "votes.csv", "left,right,outcome\nada,ADA,left\nada,bob,tie\n")
    done = read(path, "--join-similar", "--skip-unusable")
    assert done.left_out == {"a model against itself": 1}


@pytest.mark.parametrize("other", ["gpt-40", "gpt-4.o", "gpt-4o-mini", "gpt_4o"])
def test_names_that_differ_in_more_are_two(tmp_path, other):
    assert models(read(file_of(tmp_path, "gpt-4o", other))) == {"gpt-4o", other, "bob"}
