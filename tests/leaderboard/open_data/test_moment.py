"""A dump is of one moment, whatever is written while it is made."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone

from arena.models import Vote
from leaderboard.models import LedgerEntry
from leaderboard.runs import recompute_boards
from tests.arrange import cast_votes, make_arena
from tests.leaderboard.open_data.making import dump, manifest_of, rows_of
from tests.leaderboard.open_data.verifying import podium_verify


def vote_elsewhere():
    cast_votes(3, seed=7, now=timezone.now())
    recompute_boards()
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_votes_that_come_meanwhile_are_in_no_table(tmp_path):
    make_arena()
    cast_votes(4, now=timezone.now())
    recompute_boards()
    head = LedgerEntry.objects.head()

    def say(line):
        if line.startswith("challenges"):
            with ThreadPoolExecutor(max_workers=1) as thread:
                thread.submit(vote_elsewhere).result()

    folder = dump(tmp_path / "dump", say=say)
    assert Vote.objects.count() == 7
    assert LedgerEntry.objects.head()[0] == 7
    assert manifest_of(folder)["head"] == {"sequence": head[0], "digest": head[1]}
    assert len(rows_of(folder, "votes")) == len(rows_of(folder, "ledger")) == 4
    assert podium_verify.verify(folder).votes == 4
