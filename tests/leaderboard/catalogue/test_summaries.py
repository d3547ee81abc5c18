"""A board in one sentence, with the numbers it rests on."""

import pytest
from django.utils import translation

from arena.models import Competitor
from leaderboard.catalogue import summary_of
from leaderboard.models import Entry


def rows(*ranges, votes=100, island=1) -> list[Entry]:
    """Models named A, B, … with these lowest and highest ranks."""
    return [
        Entry(
            competitor=Competitor(slug=letter.lower(), name=letter),
            rank_low=low,
            rank_high=high,
            votes=votes,
            island=island,
        )
        for letter, (low, high) in zip("ABCDEFGHIJ", ranges, strict=False)
    ]


def said(*ranges, **more) -> str:
    return summary_of(rows(*ranges, **more), minimum=30).sentence


def test_a_leader_open_places_and_models_alike():
    found = summary_of(rows((1, 1), (2, 4), (2, 4), (3, 4), (5, 5)), minimum=30)
    assert (found.models, found.alike, found.open_places) == (5, 3, ((2, 4),))
    assert found.leaders == (("a", "A"),)
    assert found.sentence == (
        "A leads; places 2–4 are open; 3 models can’t be told from their neighbours."
    )


def test_all_ranges_of_open_places_are_named():
    sentence = said((1, 1), (2, 3), (2, 3), (4, 4), (5, 6), (5, 6))
    assert "places 2–3, 5–6 are open; 4 models" in sentence


def test_an_open_first_place_names_who_is_rated_highest():
    assert said((1, 2), (1, 3), (2, 3)) == (
        "First place is open among 2 models, A rated highest; 3 models can’t be told from their "
        "neighbours."
    )


def test_a_board_without_anything_open():
    assert said((1, 1), (2, 2)) == "A leads, and the votes tell all models apart."


def test_a_single_model():
    assert said((1, 1)) == "A is the only model with enough votes."


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (0, "No model is rated yet."),
        (1, "1 model has votes, but not enough yet."),
        (2, "2 models have votes, none of them enough yet."),
    ],
)
def test_a_board_on_which_no_model_has_enough_votes(number, sentence):
    assert said(*[(1, number)] * number, votes=3) == sentence


def test_models_of_other_islands_and_of_few_votes_are_left_out():
    others = rows((1, 2), (1, 2), island=2) + rows((1, 1), votes=3)
    found = summary_of(rows((1, 1), (2, 2)) + others, minimum=30)
    assert (found.models, found.alike, found.few) == (2, 0, 1)


def test_it_is_in_the_language_of_the_reader():
    with translation.override("fr"):
        assert said((1, 1), (2, 2)).startswith("A est en tête")
