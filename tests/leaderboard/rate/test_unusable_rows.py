"""Rows that are no votes: refused by line, or left out and counted."""

import pytest

from tests.leaderboard.rate.conftest import written

GOOD = [("ada", "bob", "left", "x"), ("bob", "ada", "left", "y")]
BAD = {
    ("ada", "bob", "", "x"): ("no outcome", "'winner' is empty"),
    ("ada", "bob", "null", "x"): ("no outcome", "'winner' is empty"),
    ("ada", "bob", "error", "x"): ("the outcome 'error'", "'error' is no verdict"),
    ("ada", "bob", "unresolved", "x"): ("the outcome 'unresolved'", "'unresolved' is no verdict"),
    ("ada", "ada", "left", "x"): ("a model against itself", "'ada' is compared with itself"),
    ("", "bob", "left", "x"): ("no model", "'a' is empty"),
}


def file_of(tmp_path, *rows):
    return written(tmp_path / "votes.csv", rows, "a,b,winner,voter")


@pytest.mark.parametrize("row", BAD)
def test_a_row_without_a_verdict_is_refused_by_line_with_the_way_on(tmp_path, run, row):
    done = run(file_of(tmp_path, *GOOD, row))
    assert (done.code, done.out) == (1, "")
    assert f"line 4: {BAD[row][1]}; leave such rows out with --skip-unusable" in done.err
    assert "tie" not in done.err


def test_rows_are_left_out_and_counted_by_reason(tmp_path, rate, run):
    file = file_of(tmp_path, *GOOD, *BAD)
    found = rate(file, "--skip-unusable").json
    reasons = {reason for reason, _ in BAD.values()}
    assert found["votes"] == 2
    assert found["settings"]["left_out"].keys() == reasons
    assert found["settings"]["left_out"]["no outcome"] == 2
    shown = " ".join(run(file, "--skip-unusable").out.split())
    assert "Left out because they are no votes: 6 (no outcome: 2, the outcome 'error': 1" in shown


def test_an_unknown_word_is_never_left_out(tmp_path, run):
    done = run(file_of(tmp_path, *GOOD, ("ada", "bob", "links", "x")), "--skip-unusable")
    assert "--labels links=left" in done.err


def test_a_line_of_commas_is_left_out_by_itself(tmp_path, rate):
    found = rate(file_of(tmp_path, *GOOD, ("", "", "", ""))).json
    assert found["settings"]["left_out"] == {"an empty line": 1}


def test_a_vote_of_nobody_is_left_out_where_voters_are_clusters(tmp_path, rate):
    file = file_of(tmp_path, *GOOD * 9, ("ada", "bob", "left", ""))
    found = rate(file, "--cluster", "--skip-unusable").json
    assert found["settings"]["left_out"] == {"no voter": 1}
    assert rate(file, "--cluster").json["votes"] == 19


def test_strengths_are_kept_in_the_result(tmp_path, rate, run):
    rows = [("ada", "bob", word, "x") for word in ("A>>B", "A>B", "A>B", "B>A", "A=B")]
    file = file_of(tmp_path, *rows)
    strengths = {"left": {"1": 2, "2": 1}, "right": {"1": 1}}
    assert rate(file).json["settings"]["strengths"] == strengths
    assert "Preferred left, by strength: 2 by 1, 1 by 2." in run(file).out
    assert rate(file, "--strength", "2=3").entry("ada")["wins"] == 5


def test_weights_count_rows_so_often_in_clusters_as_well(tmp_path, rate):
    rows = [(*row, weight) for row, weight in zip(GOOD * 3, (4, 2, 3, 1, 1, 1), strict=True)]
    file = written(tmp_path / "votes.csv", rows, "a,b,winner,voter,times")
    for options in ((), ("--independent",), ("--method", "elo")):
        assert rate(file, "--weight", "times", *options).json["votes"] == 12
