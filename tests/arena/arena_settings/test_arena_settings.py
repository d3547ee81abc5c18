from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from arena import arena_settings
from arena.arena_settings import change_setting, current_settings, reset_setting
from arena.models import (
    ArenaSettings,
    AuditEntry,
    NameAuthors,
    PublishDumps,
    ReasoningTraces,
    ResponsesPublic,
    briefly_kept,
)
from tests.arrange import NOON, make_staff

pytestmark = pytest.mark.django_db


def choose(**values):
    for name, value in values.items():
        change_setting(name=name, value=value, actor=None, now=NOON)


def shown(*arguments):
    out = StringIO()
    call_command("arena_settings", *arguments, stdout=out)
    return out.getvalue()


def test_an_arena_that_chose_nothing_has_the_defaults():
    assert current_settings() == arena_settings.ChosenSettings(
        name_authors=NameAuthors.AFTER_EACH_VOTE,
        session_votes=10,
        responses_public=ResponsesPublic.NOW,
        reasoning_traces=ReasoningTraces.FOLDED,
        proof_above_matches_per_minute=0,
        instructions="",
        publish_dumps=PublishDumps.NIGHTLY,
    )


def test_a_stored_value_replaces_the_default_and_has_its_type():
    choose(name_authors="never", session_votes="5")
    chosen = current_settings()
    assert chosen.name_authors is NameAuthors.NEVER
    assert chosen.session_votes == 5
    assert chosen.responses_public is ResponsesPublic.NOW


def test_the_environment_replaces_a_stored_value(settings):
    choose(name_authors="never", proof_above_matches_per_minute="7")
    settings.NAME_AUTHORS = "after_session"
    settings.PROOF_ABOVE_MATCHES_PER_MINUTE = 0
    assert current_settings().name_authors is NameAuthors.AFTER_SESSION
    assert current_settings().proof_above_matches_per_minute == 0


def test_asking_again_costs_no_query(monkeypatch):
    monkeypatch.setattr(briefly_kept, "READ_SECONDS", 3_600.0)
    current_settings()
    with CaptureQueriesContext(connection) as captured:
        current_settings()
    assert len(captured) == 0


def test_what_another_process_changes_is_noticed(monkeypatch):
    current_settings()
    ArenaSettings.objects.create(id=1, responses_public=ResponsesPublic.WHEN_RETIRED)
    monkeypatch.setattr(briefly_kept, "READ_SECONDS", 0.0)
    assert current_settings().responses_public is ResponsesPublic.WHEN_RETIRED


def test_a_value_that_is_reset_has_its_default_again():
    choose(session_votes="5", name_authors="never")
    for name in ("session_votes", "name_authors"):
        reset_setting(name=name, actor=None, now=NOON)
    assert current_settings() == arena_settings.ChosenSettings()


def test_a_change_is_in_the_audit():
    mira = make_staff()
    change_setting(name="name_authors", value="never", actor=mira, now=NOON)
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.action, entry.at) == (mira, "change settings", NOON)
    assert (entry.before, entry.after) == ("name_authors: default", "name_authors: never")


def test_setting_what_is_set_already_is_no_action():
    choose(name_authors="never")
    choose(name_authors="never")
    assert AuditEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        (
            "name_authors",
            "sometimes",
            "name_authors must be one of after_each_vote, after_session, never, not 'sometimes'.",
        ),
        ("session_votes", "0", "session_votes must be a whole number from 1 to 1000, not '0'."),
        ("session_votes", "ten", "session_votes must be a whole number from 1 to 1000, not 'ten'."),
        (
            "reasoning_traces",
            "",
            "reasoning_traces must be one of folded, hidden, in_text, not ''.",
        ),
        ("colour", "red", "There is no setting 'colour'. There are: name_authors, session_votes, "),
    ],
)
def test_what_cannot_be_set_is_refused_with_what_can(name, value, sentence):
    with pytest.raises(CommandError) as refused:
        shown("set", name, value)
    assert str(refused.value).startswith(sentence)
    assert not AuditEntry.objects.exists()


def test_the_command_shows_each_setting_with_its_source_and_meaning(settings):
    choose(session_votes="5")
    settings.NAME_AUTHORS = "never"
    lines = shown().splitlines()
    assert "name_authors = never  (environment)" in lines
    assert "session_votes = 5  (database)" in lines
    assert "responses_public = now  (default)" in lines
    assert "    It is one of now, when_retired." in lines
    assert len(lines) == 3 * len(ArenaSettings.NAMES)


def test_the_command_sets_and_resets():
    assert shown("set", "responses_public", "when_retired").startswith(
        "responses_public = when_retired  (database)\n"
    )
    assert shown("reset", "responses_public").startswith("responses_public = now  (default)\n")
