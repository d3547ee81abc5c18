"""Voters who come back in the instant in which their row is deleted."""

import random

import pytest
from django.db import IntegrityError

from arena.matches import open_match
from arena.models import Report, ReportReason, Sighting, Voter
from arena.visitors import reporting, voters
from tests.arrange import NOON, make_arena, make_challenge, make_voter

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def gone():
    """The id of a voter that a request has read before the row was deleted."""
    make_arena()
    voter = make_voter()
    key = voter.pk
    voter.delete()
    return key


def test_a_match_is_opened_for_a_new_voter(gone):
    voter, match = voters.act_as(
        gone, lambda voter: open_match(voter=voter, now=NOON, rng=random.Random(1))
    )
    assert voter.pk != gone
    assert match.voter_id == voter.pk


def test_a_report_is_that_of_a_new_voter(gone):
    about = {"challenge": make_challenge(), "response": None, "reason": ReportReason.OTHER}
    voter, report = voters.act_as(
        gone, lambda voter: reporting.report(voter=voter, words="Look.", now=NOON, **about)
    )
    assert (Report.objects.get(), voter.pk) == (report, report.voter_id)


def test_another_row_that_is_not_there_is_an_error_still(gone):
    there = make_voter()
    with pytest.raises(IntegrityError):
        voters.act_as(there.pk, lambda voter: Sighting.objects.create(voter=voter, response_id=0))
    assert Voter.objects.get() == there
