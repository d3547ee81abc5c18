"""A small arena with votes, an exclusion and boards, and its dump as rows."""

import gzip
import json
from datetime import timedelta

from django.utils import timezone

from arena.models import ExclusionRule, Outcome, Vote
from arena.moderation import exclude_votes, reinstate_votes
from leaderboard.open_data import export_dump
from leaderboard.runs import recompute_boards
from tests.arrange import cast_votes, make_arena, make_voter, serve, vote_on
from tests.leaderboard.appending import append_unsalted, make_boards


def make_rated_arena():
    """Twenty-five votes, entries of both versions, one exclusion that stands, one that was lifted,
    and boards of all of it."""
    now = timezone.now() - timedelta(hours=1)
    make_boards()
    make_arena(competitors=4, challenges=6)
    votes = cast_votes(5, now=now)
    append_unsalted()
    votes += cast_votes(18, seed=1, now=now)
    voter = make_voter()
    votes += [vote_on(serve(voter, now=now), Outcome.TIE, now=now) for _ in range(2)]
    exclude(votes[7], ExclusionRule.MANUAL, now=now)
    exclude(votes[8], ExclusionRule.MANIPULATION, now=now)
    one = Vote.objects.filter(pk=votes[8].pk)
    reinstate_votes(votes=one, reason="Honest.", actor=None, now=now)
    recompute_boards()
    return votes


def exclude(vote, rule, *, now=None):
    exclude_votes(
        votes=Vote.objects.filter(pk=vote.pk),
        rule=rule,
        reason="Secret reason.",
        actor=None,
        now=now or timezone.now(),
    )


def dump(folder, *, parquet=False, **how):
    """Parquet is written by a process of its own, which takes longer than the rest."""
    export_dump(folder, now=timezone.now(), parquet=parquet, **how)
    return folder


def rows_of(folder, table):
    with gzip.open(folder / f"{table}.jsonl.gz", "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def manifest_of(folder):
    return json.loads((folder / "manifest.json").read_text())
