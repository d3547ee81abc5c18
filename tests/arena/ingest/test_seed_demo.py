import io

import pytest
from django.core.management import call_command

from arena.models import Challenge, Competitor, Origin, Response, Vote, VoteEvent

pytestmark = pytest.mark.django_db


def seed():
    out, err = io.StringIO(), io.StringIO()
    call_command("seed_demo", stdout=out, stderr=err)
    assert err.getvalue() == ""
    return out.getvalue()


def test_the_demo_fills_an_arena_with_votes_marked_as_simulated():
    out = seed()
    assert "Added 1,500 votes." in out
    assert Challenge.objects.published().count() >= 12
    assert Competitor.objects.count() == 6
    assert set(Vote.objects.values_list("origin", flat=True)) == {Origin.SIMULATED}
    assert not Vote.objects.filter(left__isnull=True).exists()
    assert VoteEvent.objects.pending().count() == 1_500


def test_seeding_twice_adds_nothing():
    seed()
    responses = Response.objects.count()
    assert seed().count("Nothing to add.") == 2
    assert (Response.objects.count(), Vote.objects.count()) == (responses, 1_500)
