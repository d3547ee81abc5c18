import shutil
from pathlib import Path

import pytest

from leaderboard.models import Board
from leaderboard.runs import recompute_boards
from tests.leaderboard.open_data.making import dump, make_rated_arena


@pytest.fixture(scope="module")
def whole(scene, tmp_path_factory):
    """A dump of an arena with boards of every model of ties, and of a side effect."""
    votes = make_rated_arena()
    for slug, ties, side in (("dav", "davidson", True), ("rao", "rao_kupper", False)):
        Board.objects.create(slug=slug, name=slug, ties=ties, side_effect=side, minimum_votes=1)
    anchored = votes[0].left_competitor
    Board.objects.create(slug="anchored", name="Anchored", anchor=anchored)
    recompute_boards()
    return dump(tmp_path_factory.mktemp("dumps") / "whole")


@pytest.fixture
def folder(whole, tmp_path):
    """A copy to change."""
    return Path(shutil.copytree(whole, tmp_path / "copy"))
