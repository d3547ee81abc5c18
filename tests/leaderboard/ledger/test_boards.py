"""Which boards there are, and which votes each of them counts."""

from datetime import timedelta

import pytest

from arena.models import Challenge, Competitor, ExclusionRule, Outcome, Vote
from arena.moderation import exclude_votes, reinstate_votes
from leaderboard.models import COUNTS, Board, BoardTally, RatingRun
from leaderboard.runs.rebuild import rebuild_tallies
from leaderboard.runs.tick import recompute_boards
from leaderboard.runs.worker_memory import WorkerMemory
from tests.arrange import (
    NOON,
    cast_votes,
    make_arena,
    make_category,
    make_challenge,
    serve,
    vote_on,
)

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def tick(now=NOON, *, memory=None):
    return {run.board.slug: run for run in recompute_boards(memory, clock=lambda: now)}


def tallies(board):
    cells = (*BoardTally.cell[1:], *COUNTS)
    rows = BoardTally.objects.filter(board=board).order_by(*cells[:3]).values_list(*cells)
    return [row for row in rows if any(row[3:])]


def votes_on(slug):
    run = RatingRun.objects.newest(Board.objects.get(slug=slug))
    return None if run is None else run.votes


@pytest.fixture(scope="module")
def rated(scene):
    """Nine votes that every board has counted."""
    make_arena()
    cast_votes(9)
    tick()


def slugs():
    return set(Board.objects.complete().values_list("slug", flat=True))


def test_every_arena_has_its_boards():
    windows = {"last-7-days", "last-30-days", "last-90-days"}
    assert slugs() == {"overall", "style-controlled"} | windows


def test_a_category_has_a_board_without_asking():
    make_category("poetry")
    assert "category-poetry" in slugs()


def test_kinds_and_languages_have_boards_once_there_are_two_to_compare():
    make_challenge("one")
    make_challenge("other")
    assert not {slug for slug in slugs() if slug.startswith(("kind", "language"))}
    first, second = Challenge.objects.all()
    Challenge.objects.filter(pk=first.pk).update(kind="code", language="pt-BR")
    Challenge.objects.filter(pk=second.pk).update(language="en")
    assert slugs() >= {"kind-code", "kind-text", "language-en", "language-pt-br"}


def test_a_board_of_the_staff_with_the_same_filters_is_enough():
    Board.objects.create(slug="poems", name="Poems", category=make_category("poetry"))
    assert "category-poetry" not in slugs()


def test_a_slug_that_the_staff_took_stays_theirs():
    Board.objects.create(slug="last-7-days", name="Codes of the week", kind="code", window_days=7)
    Board.objects.complete()
    assert Board.objects.get(slug="last-7-days").kind == "code"


def test_a_board_counts_the_votes_that_pass_all_its_filters():
    filtered = {
        "text": ({"kind": "text"}, 20),
        "code": ({"kind": "code"}, 0),
        "english": ({"language": "en"}, 20),
        "german": ({"language": "de"}, 0),
        "all": ({"language": "en", "kind": "text", "window_days": 1}, 20),
        "not-all": ({"language": "en", "kind": "code"}, 0),
    }
    make_arena()
    Challenge.objects.update(language="en")
    for added in ("before", "after"):
        for name, (filters, _) in filtered.items():
            Board.objects.create(slug=f"{name}-{added}", name=name, **filters)
        cast_votes(10, seed=len(added))
        tick()
    for added in ("before", "after"):
        counted = {name: votes_on(f"{name}-{added}") or 0 for name in filtered}
        assert counted == {name: votes for name, (_, votes) in filtered.items()}


def test_a_board_of_one_challenge_counts_its_votes(rated):
    challenge = Vote.objects.first().challenge
    Board.objects.create(slug="ours", name="Ours", challenge=challenge)
    tick()
    assert votes_on("ours") == Vote.objects.filter(challenge=challenge).count()


def test_a_board_added_later_has_the_tallies_of_one_that_was_there(rated):
    votes = list(Vote.objects.order_by("pk"))
    how = {"rule": ExclusionRule.MANUAL, "reason": "A slip.", "actor": None, "now": NOON}
    exclude_votes(votes=Vote.objects.filter(pk__in=[vote.pk for vote in votes[:6]]), **how)
    again = {"reason": "It was none.", "actor": None, "now": NOON}
    reinstate_votes(votes=Vote.objects.filter(pk__in=[vote.pk for vote in votes[:3]]), **again)
    tick()
    later = Board.objects.create(slug="later", name="Later", kind="text")
    tick()
    assert tallies(later) == tallies(Board.objects.overall()) != []
    assert rebuild_tallies().agrees


def test_a_board_added_later_follows_from_there(rated):
    later = Board.objects.create(slug="later", name="Later", kind="text")
    tick()
    cast_votes(5, seed=1)
    assert tick()["later"].votes == 14
    assert tallies(later) == tallies(Board.objects.overall())


def test_a_voter_is_in_the_same_fold_by_python_and_by_the_database(rated):
    for seed in range(20):
        vote_on(serve(seed=seed))
    tick()
    followed = tallies(Board.objects.overall())
    Board.objects.update(filled=False)
    tick()
    assert tallies(Board.objects.overall()) == followed
    assert len({row[0] for row in followed}) > 1


def test_a_crash_while_a_board_is_filled_counts_nothing_twice(rated, monkeypatch):
    Board.objects.update(filled=False)
    Board.objects.filter(slug="overall").update(filled=True)
    monkeypatch.setattr("leaderboard.ledger.backfill.LedgerEntry.objects.head", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        tick()
    monkeypatch.undo()
    tick()
    assert rebuild_tallies().agrees
    assert not Board.objects.filter(filled=False).exists()


def test_a_window_counts_the_day_and_those_before_it():
    make_arena()
    for days in (0, 6, 7, 40):
        cast_votes(3, seed=days, now=NOON - days * DAY)
    tick()
    counted = [votes_on(f"last-{days}-days") for days in (7, 30, 90)]
    assert counted == [6, 9, 12]


def test_a_day_that_falls_out_of_a_window_is_published_without_a_new_vote():
    make_arena()
    cast_votes(4, now=NOON - 6 * DAY)
    cast_votes(5, seed=1, now=NOON)
    tick()
    runs = tick(NOON + DAY)
    assert list(runs) == ["last-7-days"]
    assert runs["last-7-days"].votes == 5
    assert tick(NOON + DAY) == {}


def test_a_window_whose_votes_are_all_old_is_empty():
    make_arena()
    cast_votes(4)
    tick()
    assert tick(NOON + 20 * DAY)["last-7-days"].votes == 0
    assert RatingRun.objects.newest(Board.objects.get(slug="last-7-days")).entries.count() == 0
    assert rebuild_tallies().agrees


def test_a_clock_that_is_set_back_moves_no_window():
    make_arena()
    cast_votes(4, now=NOON - 6 * DAY)
    tick(NOON + DAY)
    assert tick(NOON) == {}


def test_an_exclusion_of_a_vote_outside_a_window_does_not_touch_it():
    make_arena()
    old = cast_votes(4, now=NOON - 10 * DAY)
    cast_votes(4, seed=1)
    tick()
    how = {"rule": ExclusionRule.MANUAL, "reason": "A slip.", "actor": None, "now": NOON}
    exclude_votes(votes=Vote.objects.filter(pk__in=[vote.pk for vote in old]), **how)
    assert "last-7-days" not in tick()


def test_excluded_votes_leave_a_window_with_their_day():
    make_arena()
    old = cast_votes(4, now=NOON - 6 * DAY)
    cast_votes(4, seed=1)
    tick()
    how = {"rule": ExclusionRule.MANUAL, "reason": "A slip.", "actor": None, "now": NOON}
    exclude_votes(votes=Vote.objects.filter(pk__in=[vote.pk for vote in old]), **how)
    assert tick()["last-7-days"].excluded == 4
    assert tick(NOON + DAY)["last-7-days"].excluded == 0
    assert rebuild_tallies().agrees


def test_elo_of_a_window_begins_with_its_first_day():
    make_arena(competitors=2)
    vote_on(serve(now=NOON - 6 * DAY), Outcome.LEFT, now=NOON - 6 * DAY)
    vote_on(serve(now=NOON, seed=1), Outcome.TIE, now=NOON)
    before = tick()["last-7-days"].entries.values_list("elo", flat=True)
    assert set(before) != {1000}
    assert set(tick(NOON + DAY)["last-7-days"].entries.values_list("elo", flat=True)) == {1000}


def test_a_window_moved_by_another_worker_is_read_anew():
    make_arena()
    ours, theirs = WorkerMemory(), WorkerMemory()
    cast_votes(4, now=NOON - 6 * DAY)
    cast_votes(5, seed=1)
    tick(memory=ours)
    tick(NOON + DAY, memory=theirs)
    cast_votes(2, seed=2)
    assert tick(NOON + DAY, memory=ours)["last-7-days"].votes == 7


def test_the_anchor_has_a_rating_of_1000(rated):
    anchor = Competitor.objects.first()
    Board.objects.create(slug="ours", name="Ours", anchor=anchor)
    run = tick()["ours"]
    assert run.entries.get(competitor=anchor).rating == pytest.approx(1000)
    assert run.method["anchor"] == anchor.slug


def test_a_board_without_votes_on_its_anchor_is_rated_around_its_mean():
    *_, anchor = make_arena(competitors=4)
    Board.objects.create(slug="ours", name="Ours", anchor=anchor)
    make_arena_without(anchor)
    cast_votes(12)
    assert tick()["ours"].votes == 12


def make_arena_without(competitor):
    """Take the competitor's responses out of matches."""
    from arena.models import Withdrawal  # noqa: PLC0415 - one test's

    for response in competitor.responses.all():
        Withdrawal.objects.create(response=response, reason="Gone.")


def test_a_run_keeps_what_was_estimated_beside_the_ratings():
    make_arena()
    Board.objects.create(slug="ours", name="Ours", ties="davidson", side_effect=True)
    cast_votes(60)
    run = tick()["ours"]
    assert run.method["ties"] == "davidson"
    for estimate in (run.tie, run.side_effect):
        assert estimate["lower"] < estimate["value"] < estimate["upper"]
    overall = RatingRun.objects.newest(Board.objects.overall())
    assert (overall.tie, overall.side_effect) == (None, None)


def test_boards_are_listed_by_what_they_slice():
    make_category()
    Board.objects.create(slug="ours", name="Ours", kind="code", window_days=3)
    Board.objects.complete()
    groups = [board.group for board in Board.objects.in_groups()]
    assert groups == [
        "All votes",
        *["Recent votes"] * 3,
        "Style held constant",
        "Categories",
        "More",
    ]
