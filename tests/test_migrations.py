"""Migrations are for databases that are being served."""

from pathlib import Path

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db import connection
from django_migration_linter import MigrationLinter

from arena.models import Challenge, PromptFormat

ROOT = Path(__file__).resolve().parent.parent
APPS = ["arena", "leaderboard"]
# Old code serves on, but for the ticks of its worker, which wait for the new one's.
STOPPING_OLD_WORKERS = ["0004_tallies_are_one_per_fold"]
# What is unique is a new column that old code leaves empty, so it breaks no rule.
UNIQUE_WHERE_NEW = ["0004_models_retire_and_voters_leave"]


def newest(number):
    """The names of so many of the newest migrations of each app."""
    return [
        path.stem
        for app in APPS
        for path in sorted((ROOT / app / "migrations").glob("0*.py"))[-number:]
    ]


@pytest.mark.django_db
@pytest.mark.postgresql  # the bundled servers migrate before they serve: nobody uses it meanwhile
@pytest.mark.parametrize(
    "names", [newest(3), pytest.param([], id="all", marks=pytest.mark.every)], ids=["newest", None]
)
def test_the_old_code_can_serve_while_a_migration_runs(names):
    linter = MigrationLinter(
        include_apps=APPS,
        include_name=names,
        ignore_name=[*STOPPING_OLD_WORKERS, *UNIQUE_WHERE_NEW],
        no_cache=True,
        quiet=["ok"],
    )
    linter.lint_all_migrations()
    assert linter.nb_total >= len(names)
    assert linter.nb_total - linter.nb_ignored >= 4
    assert not linter.has_errors


@pytest.mark.django_db
def test_the_models_are_what_the_migrations_make():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.fixture
def before_the_renaming(transactional_db):
    """A database whose last migration is the one before bulk actions got their name."""
    call_command("migrate", "arena", "0011", verbosity=0)
    yield
    call_command("migrate", verbosity=0)


@pytest.mark.every
def test_whoever_had_a_permission_on_a_renamed_table_keeps_it(before_the_renaming):
    group = Group.objects.create(name="watchers")
    group.permissions.add(Permission.objects.get(codename="view_bulkdeed"))
    call_command("migrate", verbosity=0)
    (kept,) = group.permissions.all()
    assert (kept.codename, kept.content_type.model) == ("view_bulkaction", "bulkaction")
    assert "arena_bulkdeed" in connection.introspection.table_names()
    call_command("migrate", "arena", "0011", verbosity=0)
    assert [each.codename for each in group.permissions.all()] == ["view_bulkdeed"]


@pytest.fixture
def before_formats(transactional_db):
    """A database whose last migration is the one before prompts had a format."""
    call_command("migrate", "arena", "0024", verbosity=0)
    yield
    call_command("migrate", verbosity=0)


@pytest.mark.every
def test_prompts_that_are_there_stay_markdown(before_formats):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO arena_category (slug, name, description) VALUES ('a', 'A', '')")
        cursor.execute(
            "INSERT INTO arena_challenge (slug, title, prompt, description, category_id, kind,"
            " difficulty, state, note, source, created_at)"
            " SELECT 'one', 'One', 'Say *so*.', '', id, 'text', 'easy', 'draft', '', '',"
            " CURRENT_TIMESTAMP FROM arena_category"
        )
    call_command("migrate", verbosity=0)
    assert Challenge.objects.get().prompt_format == PromptFormat.MARKDOWN
    assert Challenge().prompt_format == PromptFormat.TEXT
