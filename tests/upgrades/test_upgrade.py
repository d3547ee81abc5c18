"""Arenas of earlier versions are upgraded, and are what they were."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from tests.upgrades.archives import DUMP, archives_of, loaded, unpack
from tests.upgrades.upgrading import OUTCOMES

ROOT = Path(__file__).resolve().parent.parent.parent
DATABASE = settings.DATABASES["default"]["ENGINE"].rpartition(".")[2].removesuffix("3")
# What the suite has set, and an arena of its own has not.
OF_THE_SUITE = ("DATABASE_URL", "SECRET_KEY", "PODIUM_DATA")
TOLERANCE = 1e-9


class Upgraded:
    """What an archive said, and what the upgraded arena says."""

    def __init__(self, facts: dict[str, Any], found: dict[str, Any]) -> None:
        self.facts = facts
        self.found = found


@pytest.fixture(scope="module", params=archives_of(DATABASE), ids=lambda path: path.name)
def upgraded(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("upgraded")
    facts = unpack(request.param, folder)
    with database_of(folder) as environment:
        done = subprocess.run(
            [sys.executable, "-m", "tests.upgrades.upgrading", str(folder)],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    return Upgraded(facts, json.loads(done.stdout))


@contextmanager
def database_of(folder: Path) -> Iterator[dict[str, str]]:
    """The environment of whoever runs this arena."""
    own = {name: value for name, value in os.environ.items() if name not in OF_THE_SUITE}
    own |= {"PODIUM_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "config.settings"}
    own["REDIS_URL"] += "?db=9"  # limits of our own
    if DATABASE == "sqlite":
        yield own
        return
    server, name = os.environ["DATABASE_URL"], f"podium_upgrade_{os.getpid()}"
    with loaded(folder / DUMP, server=server, name=name):
        yield own | {"DATABASE_URL": urlsplit(server)._replace(path=f"/{name}").geturl()}


def ratings(board: Any) -> dict[str, list[float]]:
    names = ("rating", "lower", "upper", "elo", "votes", "rank")
    return {
        entry["competitor"]["slug"]: [entry[name] for name in names] for entry in board["entries"]
    }


def test_the_ledger_and_every_board_agree_with_a_rebuild(upgraded):
    said = upgraded.found["rebuilt"]
    assert "Tallies and ratings equal the ledger's." in said
    for slug in upgraded.facts["boards"]:
        assert f"board {slug}: " in said


def test_the_chain_of_digests_ends_where_it_ended(upgraded):
    facts = upgraded.facts
    end = f"ledger: {facts['sequence']} entries, head {facts['digest']}"
    assert end in upgraded.found["rebuilt"]


def test_the_boards_are_those_of_before(upgraded):
    assert len(upgraded.facts["boards"]) > 10
    for slug, before in upgraded.facts["boards"].items():
        after = ratings(upgraded.found["boards"][slug])
        assert after.keys() == ratings(before).keys()
        for competitor, numbers in ratings(before).items():
            assert after[competitor] == pytest.approx(numbers, rel=0, abs=TOLERANCE)


def test_the_next_run_has_intervals_over_voters_and_challenges_and_old_runs_keep_theirs(upgraded):
    before, after = (upgraded.found["boards"]["overall"], upgraded.found["overall"])
    assert (before["run"]["interval"], after["run"]["interval"]) == (
        "independent",
        "voter_challenge",
    )
    assert before["run"]["passed_at"] is None
    assert after["run"]["passed_sequence"] == after["run"]["sequence"]


def test_old_pages_links_and_verdicts_open(upgraded):
    answers = upgraded.found["answers"]
    assert answers.pop("a stranger's match") == 404
    assert set(answers.values()) == {200}


def test_votes_that_waited_and_new_ones_are_counted(upgraded):
    facts, found = upgraded.facts, upgraded.found
    assert found["votes"] == facts["votes"] + len(OUTCOMES)
    counted = facts["boards"]["overall"]["run"]["votes"] + facts["pending"] + len(OUTCOMES)
    assert found["overall"]["run"]["votes"] == counted
    assert "Tallies and ratings equal the ledger's." in found["rebuilt_later"]
