"""In the admin a role sees what the desk shows, and nobody sees who is in an open match."""

import pytest
from django.contrib import admin
from django.urls import reverse

from arena.models import (
    ApiKey,
    AuditEntry,
    Category,
    Challenge,
    Competitor,
    ContentImport,
    Exclusion,
    Leak,
    Match,
    Pair,
    Report,
    Response,
    Submission,
    Tag,
    Vote,
    Voter,
    Withdrawal,
)
from arena.roles import Role
from leaderboard.models import Board, Suspicion
from tests.arrange import make_arena, make_staff, pair_of, serve, vote_on

pytestmark = pytest.mark.django_db

ON_THE_DESK = {
    *(
        ApiKey,
        AuditEntry,
        Board,
        Category,
        Challenge,
        Competitor,
        ContentImport,
        Exclusion,
        Leak,
        Report,
    ),
    *(Response, Submission, Suspicion, Tag, Vote, Voter, Withdrawal),
}


def address(model, page="changelist", *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.mark.parametrize("role", Role)
def test_a_role_sees_the_tables_of_the_desk_alone(client, role):
    client.force_login(make_staff(role=role))
    seen = {
        model for model in admin.site._registry if client.get(address(model)).status_code == 200
    }
    assert seen == ON_THE_DESK


@pytest.fixture
def arena():
    make_arena()


def test_nobody_sees_who_is_in_an_open_match(admin_client, arena):
    match = serve()
    listed = admin_client.get(address(Match)).text
    assert str(match.id) not in listed
    assert admin_client.get(address(Match, "change", match.pk)).status_code == 302
    vote_on(match)
    assert str(match.id) in admin_client.get(address(Match)).text
    assert admin_client.get(address(Match, "change", match.pk)).status_code == 200


def test_a_pair_does_not_show_on_which_side_it_was_served(admin_client, arena):
    pair = pair_of(serve())
    for page in (address(Pair), address(Pair, "change", pair.pk)):
        assert "first left" not in admin_client.get(page).text.lower()


@pytest.mark.parametrize(("role", "is_linked"), [(Role.ANALYST, False), (None, True)])
def test_a_voter_leads_to_matches_those_who_may_look_at_them(client, arena, role, is_linked):
    voter = serve().voter_id
    client.force_login(make_staff(role=role))
    for page in (address(Voter), address(Voter, "change", voter)):
        assert (address(Match) in client.get(page).text.replace("&amp;", "&")) == is_linked
