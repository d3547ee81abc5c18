"""Every action of the staff, tried as every role and as somebody without any."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User

from arena.access import Scope, make_key, revoke_key
from arena.content import editing, parts
from arena.errors import ArenaError, NotPermitted
from arena.ingest.datasets import import_dataset
from arena.ingest.plan import Terms
from arena.models import (
    ApiKey,
    AuditEntry,
    ChallengeState,
    ContentUpload,
    ExclusionRule,
    Item,
    Leak,
    Report,
    ResponsesPublic,
    Vote,
    Voter,
    Webhook,
    WebhookDelivery,
    Withdrawal,
)
from arena.moderation import (
    block_voter,
    bring_back_competitor,
    claim_item,
    clear_leak,
    confirm_leak,
    dismiss_reports,
    exclude_votes,
    publish_challenge,
    reinstate_votes,
    reject_challenge,
    release_voter,
    restore_response,
    retire_challenge,
    retire_competitor,
    revise_challenge,
    send_back_challenge,
    set_responses_public,
    uphold_reports,
    withdraw_response,
)
from arena.roles import RIGHTS, Right, Role
from arena.webhooks import add_webhook, remove_webhook, resend, send_test
from leaderboard.models import Suspicion, SuspicionState
from leaderboard.reviews.suspicion import decide_suspicion
from tests.arrange import NOON, make_challenge, make_competitor, make_response, make_staff
from tests.breaking import valid

pytestmark = pytest.mark.django_db

WHY = {"reason": "Because.", "now": NOON}
EDITOR, MODERATOR, ANALYST = {Role.EDITOR}, {Role.MODERATOR}, {Role.ANALYST}


class Scene:
    """What the actions are done to."""

    def __init__(self):
        self.challenge = make_challenge()
        self.submitted = make_challenge("three-doors", state=ChallengeState.SUBMITTED)
        self.competitor = make_competitor()
        self.response = make_response(self.challenge, self.competitor)
        self.voter = Voter.objects.create()
        self.reported = {"challenge": self.challenge, "response": self.response}
        Report.objects.create(**self.reported, reason="other", reported_at=NOON)
        self.leak = Leak.objects.create(response=self.response, found=[], found_at=NOON)

    def hook(self):
        return Webhook.objects.create(**valid(Webhook, None))

    def delivery(self):
        return WebhookDelivery.objects.create(**valid(WebhookDelivery, None))

    def blocked(self):
        Voter.objects.update(blocked_at=NOON)
        return self.voter

    def key(self):
        return ApiKey.objects.create(
            name="nightly",
            prefix="podium_0",
            digest="0" * 64,
            made_by=User.objects.create(username="maker"),
            made_at=NOON,
            expires_at=NOON + timedelta(days=1),
        )

    def upload(self, received=0):
        return ContentUpload.objects.create(
            name="a.jsonl",
            size=7,
            received=received,
            folder="none",
            format="jsonl",
            source="here",
            challenge_state="draft",
            begun_by=User.objects.create(username="sender"),
            begun_at=NOON,
        )

    def retired(self):
        retire_competitor(competitor=self.competitor, actor=None, **WHY)
        return self.competitor

    def withdrawn(self):
        Withdrawal.objects.create(response=self.response, reason="Broken.")
        return self.response


# Each action with the roles that may do it.
ACTIONS = {
    "publish": (
        EDITOR,
        lambda s, who: publish_challenge(challenge=s.submitted, actor=who, now=NOON),
    ),
    "send back": (
        EDITOR,
        lambda s, who: send_back_challenge(challenge=s.submitted, note="No.", actor=who, now=NOON),
    ),
    "reject": (EDITOR, lambda s, who: reject_challenge(challenge=s.submitted, actor=who, **WHY)),
    "retire challenge": (
        EDITOR,
        lambda s, who: retire_challenge(challenge=s.challenge, actor=who, **WHY),
    ),
    "revise": (
        EDITOR,
        lambda s, who: revise_challenge(
            challenge=s.challenge, title="New", prompt="Other.", actor=who, now=NOON
        ),
    ),
    "set responses public": (
        EDITOR,
        lambda s, who: set_responses_public(
            challenge=s.challenge, rule=ResponsesPublic.NOW, actor=who, now=NOON
        ),
    ),
    "retire": (EDITOR, lambda s, who: retire_competitor(competitor=s.competitor, actor=who, **WHY)),
    "bring back": (
        EDITOR,
        lambda s, who: bring_back_competitor(competitor=s.retired(), actor=who, **WHY),
    ),
    "import": (
        EDITOR,
        lambda s, who: import_dataset([], terms=Terms(source="here", now=NOON, actor=who)),
    ),
    "withdraw": (
        EDITOR | MODERATOR,
        lambda s, who: withdraw_response(response=s.response, actor=who, **WHY),
    ),
    "restore": (
        EDITOR | MODERATOR,
        lambda s, who: restore_response(response=s.withdrawn(), actor=who, **WHY),
    ),
    "clear leak": (EDITOR | MODERATOR, lambda s, who: clear_leak(leak=s.leak, actor=who, **WHY)),
    "confirm leak": (
        EDITOR | MODERATOR,
        lambda s, who: confirm_leak(leak=s.leak, actor=who, **WHY),
    ),
    "exclude": (
        MODERATOR,
        lambda s, who: exclude_votes(
            votes=Vote.objects.all(), rule=ExclusionRule.MANUAL, actor=who, **WHY
        ),
    ),
    "reinstate": (
        MODERATOR,
        lambda s, who: reinstate_votes(votes=Vote.objects.all(), actor=who, **WHY),
    ),
    "block": (MODERATOR, lambda s, who: block_voter(voter=s.voter, actor=who, **WHY)),
    "release": (
        MODERATOR,
        lambda s, who: release_voter(voter=s.blocked(), reinstate=True, actor=who, **WHY),
    ),
    "decide suspicion": (
        MODERATOR,
        lambda s, who: decide_suspicion(
            suspicions=Suspicion.objects.all(), state=SuspicionState.CLEARED, actor=who, **WHY
        ),
    ),
    "dismiss": (MODERATOR, lambda s, who: dismiss_reports(**s.reported, actor=who, **WHY)),
    "uphold": (MODERATOR, lambda s, who: uphold_reports(**s.reported, actor=who, **WHY)),
    "add a webhook": (
        EDITOR,
        lambda s, who: add_webhook(
            address="https://93.184.215.14/", events=[], actor=who, now=NOON
        ),
    ),
    "remove a webhook": (EDITOR, lambda s, who: remove_webhook(hook=s.hook(), actor=who, now=NOON)),
    "test a webhook": (EDITOR, lambda s, who: send_test(hook=s.hook(), actor=who, now=NOON)),
    "resend to a webhook": (
        EDITOR,
        lambda s, who: resend(delivery=s.delivery(), actor=who, now=NOON),
    ),
    "make a key": (
        EDITOR | MODERATOR | ANALYST,
        lambda s, who: make_key(
            name="nightly",
            scopes=[Scope.CONTENT_READ],
            expires_at=NOON + timedelta(days=1),
            actor=who,
            now=NOON,
        ),
    ),
    "revoke a key": (
        EDITOR | MODERATOR | ANALYST,
        lambda s, who: revoke_key(key=s.key(), actor=who, now=NOON),
    ),
    "add one row": (
        EDITOR,
        lambda s, who: editing.add_one(
            noun="category",
            values={"slug": "new", "name": "New"},
            state=ChallengeState.DRAFT,
            source="api",
            actor=who,
            now=NOON,
        ),
    ),
    "edit a challenge": (
        EDITOR,
        lambda s, who: editing.edit_challenge(
            challenge=s.challenge, changes={"title": "New"}, actor=who, now=NOON
        ),
    ),
    "edit a category": (
        EDITOR,
        lambda s, who: editing.edit_category(
            category=s.challenge.category, changes={"name": "New"}, actor=who, now=NOON
        ),
    ),
    "edit a model": (
        EDITOR,
        lambda s, who: editing.edit_competitor(
            competitor=s.competitor, changes={"provider": "New"}, actor=who, now=NOON
        ),
    ),
    "finish an upload": (
        EDITOR,
        lambda s, who: parts.finish_upload(upload=s.upload(received=7), actor=who, now=NOON),
    ),
    "drop an upload": (
        EDITOR,
        lambda s, who: parts.drop_upload(upload=s.upload(), actor=who, now=NOON),
    ),
    "claim a submission": (EDITOR, lambda s, who: claim(Item.SUBMISSION, who)),
    "claim a report": (MODERATOR, lambda s, who: claim(Item.REPORT, who)),
    "claim a leak": (EDITOR | MODERATOR, lambda s, who: claim(Item.LEAK, who)),
    "claim a voter": (MODERATOR, lambda s, who: claim(Item.VOTER, who)),
    "claim an import": (EDITOR, lambda s, who: claim(Item.CONTENT, who)),
}


def claim(item, who):
    claim_item(item=item, key="r1", actor=who, now=NOON)


@pytest.mark.parametrize("role", [*Role, None], ids=str)
@pytest.mark.parametrize("action", ACTIONS)
def test_each_action_is_open_to_its_roles_alone(action, role):
    allowed, do = ACTIONS[action]
    scene = Scene()
    if role is None:
        person = User.objects.create(username="somebody", is_staff=True)
    else:
        person = make_staff(role=role)
    if role in allowed:
        do(scene, person)
        return
    with pytest.raises(NotPermitted):
        do(scene, person)
    assert not AuditEntry.objects.filter(actor=person).exists()


def test_a_user_who_left_the_staff_may_do_nothing():
    person = make_staff()
    person.is_active = False
    person.save()
    with pytest.raises(NotPermitted):
        ACTIONS["retire"][1](Scene(), person)


def test_the_groups_have_the_rights_the_table_says():
    for role, rights in RIGHTS.items():
        person = make_staff(role.value, role=role)
        assert {right for right in Right if person.has_perm(right.value)} == rights
    assert set(Group.objects.values_list("name", flat=True)) == {role.value for role in Role}


def test_a_refusal_is_one_of_the_arena():
    assert issubclass(NotPermitted, ArenaError)
