"""Names that staff add, and searching for them what is there already."""

import pytest

from arena.errors import NothingToDo
from arena.models import (
    AuditEntry,
    Ending,
    Leak,
    LeakSearch,
    Match,
    NameKind,
    Response,
    ReviewState,
)
from arena.moderation import (
    add_known_name,
    carry_on_search,
    clear_leak,
    remove_known_name,
    search_again,
)
from tests.arrange import NOON, make_challenge, make_competitor, make_response, serve

pytestmark = pytest.mark.django_db

WHY = {"reason": "A new model.", "actor": None, "now": NOON}


@pytest.fixture
def told():
    """A response that says to be Zorblax, which nobody listed, and one that says nothing."""
    challenge = make_challenge()
    make_response(challenge, make_competitor("ada-2"), content="The left one.")
    return make_response(challenge, make_competitor("bob-7"), content="I am Zorblax.")


def search():
    return carry_on_search(now=NOON, is_enough=lambda: False)


def test_what_is_there_is_not_searched_until_names_change(told):
    assert search() == 0
    assert not Leak.objects.exists()
    assert LeakSearch.objects.get().done_to == Response.objects.latest("id").pk


def test_a_name_that_staff_add_is_looked_for_in_all_responses(told):
    search()
    serve()
    add_known_name(name="Zorblax", kind=NameKind.FAMILY, **WHY)
    assert search() == 1
    assert Leak.objects.get().response == told
    assert told not in Response.objects.servable()
    assert Match.objects.get().ending == Ending.WITHDRAWAL
    assert search() == 0
    assert AuditEntry.objects.filter(action="hold as possible leak", actor=None).count() == 1


def test_a_model_that_comes_in_is_looked_for_in_all_responses(told):
    search()
    make_competitor("zorblax-3")
    assert search() == 1


def test_a_vendor_that_staff_add_is_looked_for(told):
    search()
    made = make_response(
        make_challenge("three-doors"), make_competitor("eve-1"), content="I was built by Vexcorp."
    )
    add_known_name(name="Vexcorp", kind=NameKind.VENDOR, **WHY)
    search()
    assert Leak.objects.get().response == made


def test_what_staff_decided_stays_decided_unless_more_is_found(told):
    search()
    known = add_known_name(name="Zorblax", kind=NameKind.FAMILY, **WHY)
    search()
    clear_leak(leak=Leak.objects.get(), **WHY)
    search_again(**WHY)
    assert search() == 0
    assert Leak.objects.get().state == ReviewState.DISMISSED
    Leak.objects.update(found=[])
    search_again(**WHY)
    assert search() == 1
    remove_known_name(known=known, **WHY)
    assert Leak.objects.get().state == ReviewState.OPEN


def test_a_name_is_there_once(told):
    add_known_name(name="Zorblax", kind=NameKind.FAMILY, **WHY)
    with pytest.raises(NothingToDo):
        add_known_name(name=" zorblax ", kind=NameKind.FAMILY, **WHY)
    with pytest.raises(NothingToDo):
        add_known_name(name="z", kind=NameKind.FAMILY, **WHY)
