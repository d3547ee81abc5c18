"""Models that retire."""

import pytest

from arena.errors import NoPairAvailable, NothingToDo, ReasonMissing
from arena.matches.pool import pools
from arena.models import AuditEntry, Competitor
from arena.moderation import bring_back_competitor, merge_competitors, retire_competitor
from tests.arrange import NOON, make_arena, serve, vote_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def model() -> Competitor:
    return make_arena(competitors=2, challenges=2)[0]


def retire(competitor, *, reason="Its provider switched it off."):
    retire_competitor(competitor=competitor, reason=reason, actor=None, now=NOON)


def bring_back(competitor, *, reason="It runs again."):
    bring_back_competitor(competitor=competitor, reason=reason, actor=None, now=NOON)


def test_a_retired_model_is_served_no_more(model):
    retire(model)
    with pytest.raises(NoPairAvailable):
        serve()


def test_not_even_from_an_old_pool(model):
    pools.current()
    retire(model)
    with pytest.raises(NoPairAvailable):
        serve()


def test_a_model_brought_back_is_served_again(model):
    retire(model)
    bring_back(model)
    assert serve().pk


def test_an_open_match_with_it_still_takes_a_vote(model):
    match = serve()
    retire(model)
    assert vote_on(match).pk


def test_retiring_is_written_down(model):
    retire(model, reason=" Gone. ")
    entry = AuditEntry.objects.first()
    assert (entry.action, entry.subject, entry.after, entry.reason) == (
        "retire",
        model.name,
        "retired",
        "Gone.",
    )
    model.refresh_from_db()
    assert model.retired_at == NOON


def test_a_reason_is_needed(model):
    with pytest.raises(ReasonMissing):
        retire(model, reason=" ")


def test_what_is_so_already_is_refused(model):
    with pytest.raises(NothingToDo):
        bring_back(model)
    retire(model)
    with pytest.raises(NothingToDo):
        retire(model)


def test_a_merged_model_is_not_brought_back(model):
    into = Competitor.objects.exclude(pk=model.pk).get()
    merge_competitors(competitor=model, into=into, reason="One.", actor=None, now=NOON)
    with pytest.raises(NothingToDo, match="unmerge it first"):
        bring_back(model)
