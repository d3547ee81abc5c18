"""Boards publish intervals over voters and challenges, as the last pass measured them."""

import pytest
from django.core.management import call_command
from django.db import connection

from arena.models import Category, Challenge, Competitor, ExclusionRule, Vote
from arena.moderation import exclude_votes, reinstate_votes
from leaderboard.catalogue.versus import Conclusion, compare
from leaderboard.models import Board, Entry, Interval, SpeaksOf
from leaderboard.passes import make_passes
from leaderboard.passes.votes import one_moment, read_votes, votes_of
from leaderboard.ratings import Votes, rate_board
from leaderboard.runs import recompute_boards
from leaderboard.runs.board_counts import read_counts
from tests.arrange import NOON, cast_votes, make_arena
from tests.leaderboard.passes.people import (
    add_voters,
    all_votes,
    bring_votes,
    intervals,
    newest,
    vote_and_pass,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def passed(scene):
    vote_and_pass()


def test_a_pass_equals_the_full_computation(passed):
    ids, votes = all_votes()
    full = rate_board(votes.outcomes(), minimum_votes=1, votes=votes)
    for place, competitor in enumerate(ids.tolist()):
        rating, lower, upper, error = intervals()[competitor]
        assert (rating, lower, upper) == pytest.approx(
            (full.rating[place], full.lower[place], full.upper[place]), abs=1e-7
        )
        assert error == pytest.approx(full.theta_se[place], rel=1e-9)
        entry = Entry.objects.get(run=newest(), competitor=competitor)
        ranks = (full.rank_low[place], full.rank_high[place])
        assert (entry.rank_low, entry.rank_high) == ranks


def test_a_run_says_which_intervals_it_was_published_with(passed):
    run = newest()
    assert (run.interval, run.voters, run.challenges) == (Interval.BOTH, 8, 8)
    assert run.pass_number == 1
    assert run.passed_sequence == 96


def left_votes():
    return Vote.objects.filter(outcome="left")


def exclude_left_votes():
    why = {"rule": ExclusionRule.MANUAL, "reason": "A trial.", "actor": None}
    exclude_votes(votes=left_votes(), now=NOON, **why)
    recompute_boards()


def reinstate_left_votes():
    reinstate_votes(votes=left_votes(), reason="Not so.", actor=None, now=NOON)
    recompute_boards()


@pytest.mark.parametrize("with_passes", [False, True], ids=["between passes", "with passes"])
def test_exclusion_and_reinstatement_give_the_identical_interval(passed, with_passes):
    before = intervals()
    exclude_left_votes()
    if with_passes:
        make_passes(pause=False)
        recompute_boards()
    assert intervals() != before
    reinstate_left_votes()
    if with_passes:
        make_passes(pause=False)
        recompute_boards()
    assert newest().pass_number == (3 if with_passes else 1)
    for competitor, numbers in intervals().items():
        assert numbers == pytest.approx(before[competitor], abs=1e-9)


def test_a_board_is_published_anew_after_a_pass_and_only_then(passed):
    assert recompute_boards() == []
    Board.objects.filter(slug="overall").update(speaks_of=SpeaksOf.THESE)
    make_passes(pause=False)
    assert [run.board.slug for run in recompute_boards()] == ["overall"]
    assert recompute_boards() == []


def test_a_board_may_speak_of_these_challenges_alone(passed):
    Board.objects.filter(slug="overall").update(speaks_of=SpeaksOf.THESE)
    make_passes(pause=False)
    recompute_boards()
    run = newest()
    assert (run.interval, run.speaks_of) == (Interval.VOTER, SpeaksOf.THESE)
    ids, votes = all_votes()
    by_voter = Votes(votes.size, votes.left, votes.right, votes.outcome, votes.voter)
    full = rate_board(votes.outcomes(), minimum_votes=1, votes=by_voter)
    for place, competitor in enumerate(ids.tolist()):
        assert intervals()[competitor][3] == pytest.approx(full.theta_se[place], rel=1e-9)


def test_the_votes_of_each_board_are_those_of_its_tallies(passed):
    with one_moment():
        columns = read_votes()
    for board in Board.objects.filter(filled=True, sequence__gt=0):
        found = votes_of(board, columns)
        counts = read_counts(board).of_competitors()
        assert found.competitors.tolist() == counts.competitors.tolist()
        assert (found.votes.outcomes().counts == counts.outcomes().counts).all()


@pytest.mark.postgresql
def test_votes_are_read_as_a_whole_though_the_database_takes_tables_for_empty(passed):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE pg_class SET reltuples = 0 WHERE relname LIKE 'arena_vote%'")
    plans = []

    def explain(execute, sql, params, many, context):
        if "array_agg" in sql:
            execute(f"EXPLAIN {sql}", params, many, context)
            plans.append("\n".join(line for (line,) in context["cursor"]))
        return execute(sql, params, many, context)

    with one_moment(), connection.execute_wrapper(explain):
        assert len(read_votes().voter) == 96
    (plan,) = plans
    assert "Hash" in plan
    assert "Nested Loop" not in plan


def test_errors_of_a_board_with_style_held_constant_are_measured_too(passed):
    run = newest("style-controlled")
    assert (run.interval, run.pass_number) == (Interval.BOTH, 1)


def test_before_the_first_pass_a_run_says_that_votes_are_taken_as_independent():
    make_arena()
    cast_votes(6)
    recompute_boards()
    run = newest()
    assert (run.interval, run.pass_number, run.voters) == (Interval.INDEPENDENT, 0, None)


def test_the_votes_of_one_voter_have_no_interval():
    competitors = make_arena(competitors=3, challenges=6)
    there = list(Challenge.objects.order_by("pk"))
    bring_votes(60, competitors=competitors, challenges=there, voters=add_voters(1))
    call_command("recompute")
    assert all(numbers[1:] == (None, None, None) for numbers in intervals().values())
    assert any("One voter cast all votes" in warning for warning in newest().warnings)
    ranks = Entry.objects.filter(run=newest()).values_list("rank_low", "rank_high")
    assert set(ranks) == {(1, 3)}
    first, second = Competitor.objects.order_by("pk")[:2]
    found = compare(first, second)
    assert (found.contrast, found.answer) == (None, Conclusion.UNKNOWN)


def test_votes_that_name_nobody_are_clusters_of_their_own_and_it_is_said():
    competitors = make_arena(competitors=3, challenges=6)
    there = list(Challenge.objects.order_by("pk"))
    bring_votes(400, competitors=competitors, challenges=there, voters=[*add_voters(8), None, None])
    call_command("recompute")
    run = newest()
    number = Vote.objects.filter(voter=None).count()
    assert run.voters == 8 + number
    assert f"{number} votes name no voter: each counts as if another voter had cast it." in (
        run.warnings
    )


def test_votes_without_voters_and_challenges_are_independent():
    competitors = make_arena(competitors=3, challenges=6)
    bring_votes(200, competitors=competitors, challenges=[None], voters=[None])
    recompute_boards()
    before = intervals()
    make_passes()
    recompute_boards()
    assert (newest().interval, newest().pass_number) == (Interval.INDEPENDENT, 1)
    for competitor, numbers in intervals().items():
        assert numbers == pytest.approx(before[competitor], abs=1e-6)


def test_between_passes_errors_are_within_a_fiftieth_after_a_thousand_further_votes():
    competitors = make_arena(competitors=4, challenges=2)
    made = [
        Challenge(slug=f"c{n}", title=f"C {n}", prompt=".", category=Category.objects.get())
        for n in range(300)
    ]
    there = Challenge.objects.bulk_create(made)
    who = add_voters(400)
    bring_votes(30_000, competitors=competitors, challenges=there, voters=who)
    call_command("recompute")
    bring_votes(1_000, competitors=competitors, challenges=there, voters=who, seed=2)
    recompute_boards()
    assert newest().pass_number == 1
    between = intervals()
    make_passes(pause=False)
    recompute_boards()
    assert newest().pass_number == 2
    for competitor, numbers in intervals().items():
        assert between[competitor][3] == pytest.approx(numbers[3], rel=0.02)


def test_votes_on_one_challenge_speak_of_it_alone(client):
    competitors = make_arena(competitors=3, challenges=1)
    there = list(Challenge.objects.all())
    bring_votes(200, competitors=competitors, challenges=there, voters=add_voters(8))
    call_command("recompute")
    run = newest()
    assert (run.interval, run.voters, run.challenges) == (Interval.VOTER, 8, 1)
    page = client.get("/leaderboard/").content.decode()
    assert "other voters like these (8 here)" in page
    assert "intervals speak of this challenge and of no other" in page
