"""Whatever happens in whatever order, what the ticks leave is what the ledger says."""

import random
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from arena.models import Challenge, ExclusionRule, Origin, Outcome, Vote, VoteEvent, Voter
from arena.moderation import exclude_votes, reinstate_votes
from leaderboard.models import Board, RatingRun
from leaderboard.runs.board_counts import read_counts
from leaderboard.runs.rebuild import rebuild_tallies
from leaderboard.runs.tick import recompute_boards
from leaderboard.runs.worker_memory import WorkerMemory
from tests.arrange import NOON, make_arena, make_voter

DEEDS = st.one_of(
    st.tuples(st.just("cast"), st.integers(1, 6), st.integers(0, 9)),
    st.tuples(st.just("bring"), st.integers(1, 3), st.integers(0, 9)),
    st.tuples(st.just("exclude"), st.integers(1, 4), st.integers(0, 9)),
    st.tuples(st.just("reinstate"), st.integers(1, 4), st.integers(0, 9)),
    st.tuples(st.just("tick"), st.just(0), st.just(0)),
    st.tuples(st.just("sleep"), st.integers(1, 5), st.just(0)),
    st.tuples(st.just("add"), st.integers(0, 4), st.just(0)),
    st.tuples(st.just("restart"), st.just(0), st.just(0)),
)
# What boards that are added are filtered by, and how they are rated.
ADDED = (
    {"kind": "code"},
    {"language": "en", "window_days": 2},
    {"ties": "davidson", "side_effect": True},
    {"kind": "text", "style_controlled": True},
    {"window_days": 1, "ties": "rao_kupper"},
)


def make_mixed_arena():
    make_arena(competitors=4, challenges=3)
    first, second, _ = Challenge.objects.order_by("pk")
    Challenge.objects.filter(pk=first.pk).update(kind="code", language="en")
    Challenge.objects.filter(pk=second.pk).update(language="de")
    for _ in range(4):
        make_voter()


class World:
    """An arena with a clock and a worker."""

    def __init__(self):
        self.now, self.memory = NOON, WorkerMemory()
        self.voters = list(Voter.objects.order_by("pk"))

    def cast(self, number, seed):
        """Votes with responses: as if brought with their responses, to need no matches."""
        rng = random.Random(seed)
        for _ in range(number):
            challenge = rng.choice(list(Challenge.objects.order_by("pk")))
            left, right = rng.sample(list(challenge.responses.order_by("pk")), 2)
            sides = {"challenge": challenge, "left": left, "right": right}
            self._vote(rng, left.competitor, right.competitor, **sides)

    def bring(self, number, seed):
        """Votes without."""
        rng = random.Random(seed)
        responses = list(Challenge.objects.order_by("pk").first().responses.order_by("pk"))
        for _ in range(number):
            left, right = rng.sample(responses, 2)
            self._vote(rng, left.competitor, right.competitor)

    def _vote(self, rng, on_left, on_right, **more):
        vote = Vote.objects.create(
            left_competitor=on_left,
            right_competitor=on_right,
            outcome=rng.choice(Outcome.values),
            origin=rng.choice([Origin.IMPORTED, Origin.SIMULATED]),
            voter=rng.choice([None, *self.voters]),
            source="elsewhere",
            cast_at=self.now - timedelta(days=rng.choice([0, 0, 1, 8])),
            **more,
        )
        VoteEvent.objects.create(vote=vote, kind="cast", happened_at=self.now)

    def exclude(self, number, seed):
        votes = self._some(Vote.objects.counted(), number, seed)
        how = {"rule": ExclusionRule.MANUAL, "reason": "A slip.", "actor": None}
        exclude_votes(votes=votes, now=self.now, **how)

    def reinstate(self, number, seed):
        out = Vote.objects.filter(exclusions__isnull=False, exclusions__lifted_at__isnull=True)
        how = {"reason": "It was none.", "actor": None, "now": self.now}
        reinstate_votes(votes=self._some(out, number, seed), **how)

    def _some(self, votes, number, seed):
        ids = list(votes.order_by("pk").values_list("pk", flat=True))
        chosen = random.Random(seed).sample(ids, min(number, len(ids)))
        return Vote.objects.filter(pk__in=chosen)

    def tick(self, *_):
        recompute_boards(self.memory, clock=lambda: self.now)

    def sleep(self, days, _):
        self.now += timedelta(days=days)

    def add(self, which, _):
        Board.objects.get_or_create(
            slug=f"added-{which}", defaults={"name": f"Added {which}", **ADDED[which]}
        )

    def restart(self, *_):
        """As a new process, which remembers nothing."""
        self.memory = WorkerMemory()


class TestEveryHistory(TestCase):
    @classmethod
    def setUpTestData(cls):
        make_mixed_arena()

    @settings(
        max_examples=settings.default.max_examples // 10,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(deeds=st.lists(DEEDS, min_size=6, max_size=14))
    def test_ticks_leave_what_the_ledger_says(self, deeds):
        world = World()
        for name, number, seed in (("cast", 6, 1), *deeds, ("tick", 0, 0)):
            getattr(world, name)(number, seed)
        found = rebuild_tallies(clock=lambda: world.now)
        assert found.differences == []
        assert found.pending == 0
        for board in Board.objects.all():
            ours = world.memory.board_counts.of(board).of_competitors()
            read = read_counts(board).of_competitors()
            assert (ours.by_fold == read.by_fold).all()
            assert (ours.totals == read.totals).all()
            assert (ours.by_fold.sum(axis=0) == ours.totals[:4]).all()


@pytest.mark.django_db
def test_a_board_filled_late_is_rated_as_one_that_followed():
    make_mixed_arena()
    world = World()
    Board.objects.create(slug="early", name="Early", kind="code")
    for seed in range(5):
        world.cast(5, seed)
        world.exclude(1, seed)
        world.tick()
    Board.objects.create(slug="late", name="Late", kind="code")
    world.tick()
    early, late = (
        list(
            RatingRun.objects.newest(Board.objects.get(slug=slug)).entries.values_list(
                "competitor", "rating", "lower", "upper", "elo", "votes"
            )
        )
        for slug in ("early", "late")
    )
    assert len(early) == len(late) > 1
    for one, other in zip(early, late, strict=True):
        assert one == pytest.approx(other, abs=1e-9)
