"""How it is done, with the numbers in force."""

import pytest

from arena.models import ExclusionRule, Vote
from arena.moderation import exclude_votes
from leaderboard.catalogue import measured
from leaderboard.catalogue.measured import Constants
from leaderboard.models import Board, RatingRun
from leaderboard.ratings import Z, elo
from leaderboard.runs.tick import recompute_boards
from tests.arrange import NOON, cast_votes, make_arena
from tests.leaderboard.views.runs import publish_again
from tests.leaderboard.views.test_models import make_rated, read

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def rated(scene) -> None:
    make_rated(votes=120)


def test_before_the_first_vote_nothing_is_measured(client):
    page = read(client, "/methodology/")
    assert "Nothing is measured yet." in page
    assert "No vote on a match counts here yet." in page


def test_constants_are_those_the_program_uses():
    constants = Constants()
    assert (constants.z, constants.elo_k) == (Z, elo.K)
    assert constants.points_per_nat == pytest.approx(173.7178, abs=1e-4)


def test_constants_are_shown_on_the_methodology_page(client, settings):
    settings.MINIMUM_VOTES = 47
    page = read(client, "/methodology/")
    for said in ("173.7178", "1.9600", "1,000", "47", "1e-11"):
        assert said in page


def test_rates_are_of_the_votes_the_run_counted(client, rated):
    ties = Vote.objects.filter(outcome="tie").count()
    page = read(client, "/methodology/")
    assert f"{ties} of 120 votes" in page
    assert f"<strong>{100 * ties / 120:.1f} %</strong>" in page


def test_the_share_of_the_left_side_has_its_interval(rated):
    lefts = Vote.objects.filter(outcome="left").count()
    found = measured.measured().left_share
    assert (found.part, found.whole) == (
        lefts,
        Vote.objects.filter(outcome__in=("left", "right")).count(),
    )
    assert found.lower < found.value < found.upper


def test_quantities_not_measured_are_shown_as_such(client):
    make_rated(votes=5)
    page = read(client, "/methodology/")
    assert "not measured yet" in page
    assert "The held-out loss of the models of ties is not measured yet." in page


def test_measured_quantities_are_shown(client, rated):
    publish_again(
        side_effect={"value": 0.125, "error": 0.01, "lower": 0.105, "upper": 0.145},
        held_out={
            "predicted": 5,
            "best": "davidson",
            "loss": {"half_win": 1.07, "davidson": 1.0612, "rao_kupper": 1.08},
            "error": {"half_win": 0.004, "davidson": 0.0, "rao_kupper": 0.005},
        },
    )
    page = read(client, "/methodology/")
    for said in ("0.125", "95 %: 0.105 to 0.145", "1.0612", "0.0040", "(best)"):
        assert said in page


def test_held_out_losses_of_the_run_are_read(rated):
    run = RatingRun.objects.newest(Board.objects.overall())
    losses = {loss.name: loss.value for loss in measured.measured().losses}
    assert sorted(losses.values()) == sorted(run.held_out["loss"].values())


def test_every_rule_is_listed_with_its_exclusions(client, rated):
    some = Vote.objects.filter(pk__in=list(Vote.objects.values_list("pk", flat=True))[:4])
    exclude_votes(votes=some, rule=ExclusionRule.AUTOMATED, reason="A bot.", actor=None, now=NOON)
    assert dict(measured.exclusions(now=NOON))["Cast by a program"] == 4
    assert len(measured.exclusions(now=NOON)) == len(ExclusionRule)
    assert "Cast by a program" in read(client, "/methodology/")


def test_shares_of_servings_add_up_to_two(rated):
    total, served = measured.servings(measured.measured().run)
    assert total == 120
    assert sum(row.share for row in served) == pytest.approx(200)


@pytest.mark.parametrize("competitors", [2, 9])
def test_the_methodology_page_uses_five_queries(client, competitors, django_assert_max_num_queries):
    make_arena(competitors=competitors)
    cast_votes(30)
    recompute_boards()
    with django_assert_max_num_queries(5):
        read(client, "/methodology/")
