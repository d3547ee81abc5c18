"""Votes of a period of time."""

from datetime import UTC, datetime

import pytest

from leaderboard.rate.__main__ import main
from tests.leaderboard.rate.conftest import written

TIMES = ("2026-01-01", "2026-01-20T12:00Z", "1769904000000", "2026-02-10 00:00:00 UTC", "")


@pytest.fixture
def timed(tmp_path):
    rows = [("ada", "bob", "left", time) for time in TIMES]
    return written(tmp_path / "votes.csv", rows, "a,b,winner,tstamp")


@pytest.mark.parametrize(
    ("options", "votes"),
    [
        (("--since", "2026-01-20"), 3),
        (("--until", "2026-01-20T12:00Z"), 1),
        (("--since", "2026-01-02", "--until", "2026-02-01"), 1),
        (("--window", "10"), 2),
        (("--window", "4w", "--until", "2026-01-28"), 2),
    ],
)
def test_only_votes_of_a_period_are_rated(timed, rate, options, votes):
    found = rate(timed, *options).json
    assert found["votes"] == votes
    assert found["settings"]["left_out"] == {"no time": 1}
    assert found["settings"]["columns"]["time"] == "tstamp"
    assert found["settings"]["period"].keys() == {"since", "until"}


def test_a_time_that_cannot_be_read_is_refused_with_its_line(tmp_path, run):
    rows = [("ada", "bob", "left", time) for time in ("2026-01-01", "soon")]
    file = written(tmp_path / "votes.csv", rows, "a,b,winner,when")
    done = run(file, "--time", "when", "--since", "2026-01-01")
    assert "line 3: 'when': 'soon' is neither" in done.err
    assert run(file, "--since", "2026-01-01").err.startswith("No column looks like the time")


def test_a_time_in_the_future_is_refused(timed, capsys):
    now = datetime(2026, 1, 25, tzinfo=UTC)
    assert main([str(timed), "--since", "2026-01-01"], now=now) == 1
    assert "line 4: 'tstamp': '1769904000000' is in the future" in capsys.readouterr().err


def test_a_window_and_a_beginning_exclude_each_other(timed, run):
    done = run(timed, "--window", "3", "--since", "2026-01-01")
    assert (done.code, done.out) == (2, "")
