"""Each option does what it says."""

import csv
import io

import pytest

from tests.leaderboard.rate.conftest import written


def test_labels_of_ours_of_lmarena_and_of_evalica_are_known(tmp_path, rate):
    labels = ["left", "model_a", "Right", "model_b", "tie", "TIE", "both_bad", "tie (bothbad)"]
    file = written(tmp_path / "votes.csv", [("ada", "bob", label) for label in labels])
    ada = rate(file).entry("ada")
    assert [ada[name] for name in ("wins", "losses", "ties", "both_bad")] == [2, 2, 2, 2]


def test_the_winner_s_own_name_is_a_label(tmp_path, rate):
    file = written(tmp_path / "votes.csv", [("ada", "bob", "bob"), ("bob", "ada", "bob")])
    assert rate(file).entry("bob")["wins"] == 2


@pytest.mark.parametrize(
    "labels",
    [
        ["--labels", "up, and away=left", "down=right"],
        ["--labels", "up, and away=left", "--labels", "down=right"],
        ["--labels", "down=right,tie=tie", "up, and away=left"],
    ],
)
def test_labels_can_be_given_together_or_one_by_one(tmp_path, rate, labels):
    rows = [("ada", "bob", '"up, and away"'), ("ada", "bob", "down"), ("ada", "bob", "tie")]
    ada = rate(written(tmp_path / "votes.csv", rows), *labels).entry("ada")
    assert [ada[name] for name in ("wins", "losses", "ties")] == [1, 1, 1]


def test_columns_are_named_by_options(tmp_path, rate):
    file = written(tmp_path / "votes.csv", [("tie", "ada", "bob")], "verdict,one,two")
    assert rate(file, "--a", "one", "--b", "two", "--winner", "verdict").json["votes"] == 1


def test_json_has_the_settings_to_reproduce_the_result(votes, rate):
    found = rate(votes, "--ties", "davidson").json
    assert list(found) == [
        *("method", "settings", "votes", "entries"),
        *("tie", "side_effect", "style", "warnings"),
    ]
    assert found["method"] == "bradley-terry"
    assert found["settings"]["ties"] == "davidson"
    assert found["settings"]["file"] == str(votes)
    columns = {"a": "model_a", "b": "model_b", "winner": "winner", "voter": "judge"}
    assert found["settings"]["columns"] == columns
    wanted = {"competitor", "theta", "theta_se", "rating", "lower", "upper", "rank", "rank_low"}
    assert wanted | {"rank_high", "votes", "status"} <= set(found["entries"][0])


def test_strengths_are_nats_around_zero_and_ratings_points_around_a_thousand(votes, rate):
    entries = rate(votes).json["entries"]
    assert sum(entry["theta"] for entry in entries) == pytest.approx(0)
    for entry in entries:
        points = 1000 + 173.71779276130073 * entry["theta"]
        assert entry["rating"] == pytest.approx(points)


def test_an_anchor_has_its_rating_and_no_error(votes, rate):
    bob = rate(votes, "--anchor", "bob=1200").entry("bob")
    assert (bob["rating"], bob["theta_se"]) == pytest.approx((1200, 0))


def test_ties_and_side_effect_are_reported(votes, rate):
    found = rate(votes, "--ties", "rao-kupper", "--side-effect").json
    assert found["tie"]["parameter"] == "log kappa"
    assert found["side_effect"]["lower"] < found["side_effect"]["upper"]


def test_without_them_there_is_no_side_effect_and_ties_have_a_share(votes, rate):
    found = rate(votes).json
    assert found["side_effect"] is None
    assert found["tie"] == {"model": "half-win", "share": 0.125, "both_bad_share": 0.125}


def test_style_is_read_from_pairs_of_columns(votes, rate):
    found = rate(votes, "--style", "length").json
    assert found["settings"]["style"] == ["length"]
    assert found["style"]["length"]["se"] > 0
    assert found["style"]["length"]["unit"] == "standard deviation"


def test_style_may_be_a_column_of_differences(tmp_path, rate):
    rows = [("ada", "bob", "left", 1.0), ("ada", "bob", "right", -1.0)]
    rows += [("ada", "bob", "left", -1.0), ("bob", "ada", "left", 0.5)]
    file = written(tmp_path / "votes.csv", rows * 9, "a,b,winner,longer")
    longer = rate(file, "--style", "longer").json["style"]["longer"]
    assert longer["estimate"] > 0
    assert longer["unit"] == "unit"


def test_the_same_seed_draws_the_same_bootstrap_resamples(votes, rate):
    once, again, other = (
        rate(votes, "--bootstrap", 40, "--seed", seed).entry("ada") for seed in (1, 1, 2)
    )
    assert once == again
    assert once["lower"] != other["lower"]
    assert once["lower"] < once["rating"] < once["upper"]


def test_fewer_votes_than_the_minimum_are_provisional(votes, rate):
    few = rate(votes, "--minimum-votes", 31).json["entries"]
    assert {entry["status"] for entry in few} == {"provisional"}
    assert rate(votes, "--minimum-votes", 5).entry("ada")["status"] == "established"


def test_a_model_that_never_lost_has_no_upper_bound(tmp_path, rate, run):
    file = written(tmp_path / "votes.csv", [("ada", "bob", "left")] * 40)
    assert rate(file).entry("ada")["upper"] is None
    assert "≥" in run(file).out


def test_elo_uses_the_order_of_the_file(tmp_path, rate):
    rows = [("ada", "bob", "left"), ("bob", "ada", "left")]
    there = rate(written(tmp_path / "one.csv", rows), "--method", "elo")
    back = rate(written(tmp_path / "two.csv", rows[::-1]), "--method", "elo")
    assert there.entry("ada")["rating"] == pytest.approx(back.entry("bob")["rating"])
    assert there.entry("ada")["rating"] < 1000


def test_a_rival_style_score_has_its_three_factors(votes, rate):
    found = rate(votes, "--method", "rival-score", "--challenge", "judge").json
    best = found["entries"][0]
    product = best["win_rate"] * best["consistency"] * best["credibility"]
    assert best["rating"] == pytest.approx(1000 * product)


def test_csv_has_the_columns_of_json(votes, rate, run):
    rows = list(csv.DictReader(io.StringIO(run(votes, "--format", "csv").out)))
    entries = rate(votes).json["entries"]
    assert [row["competitor"] for row in rows] == [entry["competitor"] for entry in entries]
    assert [float(row["theta"]) for row in rows] == [entry["theta"] for entry in entries]


def test_the_table_fits_the_terminal_and_draws_where_there_is_room(votes, run, monkeypatch):
    monkeypatch.setenv("COLUMNS", "90")
    lines = run(votes).out.splitlines()
    assert max(map(len, lines[:6])) <= 90
    assert "●" in lines[2]
    monkeypatch.setenv("COLUMNS", "40")
    assert "●" not in run(votes).out


def test_wide_letters_and_control_characters_in_names_keep_the_table_aligned(tmp_path, run):
    names = ("日本語", "\x1b[31mred")
    lines = run(written(tmp_path / "votes.csv", [(*names, "tie")])).out.splitlines()
    assert [line.split()[1] for line in lines[2:4]] == ["日本語", "\ufffd[31mred"]
    assert lines[2].index("1000") + 3 == lines[3].index("1000")


def test_a_rule_separates_islands_in_the_table(tmp_path, run):
    rows = [("ada", "bob", "tie"), ("cid", "dee", "tie")]
    out = run(written(tmp_path / "votes.csv", rows)).out
    assert "┄┄┄" in out
    assert "cannot be ranked against each other" in " ".join(out.split())


def test_help_shows_examples_that_parse(run):
    done = run("--help")
    assert done.code == 0
    for option in ("--cluster", "--independent", "--labels", "--bootstrap", "--anchor"):
        assert option in done.out
