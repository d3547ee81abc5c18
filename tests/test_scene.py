"""Tests that share the scene of their module, beside others that begin with nothing."""

import pytest
from django.contrib.auth.models import Group

from arena.models import Category
from arena.roles import Role
from tests.arrange import make_category, make_staff

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


@pytest.mark.parametrize("role", Role)
def test_a_role_that_was_emptied_away_is_made_as_migrations_make_it(role):
    Group.objects.all().delete()
    make_staff(role=role)
    may = set(Group.objects.get(name=role).permissions.values_list("codename", flat=True))
    assert {"view_vote", "view_voter", "view_report"} < may
    assert "view_match" not in may
