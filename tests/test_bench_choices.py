"""By how much choosers move ratings, in a small arena."""

import random

import numpy as np
import pytest

from bench.choices import MOST, Arena, Served, moves, strengths_of

SMALL = Arena(models=5, categories=3, challenges=20)


def test_choosers_with_ordinary_preferences_move_no_contrast_by_two_standard_errors():
    moved = moves(SMALL, share=0.5, votes=500, repetitions=1, seed=1)
    assert np.abs(moved).max() < MOST


@pytest.mark.every
def test_nor_do_they_in_many_arenas():
    moved = moves(Arena(), share=0.25, votes=2_000, repetitions=4, seed=2)
    assert np.abs(moved).max() < MOST


def test_the_simulation_sees_a_category_that_everybody_chooses():
    """Else it could not fail."""
    strengths = np.zeros((2, 3))
    strengths[1, 0] = 2.0
    arena = Arena(models=3, categories=2, challenges=200)
    rated = []
    for share in (0.0, 1.0):
        served = Served(arena, strengths)
        served.category_of[:] = 0 if share else served.category_of
        served.vote(600, share=0.0, rng=random.Random(1))
        rated.append(served.rated())
    (alone, errors), (chosen, _) = rated
    assert np.abs((chosen - alone) / errors).max() > MOST


def test_models_differ_between_categories():
    strengths = strengths_of(SMALL, np.random.default_rng(1))
    assert strengths.shape == (3, 5)
    assert strengths.std(axis=0).min() > 0
