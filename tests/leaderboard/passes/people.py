"""Votes of people with tastes, on prompts that suit some models, as rows."""

from datetime import timedelta
from uuid import UUID

import numpy as np
from django.db import connection

from arena.models import Origin, Outcome, Vote, VoteEvent, Voter, insert_rows
from leaderboard.models import Board, Entry, RatingRun
from leaderboard.passes import make_passes
from leaderboard.ratings import Votes
from leaderboard.runs import recompute_boards
from tests.arrange import NOON, make_arena, make_voter, serve, vote_on

OUTCOMES = tuple(Outcome.values)


def vote_and_pass():
    """Eight voters with twelve votes each, a pass, and what was published then."""
    make_arena(competitors=4, challenges=8)
    rng = np.random.default_rng(3)
    for _ in range(8):
        voter = make_voter()
        for _ in range(12):
            vote_on(
                serve(voter, seed=int(rng.integers(10**6))), rng.choice(["left", "right", "tie"])
            )
    recompute_boards()
    make_passes()
    recompute_boards()


def newest(slug="overall"):
    return RatingRun.objects.newest(Board.objects.get(slug=slug))


def intervals(slug="overall"):
    return {
        entry.competitor_id: (entry.rating, entry.lower, entry.upper, entry.theta_se)
        for entry in Entry.objects.filter(run=newest(slug))
    }


def all_votes():
    """As ratings take them, read in another way."""
    rows = list(
        Vote.objects.order_by("pk").values_list(
            "left_competitor", "right_competitor", "outcome", "voter", "challenge"
        )
    )
    left, right, outcome, voter, challenge = zip(*rows, strict=True)
    ids, places = np.unique(np.array([left, right]), return_inverse=True)
    names = ["left", "right", "tie", "both_bad"]
    return ids, Votes(
        len(ids),
        *places.reshape(2, -1),
        np.array([names.index(each) for each in outcome]),
        np.unique([str(each) for each in voter], return_inverse=True)[1],
        np.unique(challenge, return_inverse=True)[1],
    )


def add_voters(number):
    """With keys that are the same in every run."""
    made = [
        Voter(pk=UUID(int=(place + 1) << 16), key=UUID(int=place + 1)) for place in range(number)
    ]
    return Voter.objects.bulk_create(made)


def _key(voter):
    """As the database has it."""
    return None if voter is None else Voter._meta.pk.get_db_prep_value(voter.pk, connection)


def bring_votes(number, *, competitors, challenges, voters, seed=1, taste=0.8):
    """Pending votes, from elsewhere; `voters` and `challenges` may hold None for nobody known."""
    rng = np.random.default_rng(seed)
    lean = np.random.default_rng(5).normal(0, taste, (len(voters), len(competitors)))
    suits = np.random.default_rng(6).normal(0, taste, (len(challenges), len(competitors)))
    who, what = rng.integers(len(voters), size=number), rng.integers(len(challenges), size=number)
    left = rng.integers(len(competitors), size=number)
    right = (left + rng.integers(1, len(competitors), size=number)) % len(competitors)
    logit = lean[who, left] - lean[who, right] + suits[what, left] - suits[what, right]
    drawn = rng.random(number)
    win = 0.75 / (1 + np.exp(-logit))
    outcome = np.where(drawn < win, 0, np.where(drawn < 0.75, 1, np.where(drawn < 0.95, 2, 3)))
    first = Vote.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    ids = np.arange(first + 1, first + 1 + number)
    insert_rows(
        Vote,
        {
            "id": ids,
            "voter_id": [_key(voters[each]) for each in who],
            "challenge_id": [getattr(challenges[each], "pk", None) for each in what],
            "left_competitor_id": [competitors[each].pk for each in left],
            "right_competitor_id": [competitors[each].pk for each in right],
            "outcome": [OUTCOMES[each] for each in outcome],
            "origin": [Origin.IMPORTED.value] * number,
            "source": ["elsewhere"] * number,
            "key": [""] * number,
            "cast_at": [NOON + timedelta(seconds=each) for each in range(number)],
        },
    )
    kinds = {"kind": ["cast"] * number, "pending": [True] * number}
    insert_rows(VoteEvent, {"vote_id": ids, "happened_at": [NOON] * number, **kinds})
