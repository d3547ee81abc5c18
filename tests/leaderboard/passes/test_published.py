"""Whatever shows errors shows those over voters and challenges."""

import csv
import io

import numpy as np
import pytest
from django.db.models import F

from arena.models import BulkKind, Competitor, ExclusionRule, Vote
from arena.moderation import exclude_votes
from leaderboard.catalogue import pairs_of
from leaderboard.catalogue.versus import compare
from leaderboard.models import FEATURES, OVERALL, Board, Entry, PairErrors, RatingRun, SpeaksOf
from leaderboard.passes import make_passes
from leaderboard.passes.votes import one_moment, read_votes, votes_of
from leaderboard.ratings import (
    POINTS_PER_NAT,
    Method,
    Ties,
    Z,
    logistic,
    rate_board,
    rate_styled,
    votes_to_separate,
)
from leaderboard.runs import recompute_boards
from leaderboard.runs.what_if import effect_of
from tests.arrange import NOON
from tests.leaderboard.passes.people import all_votes, intervals, newest, vote_and_pass

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

STYLED = "style-controlled"


@pytest.fixture(scope="module")
def passed(scene):
    vote_and_pass()


def full_computation(**method):
    ids, votes = all_votes()
    how = {"minimum_votes": 1, "method": Method(**method)}
    return ids.tolist(), votes, rate_board(votes.outcomes(), votes=votes, **how)


def rows_agree(slug, ids, full):
    for place, competitor in enumerate(ids):
        found = Entry.objects.get(run=newest(slug), competitor=competitor)
        bounds = (full.rating[place], full.lower[place], full.upper[place])
        assert (found.rating, found.lower, found.upper) == pytest.approx(bounds, abs=1e-6)
        assert found.theta_se == pytest.approx(full.theta_se[place], rel=1e-8)
        ranks = (full.rank_low[place], full.rank_high[place])
        assert (found.rank_low, found.rank_high) == ranks


@pytest.mark.parametrize(
    "method",
    [{"ties": Ties.DAVIDSON}, {"ties": Ties.RAO_KUPPER}, {"side_effect": True}],
    ids=["davidson", "rao_kupper", "side effect"],
)
def test_boards_with_another_model_equal_the_full_computation(passed, method):
    chosen = {name: getattr(value, "value", value) for name, value in method.items()}
    overall = Board.objects.filter(slug=OVERALL)
    overall.update(generation=F("generation") + 1, **chosen)
    make_passes(pause=False)
    recompute_boards()
    ids, _, full = full_computation(**method)
    rows_agree(OVERALL, ids, full)
    estimate = full.side if method.get("side_effect") else full.tie
    stored = newest().side_effect if method.get("side_effect") else newest().tie
    assert stored["error"] == pytest.approx(estimate.error, rel=1e-6)
    assert stored["lower"] == pytest.approx(estimate.lower, rel=1e-6)


def test_a_board_with_style_held_constant_equals_the_full_computation(passed):
    with one_moment():
        found = votes_of(Board.objects.get(slug=STYLED), read_votes())
    how = {"names": FEATURES, "minimum_votes": 1}
    full = rate_styled(found.votes, found.features, **how, clustered=True)
    rows_agree(STYLED, found.competitors.tolist(), full)
    plain = rate_styled(found.votes, found.features, **how)
    assert np.abs(full.theta_se / plain.theta_se - 1).max() > 0.05


def test_comparisons_have_the_errors_of_the_full_computation(passed):
    ids, _, full = full_computation()
    margins = full.uncertainty.margins_between()
    for first, second in ((0, 1), (2, 0), (1, 3)):
        one, other = (Competitor.objects.get(pk=ids[place]) for place in (first, second))
        found = compare(one, other)
        width = found.contrast.upper - found.contrast.lower
        assert width == pytest.approx(2 * margins[first, second], rel=1e-5)
        plain = {"tie_share": 0.3}
        assert found.more_votes != votes_to_separate(
            full.theta, full.covariance, first, second, **plain
        )


def test_the_chart_of_pairs_has_the_errors_of_the_full_computation(passed):
    ids, _, full = full_computation()
    run = newest()
    entries = list(run.entries.select_related("competitor").order_by("position"))
    shown = pairs_of(run, entries, PairErrors.objects.get(board=run.board))
    first, second = (ids.index(entry.competitor_id) for entry in entries[:2])
    margin = full.uncertainty.margins_between()[first, second]
    lower = logistic(np.array(full.theta[first] - full.theta[second] - margin))
    assert shown.lower[0, 1] == pytest.approx(float(lower), rel=1e-5)


@pytest.mark.parametrize("slug", [OVERALL, STYLED])
def test_what_if_previews_have_the_intervals_that_come(passed, slug):
    board = Board.objects.get(slug=slug)
    some = Vote.objects.filter(outcome="left")
    effect = effect_of(votes=some, kind=BulkKind.EXCLUDE, board=board)
    before = {row.competitor.pk: (row.before.lower, row.before.upper) for row in effect.rows}
    after = {row.competitor.pk: (row.after.lower, row.after.upper) for row in effect.rows}
    for competitor, (_, *bounds, _) in intervals(slug).items():
        assert before[competitor] == pytest.approx(bounds, abs=1e-6)
    how = {"rule": ExclusionRule.MANUAL, "reason": "A trial.", "actor": None, "now": NOON}
    exclude_votes(votes=some, **how)
    recompute_boards()
    for competitor, (_, *bounds, _) in intervals(slug).items():
        assert after[competitor] == pytest.approx(bounds, abs=1e-6)


def test_the_file_of_a_board_has_both_intervals(client, passed):
    text = client.get("/leaderboard/overall/ratings.csv").content.decode()
    rows = {row["slug"]: row for row in csv.DictReader(io.StringIO(text))}
    ids, votes, full = full_computation()
    plain = rate_board(votes.outcomes(), minimum_votes=1)
    for place, competitor in enumerate(ids):
        row = rows[Competitor.objects.get(pk=competitor).slug]
        assert float(row["lower"]) == pytest.approx(full.lower[place], abs=0.01)
        assert float(row["lower_independent"]) == pytest.approx(plain.lower[place], abs=0.01)
        assert float(row["upper_independent"]) == pytest.approx(plain.upper[place], abs=0.01)


def test_the_file_and_the_api_say_what_intervals_are_over(client, passed):
    about = client.get("/leaderboard/overall/ratings.json").json()["run"]
    run = client.get("/api/v1/boards/overall/").json()["run"]
    for told in (about, run):
        assert (told["interval"], told["speaks_of"]) == ("voter_challenge", "like_these")
        assert (told["voters"], told["challenges"], told["passed_sequence"]) == (8, 8, 96)
        assert told["passed_at"]


def test_the_api_has_both_intervals(client, passed):
    _, votes, _ = full_computation()
    plain = rate_board(votes.outcomes(), minimum_votes=1)
    entries = client.get("/api/v1/boards/overall/").json()["entries"]
    widths = [(entry["upper"] - entry["lower"]) / 2 for entry in entries]
    assert all(
        width > 1.05 * Z * POINTS_PER_NAT * entry["independent_se"]
        for width, entry in zip(widths, entries, strict=True)
    )
    found = sorted(entry["independent_se"] for entry in entries)
    assert found == pytest.approx(sorted(plain.theta_se))


@pytest.mark.parametrize("address", ["/leaderboard/", "/methodology/"])
def test_the_page_says_what_intervals_count_and_speak_of(client, passed, address):
    page = client.get(address).content.decode()
    assert "other voters and other challenges like these (8 and 8 here)" in page
    assert "They speak of challenges like these, as far as 8 can tell." in page


def test_a_board_of_these_challenges_alone_says_so(client, passed):
    Board.objects.filter(slug=OVERALL).update(speaks_of=SpeaksOf.THESE)
    make_passes(pause=False)
    recompute_boards()
    page = client.get("/leaderboard/").content.decode()
    assert "other voters like these (8 here)" in page
    assert "They speak of these challenges alone, and say nothing of others." in page


def test_from_fifty_challenges_on_it_is_not_said_how_far_they_can_tell(client, passed):
    run = RatingRun.objects.newest(Board.objects.get(slug=OVERALL))
    number = run.pk + 1000
    run.pk, run.challenges = number, 50
    run.save(force_insert=True)
    page = client.get("/leaderboard/").content.decode()
    assert "(8 and 50 here)" in page
    assert "as far as" not in page


def test_the_age_of_errors_is_shown(client, passed):
    page = client.get("/leaderboard/").content.decode()
    assert "Errors measured" in page
    assert "since" not in page.split("Errors measured")[1].split("</dd>")[0]
    how = {"rule": ExclusionRule.MANUAL, "reason": "A trial.", "actor": None, "now": NOON}
    exclude_votes(votes=Vote.objects.filter(pk__in=Vote.objects.values("pk")[:3]), **how)
    recompute_boards()
    page = client.get("/leaderboard/").content.decode()
    assert "3 votes since are taken to be as alike as those before." in page


def test_one_voter_is_not_said_to_stand_for_others(client, passed):
    run = newest()
    run.pk, run.voters = run.pk + 1000, 1
    run.save(force_insert=True)
    page = client.get("/leaderboard/").content.decode()
    assert "nothing can be said of what other voters would prefer" in page
    assert "other voters and other challenges" not in page
