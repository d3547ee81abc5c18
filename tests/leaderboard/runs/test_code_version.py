"""Which code rated, as a run tells it."""

import re

import pytest

from leaderboard import ratings
from leaderboard.models import Board, RatingRun
from leaderboard.runs.code_version import _digest, code_version
from tests.leaderboard.views.large import make_large


def test_the_release_and_a_digest_name_the_code():
    assert re.fullmatch(r"\d+\.\d+\.\d+\+[0-9a-f]{12}", code_version())


def test_another_line_of_mathematics_is_another_code(tmp_path, monkeypatch):
    module = tmp_path / "__init__.py"
    monkeypatch.setattr(ratings, "__file__", str(module))
    digests = set()
    for line in ("K = 1", "K = 2"):
        module.write_text(line)
        digests.add(_digest())
    assert len(digests) == 2


@pytest.mark.django_db
def test_a_run_keeps_the_code_that_rated_it():
    make_large(competitors=3)
    run = RatingRun.objects.newest(Board.objects.overall())
    assert run.method["code"] == code_version()
