from datetime import timedelta

import pytest
from django.test import Client

from arena.models import ADDRESS_DIGITS, Match
from arena.visitors.address_hash import forget_addresses, hash_address
from arena.visitors.privacy import forget_voter, stored_data_of
from tests.arrange import NOON, make_arena, serve


def test_an_address_has_one_hash_per_day():
    one = hash_address("192.0.2.1", now=NOON)
    assert one == hash_address("192.0.2.1", now=NOON + timedelta(hours=3))
    assert len(one) == ADDRESS_DIGITS
    assert one != hash_address("192.0.2.2", now=NOON)


def test_another_day_gives_another_hash():
    tomorrow = hash_address("192.0.2.1", now=NOON + timedelta(days=1))
    assert tomorrow != hash_address("192.0.2.1", now=NOON)


def test_another_key_gives_another_hash(settings):
    one = hash_address("192.0.2.1", now=NOON)
    settings.SECRET_KEY = "another"
    assert one != hash_address("192.0.2.1", now=NOON)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2001:db8:1:2::3", "2001:db8:1:2:aaaa::9"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
    ],
)
def test_a_household_has_one_hash(one, other):
    assert hash_address(one, now=NOON) == hash_address(other, now=NOON)


def test_two_networks_are_two_addresses():
    assert hash_address("2001:db8:1:2::3", now=NOON) != hash_address("2001:db8:1:3::3", now=NOON)


@pytest.mark.parametrize("address", ["", "unix:", "300.1.1.1"])
def test_what_is_no_address_has_no_digest(address):
    assert hash_address(address, now=NOON) == ""


def test_no_digest_is_made_where_none_is_to_be_kept(settings):
    settings.ADDRESS_DAYS = 0
    assert hash_address("192.0.2.1", now=NOON) == ""


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/matches/", "/api/v1/matches/"])
def test_a_match_keeps_from_where_it_was_opened(path):
    make_arena()
    Client(REMOTE_ADDR="192.0.2.1").post(path, content_type="application/json")
    match = Match.objects.get()
    assert match.address_hash == hash_address("192.0.2.1", now=match.opened_at)


@pytest.mark.django_db
def test_address_hashes_are_deleted_after_address_days(settings):
    settings.ADDRESS_DAYS = 30
    make_arena()
    for days in (0, 29, 31):
        serve(now=NOON - timedelta(days=days))
    Match.objects.update(address_hash="a" * ADDRESS_DIGITS)
    assert forget_addresses(now=NOON) == 1
    assert forget_addresses(now=NOON) == 0
    assert Match.objects.exclude(address_hash="").count() == 2


@pytest.mark.django_db
def test_a_forgotten_voter_has_no_address_hash_left():
    make_arena()
    match = serve()
    Match.objects.update(address_hash="a" * ADDRESS_DIGITS)
    assert stored_data_of(match.voter_id)["matches"][0]["address_hash"] == "a" * ADDRESS_DIGITS
    forget_voter(voter_id=match.voter_id, now=NOON)
    assert not Match.objects.exclude(address_hash="").exists()
