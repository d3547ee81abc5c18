"""What words, numbers and columns say about the outcome of a vote."""

import shlex

import pytest

from arena.vote_files import BadInput
from tests.arena.vote_files.reading import outcomes, read, write


def file_of(tmp_path, *words, header="left,right,outcome"):
    rows = "".join(f"ada,bob,{word}\n" for word in words)
    return write(tmp_path / "votes.csv", f"{header}\n{rows}")


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        ("left", ["Left", "A", "MODEL_A", "model a", "a_win", "A_WIN", "model_1", "A is better"]),
        ("left", ["[[A]]", "response_a", "leftvote", "first", "assistant_a", "ada", "left wins"]),
        ("right", ["b", "model_b", "B_WIN", "model_2", "response b", "rightvote", "bob", "[[B]]"]),
        ("tie", ["Tie", "draw", "tie ", "equal", "tie (inconsistent)", "both_good", "A=B", "same"]),
        (
            "both_bad",
            ["both bad", "Both_Bad", "bothbad", "tie (bothbad)", "bothbad_vote", "neither"],
        ),
    ],
)
def test_words_are_known_however_they_are_written(tmp_path, outcome, words):
    assert outcomes(file_of(tmp_path, *words)) == [outcome] * len(words)


@pytest.mark.parametrize(
    ("numbers", "found"),
    [
        (["1", "0", "0.5"], ["left", "right", "tie"]),
        (["1", "2", "1.5"], ["left", "right", "tie"]),
        (["-1", "0", "1"], ["right", "tie", "left"]),
        (["1.0", "2.0"], ["left", "right"]),
    ],
)
def test_numbers_that_tell_their_scale_are_known(tmp_path, numbers, found):
    assert outcomes(file_of(tmp_path, *numbers)) == found


def test_decimal_commas_are_decimals_between_semicolons(tmp_path):
    text = "left;right;outcome\nada;bob;0,5\nada;bob;1\nada;bob;0\n"
    assert outcomes(write(tmp_path / "votes.csv", text)) == ["tie", "left", "right"]


def test_numbers_that_tell_no_scale_are_refused_with_the_option_to_use(tmp_path):
    with pytest.raises(BadInput, match="such as --scale 1:5"):
        read(file_of(tmp_path, "1", "0"))


@pytest.mark.parametrize(
    ("scale", "numbers", "found", "strengths"),
    [
        ("1:5", "12345", ["left", "left", "tie", "right", "right"], [2, 1, 0, 1, 2]),
        ("7:1", "7641", ["left", "left", "tie", "right"], [3, 2, 0, 3]),
        ("1:4", "1234", ["left", "left", "right", "right"], [2, 1, 1, 2]),
        ("-3:3", ["-3", "0", "2"], ["left", "tie", "right"], [3, 0, 2]),
        ("1:0", "10", ["left", "right"], [0, 0]),
    ],
)
def test_a_scale_is_read_with_its_strengths(tmp_path, scale, numbers, found, strengths):
    done = read(file_of(tmp_path, *numbers), f"--scale={scale}")
    assert [vote[2] for vote in done.votes] == found
    assert done.strengths == strengths


def test_comparisons_have_strengths(tmp_path):
    done = read(file_of(tmp_path, "A>>B", "A>B", "A=B", "B>A", "[[B>>A]]", "A<<B"))
    assert [vote[2] for vote in done.votes] == ["left", "left", "tie", "right", "right", "right"]
    assert done.strengths == [2, 1, 0, 1, 2, 2]


def test_adverbs_are_strengths(tmp_path):
    done = read(file_of(tmp_path, "A is slightly better", "A is much better", "B is better"))
    assert done.strengths == [1, 3, 0]


def test_a_strength_can_count_as_several_votes(tmp_path):
    found = outcomes(file_of(tmp_path, "A>>B", "B>A"), "--strength", "2=3")
    assert found == ["left"] * 3 + ["right"]


def test_labels_win_over_what_is_known(tmp_path):
    path = file_of(tmp_path, "left", "1")
    assert outcomes(path, "--labels", "left=right", "1=tie") == ["right", "tie"]


def test_empty_is_a_tie_where_a_label_says_so(tmp_path):
    path = file_of(tmp_path, "", "left")
    with pytest.raises(BadInput, match="line 2: 'outcome' is empty"):
        read(path)
    assert outcomes(path, "--labels", "=tie") == ["tie", "left"]


def test_rows_of_a_word_can_be_left_out(tmp_path):
    done = read(file_of(tmp_path, "sic", "left"), "--labels", "sic=skip", "--skip-unusable")
    assert (len(done.votes), done.left_out) == (1, {"the outcome 'sic'": 1})


def test_a_hint_can_be_pasted_into_a_shell(tmp_path):
    with pytest.raises(BadInput) as refused:
        read(file_of(tmp_path, '"A > B; it\'s $better"', "un known"))
    hint = str(refused.value).partition("others mean with ")[2].partition(" (or right")[0]
    words = shlex.split(hint)
    assert words == ["--labels", "A > B; it's $better=left"]
    assert "and the same for 'un known'" in str(refused.value)
    assert outcomes(tmp_path / "votes.csv", *words, "un known=right") == ["left", "right"]


HOT = "model_a,model_b,winner_model_a,winner_model_b,winner_tie"


def test_a_column_per_outcome_is_recognised(tmp_path):
    path = file_of(tmp_path, "1,0,0", "0,1,0", "0,0,1", "true,false,false", header=HOT)
    assert outcomes(path) == ["left", "right", "tie", "left"]


def test_two_outcomes_of_one_row_are_refused(tmp_path):
    with pytest.raises(BadInput, match="line 2: more than one outcome is 1"):
        read(file_of(tmp_path, "1,0,1", header=HOT))


def test_a_row_with_no_outcome_is_none(tmp_path):
    path = file_of(tmp_path, "0,0,0", "0,1,0", header=HOT)
    with pytest.raises(BadInput, match="line 2: 'winner_model_a' is empty"):
        read(path)
    assert read(path, "--skip-unusable").left_out == {"no outcome": 1}


def test_counts_per_outcome_are_so_many_votes(tmp_path):
    path = file_of(tmp_path, "2,1,0", header="model_a,model_b,wins_a,wins_b,ties")
    assert outcomes(path) == ["left", "left", "right"]
    named = file_of(tmp_path, "0,1,2", header="model_a,model_b,x,y,z")
    found = outcomes(named, "--counts", "left=x", "right=y", "tie=z")
    assert found == ["right", "tie", "tie"]


def test_a_weight_is_so_many_votes_and_a_note_says_where_it_is_left_aside(tmp_path):
    path = file_of(tmp_path, "left,3", "right,0", header="left,right,outcome,weight")
    done = read(path)
    assert len(done.votes) == 2
    assert "--weight weight" in done.notes[0]
    with pytest.raises(BadInput, match="line 3: 'weight' is 0"):
        read(path, "--weight", "weight")
    done = read(path, "--weight", "Weight", "--skip-unusable")
    assert (len(done.votes), done.left_out, done.notes) == (3, {"a weight of 0": 1}, [])


@pytest.mark.parametrize("weight", ["0.5", "-1", "many", ""])
def test_a_weight_that_is_no_number_of_votes_is_refused(tmp_path, weight):
    path = file_of(tmp_path, f"left,{weight}", header="left,right,outcome,weight")
    with pytest.raises(BadInput, match=f"line 2: '{weight}' is no whole number of votes"):
        read(path, "--weight", "weight")
