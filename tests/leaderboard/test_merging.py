"""Two competitors that are one, and one under another name."""

import pytest
from django.utils import timezone

from arena.errors import NothingToDo
from arena.matches.pool import pools
from arena.models import (
    AuditEntry,
    BulkKind,
    Competitor,
    EventKind,
    ExclusionRule,
    Outcome,
    Response,
    Vote,
    VoteEvent,
)
from arena.moderation import exclude_votes, set_aliases
from leaderboard import merging
from leaderboard.models import Board, BoardTally, Entry, RatingRun
from leaderboard.runs.rebuild import rebuild_tallies
from leaderboard.runs.tick import recompute_boards
from leaderboard.runs.what_if import effect_of
from tests.arrange import NOON, cast_votes, make_arena, serve, sides_of, vote_on

pytestmark = pytest.mark.django_db

WHY = {"reason": "The same weights.", "actor": None, "now": NOON}


@pytest.fixture(scope="module")
def rated(scene):
    make_arena(competitors=5, challenges=3)
    cast_votes(120, seed=5, now=timezone.now())
    recompute_boards()


@pytest.fixture
def models(rated):
    return list(Competitor.objects.order_by("pk"))


def entries(slug="overall"):
    run = RatingRun.objects.newest(Board.objects.get(slug=slug))
    names = ("rating", "lower", "upper", "elo", "votes", "wins", "losses", "ties", "both_bad")
    rows = Entry.objects.filter(run=run).values_list("competitor", *names)
    return {competitor: values for competitor, *values in rows if values[4]}


def close(one, other):
    assert one.keys() == other.keys()
    for key, values in one.items():
        assert values == pytest.approx(other[key], abs=1e-6)


def cast_again_as_one(twin, one):
    """The same votes, as if the two had been one: brought in as votes from elsewhere."""
    told = Vote.objects.order_by("id").values_list(
        "left_competitor", "right_competitor", "outcome", "cast_at"
    )
    sides = {twin: one}
    for number, (shown_left, shown_right, outcome, cast_at) in enumerate(list(told)):
        left, right = (sides.get(each, each) for each in (shown_left, shown_right))
        if left == right:
            continue
        vote = Vote.objects.create(
            left_competitor_id=left,
            right_competitor_id=right,
            outcome=outcome,
            origin="imported",
            source="again",
            key=str(number),
            cast_at=cast_at,
        )
        VoteEvent.objects.create(vote=vote, kind=EventKind.CAST, happened_at=cast_at)


def test_merged_they_are_rated_as_if_they_had_been_one(models):
    _, one, twin, *_ = models
    before = entries()
    merging.merge(competitor=twin, into=one, **WHY)
    recompute_boards()
    merged = entries()
    assert twin.pk not in merged
    assert rebuild_tallies().agrees
    merging.unmerge(competitor=twin, **WHY)
    recompute_boards()
    close(entries(), before)
    assert rebuild_tallies().agrees

    # The same votes with the two as one, and none of the others.
    old = Vote.objects.filter(origin="voted")
    cast_again_as_one(twin.pk, one.pk)
    exclude_votes(votes=old, rule=ExclusionRule.MANUAL, **WHY)
    recompute_boards()
    close(entries(), merged)


def test_every_board_follows(models):
    _, one, twin, *_ = models
    slugs = ("category-reasoning", "style-controlled", "last-30-days")
    earlier = {slug: entries(slug) for slug in slugs}
    merging.merge(competitor=twin, into=one, **WHY)
    recompute_boards()
    for slug, before in earlier.items():
        after = entries(slug)
        assert after.keys() == before.keys() - {twin.pk}
        # Without their own matches.
        assert after[one.pk][4] < before[one.pk][4] + before[twin.pk][4]
    found = rebuild_tallies()
    assert found.agrees, found.differences


def test_new_votes_are_folded_as_of_the_other(models):
    _, one, twin, *_ = models
    open_matches = [serve(seed=seed) for seed in range(40)]
    merging.merge(competitor=twin, into=one, **WHY)
    recompute_boards()
    for match in open_matches:
        vote_on(match, Outcome.LEFT)
    recompute_boards()
    assert twin.pk not in entries()
    assert not BoardTally.objects.filter(left_competitor=twin).exists()
    found = rebuild_tallies()
    assert found.agrees, found.differences


def test_the_merged_one_is_served_no_more(models):
    _, one, twin, *_ = models
    merging.merge(competitor=twin, into=one, **WHY)
    pools.forget()
    shown = set().union(*(sides_of(serve(seed=seed)) for seed in range(30)))
    assert not Response.objects.filter(pk__in=shown, competitor=twin).exists()


def test_what_a_board_would_say_knows_them_as_one(models):
    _, one, twin, *_ = models
    merging.merge(competitor=twin, into=one, **WHY)
    recompute_boards()
    board = Board.objects.overall()
    votes = Vote.objects.filter(left_competitor=twin)
    effect = effect_of(votes=votes, kind=BulkKind.EXCLUDE, board=board)
    assert twin.pk not in {row.competitor.pk for row in effect.rows}
    mine = next(row for row in effect.rows if row.competitor.pk == one.pk)
    assert mine.after.votes < mine.before.votes


def test_who_is_merged_is_not_merged_again_and_none_into_itself(models):
    _, one, twin, third, _ = models
    merging.merge(competitor=twin, into=one, **WHY)
    for who, into in ((twin, third), (third, twin), (third, third), (one, third)):
        with pytest.raises(NothingToDo):
            merging.merge(competitor=who, into=into, **WHY)
    with pytest.raises(NothingToDo):
        merging.unmerge(competitor=third, **WHY)


def test_a_stealthy_one_is_revealed_and_keeps_its_address(models):
    otter, other, *_ = models
    run = RatingRun.objects.newest(Board.objects.overall())
    merging.reveal(competitor=otter, name="Quorvex Ultra", provider="Quorvex", **WHY)
    otter.refresh_from_db()
    assert (otter.slug, otter.name) == ("competitor-0", "Quorvex Ultra")
    assert otter.aliases == ["Competitor-0"]
    recompute_boards()
    assert RatingRun.objects.newest(Board.objects.overall()).pk > run.pk
    for name in ("Quorvex Ultra", other.name, other.slug, " ", "x" * 161):
        with pytest.raises(NothingToDo):
            merging.reveal(competitor=otter, name=name, provider="", **WHY)


def test_aliases_are_names_of_nobody_else(models):
    one, other, *_ = models
    set_aliases(competitor=one, aliases=["A  b", "", "A b", one.name], actor=None, now=NOON)
    one.refresh_from_db()
    assert one.aliases == ["A b"]
    for names in (["A b"], [other.name.upper()], ["x" * 161], [str(n) for n in range(51)]):
        with pytest.raises(NothingToDo):
            set_aliases(competitor=one, aliases=names, actor=None, now=NOON)
    assert AuditEntry.objects.get().after == "A b"
