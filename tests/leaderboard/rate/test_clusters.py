"""Intervals over voters and challenges, whose columns are found by themselves."""

import csv
import io

import pytest

from tests.leaderboard.rate.conftest import written

MODELS = ("ada", "bob", "cid")


def vote(place):
    """Every third voter likes the models the other way round."""
    left, right = place % 3, (place + 1) % 3
    won = (left < right) != (place // 40 % 3 == 0 or place % 7 == 0)
    return MODELS[left], MODELS[right], "left" if won else "right"


def people(path, *, voters=6, prompts=10, header="a,b,winner,voter,prompt_id", blank=0):
    """240 votes, voters in turns, the first few without a voter's name."""
    rows = []
    for place in range(240):
        voter = f"v{place // 40 % voters}" if place >= blank else ""
        rows.append((*vote(place), voter, f"p{place % prompts}")[: header.count(",") + 1])
    return written(path / "votes.csv", rows, header)


def test_columns_of_voters_and_challenges_are_found_and_used(tmp_path, rate):
    found = rate(people(tmp_path)).json["settings"]
    assert found["interval"] == "sandwich by voter and challenge"
    assert found["clusters"] == {"voter": 6, "challenge": 10}
    assert (found["columns"]["voter"], found["columns"]["challenge"]) == ("voter", "prompt_id")


def test_without_such_columns_votes_are_independent(tmp_path, rate, run):
    file = people(tmp_path, header="a,b,winner")
    found = rate(file)
    assert found.json["settings"]["interval"] == "sandwich"
    assert found.json["settings"]["clusters"] == {}
    assert found.entry("ada")["df"] is None
    assert "for independent votes" in first_line_below(run(file))


@pytest.mark.parametrize(
    ("options", "interval", "says"),
    [
        ((), "sandwich by voter and challenge", "what other voters and prompts would say"),
        (("--independent",), "sandwich", "too narrow where voters or prompts repeat"),
        (("--cluster",), "sandwich by voter", "what other voters like these would say"),
        (("--cluster", "voter"), "sandwich by voter", "over voters:"),
        (("--cluster", "challenge"), "sandwich by challenge", "over challenges:"),
        (("--cluster", "challenge", "voter"), "sandwich by voter and challenge", "voters and"),
        (("--bootstrap", "20"), "bootstrap", "by resampling"),
    ],
)
def test_the_first_line_below_the_table_says_which_intervals_they_are(
    tmp_path, rate, run, options, interval, says
):
    file = people(tmp_path)
    assert rate(file, *options).json["settings"]["interval"] == interval
    assert says in first_line_below(run(file, *options))


def first_line_below(done):
    lines = done.out.splitlines()
    rules = [place for place, line in enumerate(lines) if line.startswith("───")]
    return lines[rules[-1] + 1]


def test_the_way_votes_are_clustered_changes_errors_but_not_ratings(tmp_path, rate):
    file = people(tmp_path)
    both, single = rate(file).entry("ada"), rate(file, "--independent").entry("ada")
    assert both["theta"] == single["theta"]
    assert both["theta_se"] > 1.5 * single["theta_se"]
    assert both["upper"] - both["lower"] > 2 * 1.96 * 400 / 2.302585 * both["theta_se"]
    assert 1 <= both["df"] < 6


def test_the_file_may_follow_a_bare_cluster(tmp_path, rate):
    assert rate("--cluster", people(tmp_path)).json["settings"]["clusters"] == {"voter": 6}


def test_columns_of_unusual_names_are_named_by_options(tmp_path, rate):
    file = people(tmp_path, header="a,b,winner,person,item")
    assert rate(file).json["settings"]["clusters"] == {}
    assert rate(file, "--voter", "person").json["settings"]["clusters"] == {"voter": 6}
    both = rate(file, "--voter", "person", "--challenge", "item").json["settings"]
    assert both["clusters"] == {"voter": 6, "challenge": 10}


def test_a_column_that_says_something_else_is_not_taken_for_the_voter(tmp_path, rate):
    file = written(tmp_path / "votes.csv", [vote(place) for place in range(60)], "a,b,judge")
    assert rate(file, "--winner", "judge").json["settings"]["clusters"] == {}


def test_of_one_voter_there_is_no_interval_and_a_sentence_says_why(tmp_path, rate, run):
    file = people(tmp_path, voters=1)
    found = rate(file)
    for entry in found.json["entries"]:
        assert (entry["theta_se"], entry["lower"], entry["upper"], entry["df"]) == (None,) * 4
        assert (entry["rank_low"], entry["rank_high"]) == (1, 3)
    shown = run(file)
    assert "± –" in shown.out
    assert "No intervals: one voter" in first_line_below(shown)
    assert "--cluster challenge" in shown.out
    assert rate(file, "--cluster", "challenge").entry("ada")["theta_se"] > 0


def test_of_one_voter_effects_have_no_interval_either(tmp_path, rate, run):
    options = ("--side-effect", "--ties", "davidson")
    file = people(tmp_path, voters=1)
    assert rate(file, *options).json["side_effect"]["se"] is None
    assert "± – points" in run(file, *options).out


def test_votes_that_name_no_voter_are_voters_of_their_own(tmp_path, rate):
    found = rate(people(tmp_path, blank=25), "--cluster").json
    assert found["settings"]["clusters"] == {"voter": 6 + 25}
    assert "25 votes name no voter; each counts as a voter of its own." in found["warnings"]


def test_a_column_that_is_empty_throughout_is_as_if_it_were_not_there(tmp_path, rate):
    found = rate(people(tmp_path, blank=240)).json
    assert found["settings"]["clusters"] == {"challenge": 10}
    assert any("240 votes name no voter" in warning for warning in found["warnings"])
    alone = rate(people(tmp_path, blank=240), "--cluster", "voter").json
    assert alone["settings"]["interval"] == "sandwich"


def test_two_voters_who_seem_to_agree_are_no_certainty(tmp_path, rate):
    """A file of two judges once gave "1065 ± 0"; nothing is said of ties it does not have."""
    rows = [
        ("ada", "bob", ("left", "right")[place // 2 % 2], f"j{place % 2}") for place in range(40)
    ]
    found = rate(written(tmp_path / "votes.csv", rows, "a,b,winner,judge"))
    assert found.entry("ada")["upper"] - found.entry("ada")["lower"] > 100
    assert not any("ties" in warning for warning in found.json["warnings"])
    assert any("2 voters" in warning for warning in found.json["warnings"])


def test_style_and_models_of_ties_have_errors_over_voters_too(tmp_path, rate):
    rows = [
        (*vote(place)[:2], ("tie" if place % 5 == 0 else vote(place)[2]), place // 40, place % 11)
        for place in range(240)
    ]
    file = written(tmp_path / "votes.csv", rows, "a,b,winner,voter,longer")
    options = ("--style", "longer", "--ties", "davidson", "--side-effect")
    over, single = rate(file, *options).json, rate(file, *options, "--independent").json
    for name in ("side_effect", "tie"):
        assert over[name]["estimate"] == pytest.approx(single[name]["estimate"])
        assert over[name]["se"] >= single[name]["se"]
        assert over[name]["upper"] - over[name]["estimate"] > 1.97 * over[name]["se"]
    assert over["style"]["longer"]["se"] >= single["style"]["longer"]["se"]


def test_csv_has_the_degrees_of_freedom(tmp_path, rate, run):
    file = people(tmp_path)
    row = next(csv.DictReader(io.StringIO(run(file, "--format", "csv").out)))
    assert float(row["df"]) == rate(file).entry(row["competitor"])["df"]


@pytest.mark.parametrize(
    "options",
    [
        ("--independent", "--cluster"),
        ("--cluster", "judge"),
        ("--cluster", "--bootstrap", "9"),
        ("--method", "elo", "--independent"),
    ],
)
def test_options_that_exclude_each_other_are_refused(tmp_path, run, options):
    done = run(people(tmp_path), *options)
    assert (done.code, done.out) == (2, "")


def test_a_kind_that_no_column_tells_is_refused_with_the_option_to_use(tmp_path, run):
    done = run(people(tmp_path, header="a,b,winner,voter"), "--cluster", "challenge")
    assert done.code == 1
    assert "--challenge COLUMN" in done.err
