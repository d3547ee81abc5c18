from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from arena.errors import ClaimedByAnother, MoveNotAllowed, NothingToDo, OwnSubmission
from arena.models import ALLOWED_MOVES, Challenge, ChallengeState, Claim, Item
from arena.moderation import (
    check_free,
    claim_item,
    publish_challenge,
    reject_challenge,
    release_item,
    revise_challenge,
)
from tests.arrange import NOON, make_arena, make_challenge, make_staff, serve, vote_on

pytestmark = pytest.mark.django_db


def revise(challenge, prompt="Another wording.", who="mira"):
    return revise_challenge(
        challenge=challenge, title="New", prompt=prompt, actor=make_staff(who), now=NOON
    )


def state_of(challenge):
    return Challenge.objects.get(pk=challenge.pk).state


def test_a_new_version_replaces_the_earlier_one_when_somebody_else_publishes_it():
    make_arena()
    old = serve().challenge
    vote = vote_on(serve(), now=NOON)
    new = revise(old)
    assert (new.slug, new.state, new.supersedes) == (f"{old.slug}-v2", "submitted", old)
    assert state_of(old) == ChallengeState.PUBLISHED
    with pytest.raises(OwnSubmission):
        publish_challenge(challenge=new, actor=make_staff(), now=NOON)
    publish_challenge(challenge=new, actor=make_staff("noor"), now=NOON)
    assert (state_of(new), state_of(old)) == ("published", "retired")
    old.refresh_from_db()
    assert old.prompt.startswith("Solve")
    assert old.responses.count() == 3
    assert vote.challenge.slug != new.slug


def test_a_rejected_version_leaves_the_earlier_one_as_it_is():
    old = make_challenge()
    reject_challenge(challenge=revise(old), reason="No.", actor=None, now=NOON)
    assert state_of(old) == ChallengeState.PUBLISHED


def test_versions_are_counted():
    old = make_challenge()
    second, third = revise(old), revise(old, "A third.")
    assert (second.slug, third.slug) == ("two-doors-v2", "two-doors-v3")
    publish_challenge(challenge=third, actor=None, now=NOON)
    assert revise(third, "A fourth.").slug == "two-doors-v4"


def test_only_another_wording_of_what_was_published_is_a_version():
    with pytest.raises(NothingToDo):
        revise(make_challenge(), "Solve two-doors. ")
    with pytest.raises(MoveNotAllowed):
        revise(make_challenge("draft", state=ChallengeState.DRAFT))


@pytest.mark.parametrize("before", ChallengeState)
@pytest.mark.parametrize("after", ChallengeState)
def test_the_database_allows_the_moves_of_the_table_and_no_others(before, after):
    challenge = make_challenge(state=before)
    change = {"state": after, "published_at": NOON}
    rows = Challenge.objects.filter(pk=challenge.pk)
    if after == before or after in ALLOWED_MOVES[before]:
        rows.update(**change)
        return
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(**change)


def claim(who, *, now=NOON):
    return claim_item(item=Item.REPORT, key="r1", actor=make_staff(who), now=now)


def test_what_one_has_claimed_another_leaves_alone():
    claim("mira")
    with pytest.raises(ClaimedByAnother):
        claim("noor")
    with pytest.raises(ClaimedByAnother):
        check_free(item=Item.REPORT, key="r1", actor=make_staff("noor"), now=NOON)
    check_free(item=Item.REPORT, key="r1", actor=make_staff("mira"), now=NOON)
    check_free(item=Item.REPORT, key="r2", actor=make_staff("noor"), now=NOON)


def test_a_claim_can_be_renewed_released_and_forgotten():
    claim("mira")
    assert claim("mira", now=NOON + timedelta(minutes=20)).claimed_at > NOON
    release_item(item=Item.REPORT, key="r1", actor=make_staff("noor"))
    assert Claim.objects.exists()
    release_item(item=Item.REPORT, key="r1", actor=make_staff("mira"))
    assert claim("noor").claimed_by.username == "noor"
    assert claim("mira", now=NOON + timedelta(minutes=31)).claimed_by.username == "mira"
