import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.admin import site
from django.db import connection, transaction

from arena.models import Challenge, ChallengeState, Origin, Vote
from tests.arena.admin.finding import list_of, page_of
from tests.arrange import (
    NOON,
    cast_votes,
    make_arena,
    make_category,
    make_challenge,
    make_competitor,
    make_submission,
    serve,
    vote_on,
)

pytestmark = pytest.mark.django_db


def form_of(challenge, **changes):
    """What the page of a challenge sends when it is saved."""
    names = ("slug", "title", "prompt", "prompt_format", "kind", "difficulty")
    sent = {name: getattr(challenge, name) for name in names}
    return sent | {"category": challenge.category_id, "_save": "Save"} | changes


def save(client, challenge, **changes):
    assert client.post(page_of(challenge), form_of(challenge, **changes)).status_code == 302
    challenge.refresh_from_db()


def test_the_page_shows_what_a_visitor_said_to_the_reviewers(admin_client):
    assert "An old one." in admin_client.get(page_of(make_submission().challenge)).text


def test_the_state_is_no_field_of_the_form(admin_client):
    challenge = make_challenge(state=ChallengeState.DRAFT)
    save(admin_client, challenge, state="published", title="Three Doors")
    assert (challenge.state, challenge.title) == ("draft", "Three Doors")


def test_a_draft_may_be_changed_in_all_it_says(admin_client):
    challenge = make_challenge(state=ChallengeState.DRAFT)
    save(admin_client, challenge, prompt="Another.", slug="another", kind="code")
    assert (challenge.prompt, challenge.slug, challenge.kind) == ("Another.", "another", "code")


@pytest.mark.parametrize("state", ["published", "retired"])
def test_what_voters_saw_of_a_challenge_stays(admin_client, state):
    challenge = make_challenge()
    Challenge.objects.update(state=state)
    save(admin_client, challenge, prompt="Another.", slug="another", kind="code", difficulty="hard")
    assert (challenge.prompt, challenge.slug, challenge.kind) == (
        "Solve two-doors.",
        "two-doors",
        "text",
    )
    assert challenge.difficulty == "hard"


def test_a_challenge_without_votes_may_change_its_category(admin_client):
    challenge = make_challenge()
    save(admin_client, challenge, category=make_category("poetry").pk)
    assert challenge.category.slug == "poetry"


def test_the_category_of_a_challenge_with_votes_stays(admin_client):
    make_arena(challenges=1)
    cast_votes(1)
    challenge = Challenge.objects.get()
    save(admin_client, challenge, category=make_category("poetry").pk)
    assert challenge.category.slug == "reasoning"


@pytest.mark.postgresql  # SQLite has one writer at a time
@pytest.mark.django_db(transaction=True)
def test_no_vote_comes_between_the_look_and_the_save(rf):
    make_arena(challenges=1)
    match, table = serve(), site.get_model_admin(Challenge)

    def vote_elsewhere():
        try:
            vote_on(match)
        finally:
            connection.close()

    with ThreadPoolExecutor() as people:
        with transaction.atomic():
            challenge = table.get_object(rf.post("/"), str(match.challenge_id))
            assert "category" not in table.fixed_fields(challenge)
            voting = people.submit(vote_elsewhere)
            while not (somebody_waits_for_a_lock() or voting.done()):
                time.sleep(0.01)
            assert not voting.done()
        voting.result()
    assert "category" in table.fixed_fields(challenge)


def somebody_waits_for_a_lock():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_locks WHERE NOT granted AND pid IN "
            "(SELECT pid FROM pg_stat_activity WHERE datname = current_database())"
        )
        return cursor.fetchone() is not None


def test_votes_brought_from_elsewhere_fix_a_draft_too(admin_client):
    challenge = make_challenge(state=ChallengeState.DRAFT)
    Vote.objects.create(
        challenge=challenge,
        left_competitor=make_competitor("ada"),
        right_competitor=make_competitor("bob"),
        outcome="left",
        origin=Origin.IMPORTED,
        source="elsewhere",
        cast_at=NOON,
    )
    save(admin_client, challenge, slug="another", category=make_category("poetry").pk)
    assert (challenge.slug, challenge.category.slug) == ("two-doors", "reasoning")


@pytest.mark.parametrize(("state", "remain"), [("draft", 0), ("submitted", 1), ("retired", 1)])
def test_only_a_draft_can_be_deleted(admin_client, state, remain):
    challenge = make_challenge(state=state)
    admin_client.post(page_of(challenge).replace("change", "delete"), {"post": "yes"})
    assert Challenge.objects.count() == remain


def test_a_new_challenge_is_a_draft(admin_client):
    challenge = Challenge(slug="new", title="New", prompt="Say so.", category=make_category())
    address = f"{list_of(Challenge)}add/"
    assert admin_client.get(address).status_code == 200
    assert admin_client.post(address, form_of(challenge)).status_code == 302
    assert Challenge.objects.get().state == ChallengeState.DRAFT
