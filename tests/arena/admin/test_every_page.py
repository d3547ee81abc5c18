"""Every table has a list, a search and a page per row; what the desk changes is read only here."""

import re

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import RequestFactory
from django.urls import reverse

from arena.admin.tables import ReadOnlyAdmin, TableAdmin
from arena.matches import refresh_snapshot
from arena.models import (
    ApiAnswer,
    ApiKey,
    ArenaSettings,
    BulkAction,
    Challenge,
    Claim,
    Competitor,
    ContentImport,
    ContentUpload,
    Exclusion,
    ExclusionRule,
    ImportLine,
    KnownName,
    Leak,
    LeakSearch,
    Mask,
    Match,
    Report,
    Response,
    Sighting,
    Submission,
    Tag,
    ToldRange,
    UnvotedCount,
    Vote,
    Voter,
    VotingSession,
    Webhook,
    WebhookDelivery,
    Withdrawal,
)
from arena.moderation import exclude_votes, withdraw_response
from leaderboard.models import (
    CitedRun,
    Inspection,
    PublishedDump,
    RatingRun,
    Suspicion,
    SuspicionGround,
)
from leaderboard.passes import make_passes
from leaderboard.runs.tick import recompute_boards
from tests.arrange import (
    NOON,
    cast_votes,
    confirm_session,
    make_arena,
    make_category,
    make_staff,
    make_submission,
    serve,
)
from tests.breaking import valid

pytestmark = pytest.mark.django_db

OURS = {
    model: table
    for model, table in admin.site._registry.items()
    if model._meta.app_label in {"arena", "leaderboard"}
}
READ_ONLY = [model for model, table in OURS.items() if isinstance(table, ReadOnlyAdmin)]
# What the desk changes, and what else of it is looked at here.
ON_THE_DESK = [
    *(Challenge, Competitor, Response, Withdrawal, Vote, Exclusion, Voter, Submission, Report),
    *(Leak, ContentImport, Claim, Suspicion, ApiKey, Webhook, WebhookDelivery),
]


def address(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def first_shown(model):
    """An open match is shown to nobody."""
    rows = model.objects.all()
    return (rows.exclude(ending=None) if model is Match else rows).first()


def named(model):
    return model.__name__


def _rate_and_inspect():
    """A run, which is cited, and a suspicion that an inspection has found."""
    recompute_boards()
    make_passes()
    CitedRun.objects.create(run=RatingRun.objects.first(), cited_at=NOON)
    look = Inspection.objects.create(
        inspected_at=NOON, votes=4, last_vote=4, voters=4, found=1, level=0.05, taste=0, rounds=1
    )
    Suspicion.objects.create(
        voter=Vote.objects.first().voter,
        ground=SuspicionGround.RANDOM,
        inspection=look,
        opened_at=NOON,
        votes=1,
        p=0.001,
        q=0.01,
    )


@pytest.fixture(scope="module")
def used_arena(scene):
    """At least one row of every table but tags."""
    make_arena()
    cast_votes(4)
    exclude_votes(
        votes=Vote.objects.filter(pk=Vote.objects.first().pk),
        rule=ExclusionRule.MANUAL,
        reason="A trial.",
        actor=None,
        now=NOON,
    )
    make_submission()
    withdraw_response(response=serve().left, reason="Broken.", actor=None, now=NOON)
    seen = Response.objects.first()
    BulkAction.objects.create(**valid(BulkAction, None))
    for table in (ApiAnswer, ContentUpload, ImportLine):
        table.objects.create(**valid(table, None))
    ApiKey.objects.create(**valid(ApiKey, None))
    WebhookDelivery.objects.create(**valid(WebhookDelivery, None))
    refresh_snapshot(now=NOON)
    ContentImport.objects.create(source="here", state="done", begun_at=NOON)
    Leak.objects.create(response=seen, found=[], found_at=NOON)
    LeakSearch.objects.create()
    KnownName.objects.create(**valid(KnownName, None))
    Mask.objects.create(response=seen, words=["Owl"], reason="It says so.", masked_at=NOON)
    Report.objects.create(challenge=seen.challenge, reason="other", reported_at=NOON)
    Claim.objects.create(
        item="leak", key=str(Leak.objects.get().pk), claimed_by=make_staff(), claimed_at=NOON
    )
    competitors = Competitor.objects.order_by("pk")[:2]
    UnvotedCount.objects.create(first=competitors[0], second=competitors[1])
    Sighting.objects.note(serve().voter_id, [Response.objects.first().pk])
    ArenaSettings.objects.create(id=ArenaSettings.ONLY)
    VotingSession.objects.create(voter_id=serve().voter_id, ended_at=NOON)
    PublishedDump.objects.create(**valid(PublishedDump, None))
    ToldRange.objects.note(Voter.objects.first().pk, [(1, 2)])
    _rate_and_inspect()


@pytest.fixture(scope="module")
def busy_arena(used_arena):
    """Several rows of most tables."""
    cast_votes(20, seed=1)
    recompute_boards()


def test_every_table_of_both_apps_has_its_page():
    tables = {
        model for app in ("arena", "leaderboard") for model in apps.get_app_config(app).get_models()
    }
    assert set(OURS) == tables
    assert all(isinstance(table, TableAdmin) for table in OURS.values())


def changelist_of(model, user, query):
    """What its list finds, without the page around it."""
    request = RequestFactory().get(query)
    request.user = user
    return OURS[model].get_changelist_instance(request)


def rows_of(model, user, query):
    return list(changelist_of(model, user, query).result_list)


@pytest.mark.parametrize("model", OURS, ids=named)
def test_the_list_opens_with_few_queries_and_offers_no_action(
    model, admin_client, busy_arena, django_assert_max_num_queries
):
    with django_assert_max_num_queries(14):
        page = admin_client.get(address(model, "changelist"))
    assert page.status_code == 200
    offered = page.context["action_form"]
    assert (offered is None) == (model is not Tag)  # one that is not used can be deleted


@pytest.mark.parametrize("model", OURS, ids=named)
def test_any_words_can_be_searched_for(model, admin_user, used_arena):
    for words in ("1", "reasoning", "5a4c1a52-7b0c-4a52-8d3a-0d1f4b8a2f11"):
        assert len(rows_of(model, admin_user, f"?q={words}")) <= model.objects.count()


@pytest.mark.parametrize("model", OURS, ids=named)
def test_the_page_of_a_row_opens(model, admin_client, used_arena):
    row = first_shown(model) or model.objects.create(slug="logic")
    assert admin_client.get(address(model, "change", row.pk)).status_code == 200


@pytest.mark.parametrize("model", OURS, ids=named)
def test_every_filter_can_be_chosen(model, admin_client, admin_user, used_arena):
    """The page is drawn with words and one choice of each filter; rows of others are looked up."""
    changelist = changelist_of(model, admin_user, "")
    chosen = ["q=1"]
    for spec in changelist.filter_specs:
        *others, last = (choice["query_string"] for choice in spec.choices(changelist))
        for query in others:
            assert len(rows_of(model, admin_user, query)) <= model.objects.count()
        chosen.append(last.removeprefix("?"))
    page = admin_client.get(f"{address(model, 'changelist')}?{'&'.join(chosen)}")
    assert page.status_code == 200


@pytest.mark.parametrize("model", READ_ONLY, ids=named)
def test_what_is_read_only_can_be_neither_added_to_nor_changed_nor_deleted(
    model, admin_client, used_arena
):
    row = first_shown(model)
    for door, args in (("add", ()), ("change", (row.pk,)), ("delete", (row.pk,))):
        assert admin_client.post(address(model, door, *args), {}).status_code == 403


def test_categories_in_use_and_people_are_not_deleted(admin_client, admin_user, used_arena):
    confirm_session(admin_client)
    for row in (make_category(), admin_user):
        assert admin_client.post(address(type(row), "delete", row.pk)).status_code == 403


def test_what_was_never_used_can_be_deleted(admin_client):
    category = make_category("unused")
    admin_client.post(address(type(category), "delete", category.pk), {"post": "yes"})
    assert not type(category).objects.filter(slug="unused").exists()


@pytest.mark.parametrize("model", ON_THE_DESK, ids=named)
def test_a_table_and_its_rows_lead_to_the_desk(model, admin_client, used_arena):
    row = model.objects.first()
    for page in (address(model, "changelist"), address(model, "change", row.pk)):
        found = re.search('<a href="([^"]*)">Change it on the desk', admin_client.get(page).text)
        assert admin_client.get(found[1].replace("&amp;", "&")).status_code == 200
