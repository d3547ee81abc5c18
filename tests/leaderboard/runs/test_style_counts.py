import numpy as np
import pytest

from arena.models import Kind, Outcome, Response
from leaderboard.models import Board, RatingRun, ResponseStyle
from leaderboard.runs.rebuild import rebuild_tallies
from leaderboard.runs.style_counts import measure, read_style_counts, style_of
from leaderboard.runs.tick import recompute_boards
from leaderboard.runs.worker_memory import WorkerMemory
from tests.arrange import (
    cast_votes,
    make_arena,
    make_challenge,
    make_competitor,
    make_response,
    serve,
    vote_on,
)
from tests.leaderboard.runs.test_tick import bring

pytestmark = pytest.mark.django_db


def board():
    return Board.objects.get(slug="style-controlled")


def newest():
    return RatingRun.objects.newest(board())


def test_the_style_of_a_text_is_counted_from_its_markdown():
    text = "# One\n\n## Two\n\nA **bold** word and **another**.\n\n- a\n- b\n\n1. c\n"
    assert style_of(Kind.TEXT, text) == (len(text), 2, 2, 3)


def test_what_looks_like_markdown_inside_code_is_no_style():
    text = "```\n# a comment\n- not a list\n```\n"
    assert style_of(Kind.TEXT, text) == (len(text), 0, 0, 0)


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind != Kind.TEXT])
def test_only_text_has_a_style(kind):
    assert style_of(kind, "# A **bold** title") == (0, 0, 0, 0)


def test_a_text_too_long_to_be_formatted_has_its_length_alone():
    assert style_of(Kind.TEXT, "# One\n\n" * 20_000) == (140_000, 0, 0, 0)


def test_styles_are_kept_once():
    make_arena(competitors=2, challenges=2)
    ids = list(Response.objects.values_list("pk", flat=True))
    measure(ids)
    measure(ids)
    assert ResponseStyle.objects.count() == 4


def test_counts_that_changes_were_applied_to_equal_those_that_are_read():
    make_arena()
    memory = WorkerMemory()
    for seed in range(4):
        cast_votes(5, seed=seed)
        recompute_boards(memory)
        ours, read = memory.style_counts.of(board()), read_style_counts(board())
        assert ours is memory.style_counts.of(board())
        for name in ("keys", "counts", "responses", "competitor", "features"):
            assert np.array_equal(getattr(ours, name), getattr(read, name))


@pytest.fixture(scope="module")
def verbose(scene):
    """Two competitors who win and lose alike, but that the longer response always wins."""
    votes = 200
    ada, bob = make_competitor("ada"), make_competitor("bob")
    for number in range(votes):
        challenge = make_challenge(f"challenge-{number}")
        # Ada is long three times of four.
        long, short = (bob, ada) if number % 4 == 0 else (ada, bob)
        make_response(challenge, long, content="word " * 40)
        make_response(challenge, short, content="word " * 20)
    for number in range(votes):
        match = serve(seed=number)
        is_long = len(match.left.content) > len(match.right.content)
        wins = is_long == (number % 10 > 1)
        vote_on(match, Outcome.LEFT if wins else Outcome.RIGHT)
    recompute_boards()
    return ada, bob


def test_who_wins_by_length_alone_is_not_rated_above(verbose):
    ada, bob = verbose
    plain = RatingRun.objects.newest(Board.objects.overall())
    by_run = [
        {entry.competitor_id: entry.rating for entry in run.entries.all()}
        for run in (plain, newest())
    ]
    gaps = [ratings[ada.pk] - ratings[bob.pk] for ratings in by_run]
    assert gaps[0] > 80
    assert abs(gaps[1]) < 40


def test_a_run_tells_what_each_feature_does(verbose):
    length = newest().style["length"]
    assert 0 < length["lower"] < length["value"] < length["upper"]
    assert newest().method["style"] == ["length"]


def test_votes_without_responses_are_told_and_do_not_count():
    ada, bob, *_ = make_arena()
    cast_votes(8)
    bring(ada, bob)
    bring(ada, bob)
    recompute_boards()
    assert newest().votes == 8
    assert any("2 votes on responses nobody knows" in warning for warning in newest().warnings)


def test_a_style_controlled_board_of_a_category_counts_its_responses():
    make_arena(category="poetry")
    make_arena_of_prose()
    poetry = Board.objects.create(
        slug="ours",
        name="Ours",
        category=Response.objects.first().challenge.category,
        style_controlled=True,
    )
    cast_votes(30)
    recompute_boards()
    run = RatingRun.objects.newest(poetry)
    assert run.votes == RatingRun.objects.get(board__slug="category-poetry").votes < 30
    assert read_style_counts(poetry).counts.sum() == run.votes


def make_arena_of_prose():
    challenge = make_challenge("prose-0", category="prose")
    for number in range(3):
        make_response(challenge, make_competitor(f"writer-{number}"))


def test_the_ledger_rebuilds_to_the_style_controlled_ratings(verbose):
    found = rebuild_tallies()
    assert found.agrees
    assert found.boards["style-controlled"] == 200
