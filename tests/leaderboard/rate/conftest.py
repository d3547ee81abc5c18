import json

import pytest

from leaderboard.rate.__main__ import main

# Citations between statistics journals, as in the golden tests: (left, right, left won, right won).
CITATIONS = [
    ("Biometrika", "Comm Statist", 730, 33),
    ("Biometrika", "JASA", 498, 320),
    ("Biometrika", "JRSS-B", 221, 284),
    ("Comm Statist", "JASA", 68, 813),
    ("Comm Statist", "JRSS-B", 17, 276),
    ("JASA", "JRSS-B", 142, 325),
]
# By R's BradleyTerry2, Biometrika being 0.
CITATIONS_THETA = {
    "Biometrika": 0.0,
    "Comm Statist": -2.94907249684391,
    "JASA": -0.479569769751992,
    "JRSS-B": 0.268954055819472,
}


def citations():
    """A row per vote: left, right, label."""
    for left, right, won, lost in CITATIONS:
        yield from [(left, right, "model_a")] * won
        yield from [(left, right, "model_b")] * lost


def written(path, rows, header="model_a,model_b,winner"):
    lines = [header, *(",".join(map(str, row)) for row in rows)]
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.fixture
def votes(tmp_path):
    """A file of three competitors with every outcome, two voters and two features."""
    rows = [
        ("ada", "bob", "model_a", "x", 30, 10),
        ("bob", "ada", "model_a", "x", 10, 30),
        ("bob", "cid", "model_a", "x", 20, 25),
        ("cid", "bob", "model_a", "y", 15, 22),
        ("ada", "cid", "tie", "y", 12, 12),
        ("cid", "ada", "tie (bothbad)", "y", 40, 9),
        ("ada", "cid", "model_b", "y", 11, 33),
        ("bob", "ada", "model_b", "x", 17, 19),
    ] * 5
    header = "model_a,model_b,winner,judge,length_a,length_b"
    return written(tmp_path / "votes.csv", rows, header)


class Run:
    """What a call printed."""

    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err

    @property
    def json(self):
        return json.loads(self.out)

    def entry(self, name):
        return next(entry for entry in self.json["entries"] if entry["competitor"] == name)


@pytest.fixture
def run(capsys):
    def call(*arguments):
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as end:
            code = end.code
        return Run(code, *capsys.readouterr())

    return call


@pytest.fixture
def rate(run):
    """The JSON of a call that must succeed."""

    def call(*arguments):
        done = run(*arguments, "--format", "json")
        assert done.err == ""
        assert done.code == 0
        return done

    return call
