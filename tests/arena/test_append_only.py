"""The database refuses to change or delete what is kept, whatever asks it."""

import pytest
from django.db import IntegrityError, connection, transaction

from arena.models import AuditEntry, Response, Vote, VoteEvent
from leaderboard.models import Entry, LedgerEntry, RatingRun
from tests.breaking import Cast, valid

pytestmark = pytest.mark.django_db

# Each kept table with a change that breaks no other rule.
KEPT = {
    Response: "language = 'en'",
    Vote: "outcome = 'tie'",
    VoteEvent: "happened_at = '2020-01-01'",
    AuditEntry: "reason = 'Another.'",
    LedgerEntry: f"digest = '{'1' * 64}'",
    RatingRun: "steps = 9",
    Entry: "rating = 2000",
}
TABLES = pytest.mark.parametrize("model", KEPT, ids=lambda model: model.__name__)


def run(statement):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def refuses(model, statement):
    with pytest.raises(IntegrityError, match=f"{model._meta.db_table} is append-only"):
        run(statement)
    return True


def kept_row(model):
    return model.objects.create(**valid(model, Cast()))


@TABLES
def test_a_kept_row_cannot_be_updated(model):
    row = kept_row(model)
    table, key = model._meta.db_table, model._meta.pk.column
    assert refuses(model, f"UPDATE {table} SET {KEPT[model]} WHERE {key} = {row.pk}")


@TABLES
def test_a_kept_row_cannot_be_deleted(model):
    row = kept_row(model)
    table, key = model._meta.db_table, model._meta.pk.column
    assert refuses(model, f"DELETE FROM {table} WHERE {key} = {row.pk}")
    assert model.objects.filter(pk=row.pk).exists()


@TABLES
def test_the_orm_is_refused_too(model):
    row = kept_row(model)
    with pytest.raises(IntegrityError, match="is append-only"), transaction.atomic():
        row.save(force_update=True)


def test_an_event_ends_being_pending():
    event = kept_row(VoteEvent)
    run(f"UPDATE arena_voteevent SET pending = FALSE WHERE id = {event.pk}")
    assert not VoteEvent.objects.pending().exists()


def test_an_event_does_not_stay_pending_by_an_update():
    event = kept_row(VoteEvent)
    assert refuses(VoteEvent, f"UPDATE arena_voteevent SET pending = TRUE WHERE id = {event.pk}")


# Every other column of an event with another value.
OTHERS = {
    "id": "id + 1",
    "vote_id": "vote_id + 1",
    "kind": "'excluded'",
    "exclusion_id": "1",
    "happened_at": "'2020-01-01'",
}


def test_every_column_of_an_event_is_protected_or_may_change():
    columns = {field.column for field in VoteEvent._meta.concrete_fields}
    assert columns == OTHERS.keys() | {"pending"}


@pytest.mark.parametrize("column", OTHERS)
def test_an_event_changes_in_nothing_else_while_it_ends_being_pending(column):
    event = kept_row(VoteEvent)
    change = f"pending = FALSE, {column} = {OTHERS[column]}"
    assert refuses(VoteEvent, f"UPDATE arena_voteevent SET {change} WHERE id = {event.pk}")


def test_an_event_is_never_pending_again():
    event = kept_row(VoteEvent)
    VoteEvent.objects.update(pending=False)
    again = f"UPDATE arena_voteevent SET pending = TRUE WHERE id = {event.pk}"
    assert refuses(VoteEvent, again)
