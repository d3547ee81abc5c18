"""Tests that share the scene of their module, beside others that begin with nothing."""

import pytest

from arena.models import Category
from tests.arrange import make_category

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def category(scene):
    return make_category()


@pytest.mark.parametrize("slug", ["one", "other"])
def test_each_finds_the_scene_as_it_was_made(category, slug):
    assert Category.objects.get() == category
    make_category(slug)


@pytest.mark.parametrize("slug", ["one", "other"])
def test_without_the_scene_the_database_is_empty(slug):
    assert not Category.objects.exists()
    make_category(slug)


@pytest.mark.django_db(transaction=True)
def test_a_scene_is_no_transaction_around_tests_that_commit():
    assert not Category.objects.exists()
    make_category()
