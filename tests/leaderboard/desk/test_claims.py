"""Who may keep an item of the queue from others: every role, kind of item and way."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from arena.models import Claim, Item
from arena.moderation import RIGHT_TO_DECIDE
from arena.roles import RIGHTS, Role
from tests.arrange import make_staff
from tests.leaderboard.desk.test_desk import address, scene
from tests.routes import routes

__all__ = ["scene"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

BUTTON = 'data-key="c"'
MAY = [(role, item, RIGHT_TO_DECIDE[item] in RIGHTS[role]) for role in Role for item in Item]
OF_THE_ADMIN = ("add/", "{key}/change/", "{key}/delete/", "")


@pytest.mark.parametrize(("role", "item", "may"), MAY)
def test_the_desk_lets_claim_whoever_may_decide(client, scene, role, item, may):
    client.force_login(make_staff(role=role))
    assert (BUTTON in client.get(address(item, scene[item])).text) == may
    answer = client.post(address(item, scene[item], "claim"))
    assert answer.status_code == (303 if may else 403)
    assert Claim.objects.exists() == may


@pytest.mark.parametrize(("role", "item"), [(role, item) for role, item, may in MAY if not may])
def test_a_claim_that_is_old_is_not_taken_over_by_who_may_not_decide(client, scene, role, item):
    was = make_staff("noor")
    long_ago = timezone.now() - timedelta(hours=2)
    Claim.objects.create(item=item, key=scene[item], claimed_by=was, claimed_at=long_ago)
    client.force_login(make_staff(role=role))
    assert client.post(address(item, scene[item], "claim")).status_code == 403
    assert Claim.objects.get().claimed_by == was


@pytest.mark.parametrize("item", Item)
def test_staff_without_a_role_and_strangers_claim_nothing(client, scene, item):
    assert client.post(address(item, scene[item], "claim")).status_code in {302, 403}
    client.force_login(User.objects.create(username="new", is_staff=True))
    assert client.post(address(item, scene[item], "claim")).status_code == 403
    assert not Claim.objects.exists()


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("path", OF_THE_ADMIN)
def test_no_role_claims_by_the_admin(client, role, path):
    other = make_staff("noor")
    claim = Claim.objects.create(
        item=Item.LEAK, key="1", claimed_by=other, claimed_at=timezone.now()
    )
    person = make_staff(role=role)
    client.force_login(person)
    sent = {"item": Item.REPORT, "key": "r1", "claimed_by": person.pk, "_save": "Save"}
    client.post(f"/admin/arena/claim/{path.format(key=claim.pk)}", sent)
    assert [(each.key, each.claimed_by) for each in Claim.objects.all()] == [("1", other)]


def test_the_desk_is_the_only_way_to_claim():
    names = {route.name for route in routes({}) if "claim" in route.name}
    assert {name for name in names if not name.startswith("admin:")} == {"desk:claim"}
