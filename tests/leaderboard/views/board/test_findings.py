import pytest

from leaderboard.models import RatingRun, TieModel
from leaderboard.views.board.findings import findings_of

LOSS = {"half_win": 1.02, "davidson": 0.98, "rao_kupper": 0.99}
ERROR = {"half_win": 0.01, "davidson": 0.0, "rao_kupper": 0.002}


def run(**more):
    method = {"ties": more.pop("ties", "half_win")}
    return RatingRun(method=method, **more)


def test_half_wins_have_no_share_of_ties():
    found = findings_of(run())
    assert (found.tie_share, found.side, list(found.style)) == (None, None, [])


@pytest.mark.parametrize(("ties", "value"), [("davidson", -0.6931), ("rao_kupper", 0.4055)])
def test_a_model_of_ties_gives_the_share_of_ties_between_equals(ties, value):
    found = findings_of(run(ties=ties, tie={"value": value, "error": 0.1}))
    assert found.tie_share == pytest.approx(20, abs=0.1)


def test_effects_are_shown_in_points_with_their_margin():
    side = findings_of(run(side_effect={"value": 0.1, "error": 0.01})).side
    assert (side.points, side.margin) == pytest.approx((17.37, 3.40), abs=0.01)
    assert not side.may_be_nothing


def test_an_effect_within_its_margin_may_be_nothing():
    style = findings_of(run(style={"length": {"value": 0.1, "error": 0.06}})).style
    assert [(effect.name, effect.may_be_nothing) for effect in style] == [("length", True)]


def test_models_of_ties_are_shown_with_their_held_out_losses():
    held_out = {"loss": LOSS, "error": ERROR, "best": "davidson", "predicted": 900, "votes": 900}
    found = findings_of(run(held_out=held_out))
    assert [each.name for each in found.held_out_losses] == [
        TieModel.DAVIDSON.label,
        TieModel.RAO_KUPPER.label,
        TieModel.HALF_WIN.label,
    ]
    assert [each.is_best for each in found.held_out_losses] == [True, False, False]
    assert [each.is_used for each in found.held_out_losses] == [False, False, True]
    assert found.held_out_losses[2].more == pytest.approx(0.04)
