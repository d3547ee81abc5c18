"""Votes that name no author count in batches, so that no count tells of one of them."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from arena.matches import end_session
from arena.models import Challenge, ExclusionRule, Outcome, Pair, Vote, VoteEvent
from arena.moderation import exclude_votes, reinstate_votes
from leaderboard.doctor.work import pending_of
from leaderboard.models import Board, BoardTally, LedgerEntry, RatingRun, ResponseTally
from leaderboard.runs import WorkerMemory
from leaderboard.runs.rebuild import rebuild_tallies
from leaderboard.runs.tick import recompute_boards
from tests.arrange import (
    NOON,
    cast_votes,
    make_arena,
    make_challenge,
    make_competitor,
    make_response,
    make_voter,
    serve,
    vote_on,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

READ = (
    *("/", "/leaderboard/", "/leaderboard/overall/pairs/", "/leaderboard/overall/history/"),
    *("/leaderboard/overall/pairs.json", "/leaderboard/overall/ratings.csv"),
    *("/leaderboard/overall/history.json", "/api/v1/boards/overall/", "/models/"),
    *("/models/competitor-0/", "/models/competitor-1/", "/compare/competitor-0/competitor-1/"),
    *("/challenges/reasoning-0/", "/methodology/", "/card.png", "/models/competitor-0/card.png"),
    "/api/v1/models/competitor-0/",
)


@pytest.fixture(scope="module")
def arena(scene):
    make_arena(competitors=4, challenges=6)
    cast_votes(10)
    recompute_boards(clock=lambda: NOON)


@pytest.fixture(autouse=True)
def _never_named(arena, settings):
    settings.NAME_AUTHORS, settings.RESPONSES_PUBLIC = "never", "when_retired"


def tick(now=NOON, memory=None):
    return recompute_boards(memory, clock=lambda: now)


def votes_at(slug="overall"):
    return RatingRun.objects.newest(Board.objects.get(slug=slug)).votes


def unnamed(voters, each=1, *, seed=100, now=NOON):
    """So many votes of each of so many voters, with different outcomes."""
    made = []
    for voter in (make_voter() for _ in range(voters)):
        for _ in range(each):
            number = seed + len(made)
            made.append(vote_on(serve(voter, seed=number, now=now), outcome(number), now=now))
    return made


def outcome(number):
    return list(Outcome)[number % 4]


def read():
    """What everybody reads, without the random token of forms."""
    client = Client()
    answers = (client.get(path) for path in READ)
    return [
        b"".join(line for line in a.content.splitlines(True) if b"csrf" not in line)
        for a in answers
    ]


def stored():
    kinds = (LedgerEntry, BoardTally, ResponseTally, RatingRun)
    counted = [list(kind.objects.order_by("pk").values()) for kind in kinds]
    return counted, list(Pair.objects.order_by("pk").values_list("pk", "votes"))


def test_one_vote_changes_nothing_that_anybody_reads():
    before = stored()
    unnamed(1)
    assert tick() == []
    assert stored() == before


def test_opening_a_match_moves_nothing_either(settings):
    settings.NAME_AUTHORS = "after_each_vote"
    make_voter()
    before = read()
    match = serve(seed=3)
    assert read() == before
    Client().post(f"/matches/{match.id}/skip/")
    tick()
    assert read() == before


def test_no_page_file_or_card_moves_with_one_vote():
    unnamed(1)  # whoever is a voter by then has no part in it
    before = read()
    vote_on(serve(Vote.objects.last().voter, seed=7), Outcome.RIGHT)
    tick()
    assert read() == before


@pytest.mark.parametrize(("voters", "each"), [(4, 1), (2, 3), (1, 6)])
def test_too_few_votes_or_voters_wait(voters, each):
    unnamed(voters, each)
    tick()
    assert votes_at() == 10


@pytest.mark.parametrize(("voters", "each"), [(5, 1), (3, 2)])
def test_enough_votes_of_enough_voters_count_together(voters, each):
    made = unnamed(voters, each)
    tick()
    assert votes_at() == 10 + len(made)
    assert not VoteEvent.objects.pending().exists()
    assert rebuild_tallies(clock=lambda: NOON).agrees


def test_votes_that_name_their_authors_do_not_wait(settings):
    unnamed(2)
    settings.NAME_AUTHORS = "after_each_vote"
    cast_votes(3, seed=50)
    tick()
    assert votes_at() == 13
    assert VoteEvent.objects.pending().count() == 2


def test_more_named_votes_than_a_batch_pass_those_that_wait(settings, monkeypatch):
    monkeypatch.setattr("leaderboard.ledger.append.BATCH", 2)
    unnamed(3)
    settings.NAME_AUTHORS = "after_each_vote"
    cast_votes(5, seed=50)
    tick()
    assert votes_at() == 15


def test_votes_of_another_category_are_another_batch():
    """Its board would tell one vote apart."""
    challenge = make_challenge("poem", category="poetry")
    for number in range(4, 7):
        make_response(challenge, make_competitor(f"competitor-{number}"))
    tick()  # its board begins to count
    others = Challenge.objects.exclude(pk=challenge.pk)
    on_one_side(others, Challenge.objects.filter(pk=challenge.pk))
    unnamed(4)
    on_one_side(Challenge.objects.filter(pk=challenge.pk), others)
    unnamed(1, seed=200)
    tick()
    assert votes_at() == 10
    unnamed(4, seed=300)
    tick()
    assert (votes_at(), votes_at("category-poetry")) == (15, 5)
    assert VoteEvent.objects.pending().count() == 4


def on_one_side(published, retired):
    """Let matches be on the first alone."""
    published.update(state="published")
    retired.update(state="retired")


def test_a_board_that_is_new_waits_for_enough_votes():
    unnamed(5)
    tick()
    some = Vote.objects.filter(match__name_authors="never").first()
    Board.objects.create(slug="one", name="One", challenge=some.challenge)
    tick()
    counted = Vote.objects.filter(challenge=some.challenge, match__name_authors="never")
    assert 0 < counted.count() < 5
    assert not Board.objects.get(slug="one").filled
    assert Client().get("/leaderboard/one/").status_code == 200


def test_five_votes_with_one_result_on_one_pair_wait_for_another():
    Challenge.objects.exclude(slug="reasoning-0").update(state="retired")
    challenge = Challenge.objects.get(slug="reasoning-0")
    for response in challenge.responses.filter(
        competitor__slug__in=["competitor-2", "competitor-3"]
    ):
        response.withdrawal = type(response).withdrawal.related.related_model.objects.create(
            response=response, reason="A trial."
        )
    winner = challenge.responses.get(competitor__slug="competitor-0")
    for seed in range(5):
        match = serve(seed=seed)
        vote_on(match, Outcome.LEFT if match.left_id == winner.pk else Outcome.RIGHT)
    tick()
    assert votes_at() == 10
    vote_on(serve(seed=9), Outcome.TIE)
    tick()
    assert votes_at() == 16


def test_a_session_that_ends_counts_at_once(settings):
    settings.NAME_AUTHORS = "after_session"
    [vote] = unnamed(1)
    tick()
    assert votes_at() == 10
    end_session(voter_id=vote.voter_id, now=NOON)
    tick()
    assert votes_at() == 11


def change(votes, verb, admin_user, **more):
    verb(
        votes=Vote.objects.filter(pk__in=votes),
        reason="A trial.",
        actor=admin_user,
        now=NOON,
        **more,
    )
    tick()


def test_an_exclusion_takes_effect_at_once_and_its_end_waits(admin_user):
    made = [vote.pk for vote in unnamed(5)]
    tick()
    change(made[:1], exclude_votes, admin_user, rule=ExclusionRule.MANUAL)
    assert votes_at() == 14
    change(made[:1], reinstate_votes, admin_user)
    assert votes_at() == 14
    unnamed(4, seed=400)
    tick()
    assert votes_at() == 19


def test_votes_that_were_excluded_while_they_waited_do_not_complete_a_batch(admin_user):
    made = [vote.pk for vote in unnamed(5)]
    change(made[:1], exclude_votes, admin_user, rule=ExclusionRule.MANUAL)
    assert votes_at() == 10
    unnamed(1, seed=500)
    tick()
    assert votes_at() == 15
    assert rebuild_tallies(clock=lambda: NOON).agrees


def test_a_window_keeps_days_with_too_few_votes_until_others_leave_with_them():
    week, later = Board.objects.get(slug="last-7-days"), NOON + timedelta(days=3)
    unnamed(3)
    unnamed(2, seed=600, now=later)
    tick(later)
    starts = []
    for days in (8, 10):  # the first day leaves with three votes, both with five
        tick(NOON + timedelta(days=days))
        week.refresh_from_db()
        starts.append((week.window_start - NOON.date()).days)
    assert starts == [-3, 4]
    assert votes_at("last-7-days") == 0


def test_published_heads_are_never_one_unnamed_vote_apart():
    memory = WorkerMemory()
    for number in range(12):
        unnamed(1, seed=700 + number)
        tick(memory=memory)
    heads = sorted(set(RatingRun.objects.values_list("sequence", flat=True)))
    assert len(heads) > 2
    assert all(later - earlier >= 5 for earlier, later in pairwise(heads))
    newest = RatingRun.objects.newest(Board.objects.overall())
    assert newest.head == LedgerEntry.objects.get(sequence=newest.sequence).digest
    assert VoteEvent.objects.pending().count() == 2


def test_votes_that_wait_are_no_sign_of_a_worker_that_does_not_run():
    unnamed(1)
    assert pending_of(timezone.now()) == (0, 0.0)


def test_an_arena_that_names_after_each_vote_asks_no_more_statements(settings):
    settings.NAME_AUTHORS = "after_each_vote"
    memory = WorkerMemory()
    cast_votes(1, seed=800)
    tick(memory=memory)
    cast_votes(1, seed=801)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        tick(memory=memory)
    assert not [each for each in asked if "session_id" in each["sql"]]
