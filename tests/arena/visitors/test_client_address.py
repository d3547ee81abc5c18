import logging
from threading import Lock

import pytest
from axes.models import AccessAttempt
from django.test import Client

from arena import middleware
from arena.models import Match
from arena.visitors import hash_address
from arena.visitors.client_address import address_of, network_of, normal_address
from tests.arrange import make_arena

PEER = "10.0.0.1"


@pytest.mark.parametrize(
    "spelled",
    [
        "203.0.113.9",
        " 203.0.113.9\t",
        "203.0.113.9:4711",
        "[203.0.113.9]:4711",
        '"203.0.113.9:4711"',
        "::ffff:203.0.113.9",
        "::FFFF:cb00:7109",
        "[::ffff:203.0.113.9]:443",
        "::ffff:203.0.113.9%eth0",
        "64:ff9b::203.0.113.9",
        "[64:ff9b::cb00:7109]:443",
    ],
)
def test_an_ipv4_address_has_one_normal_form(spelled):
    assert normal_address(spelled) == "203.0.113.9"


@pytest.mark.parametrize(
    "spelled",
    [
        "2001:db8:1:2::",
        "2001:db8:1:2::3",
        "2001:DB8:0001:0002:ffff:eeee:dddd:cccc",
        "[2001:db8:1:2::3]",
        "[2001:db8:1:2::3]:443",
        '"[2001:db8:1:2::3]:443"',
        "2001:db8:1:2::3%eth0",
        "[2001:db8:1:2::3%25eth0]:443",
    ],
)
def test_a_household_in_ipv6_has_one_normal_form(spelled):
    assert normal_address(spelled) == "2001:db8:1:2::"


NONSENSE = (
    *("", "unknown", "unix:", "1e9", "9" * 5000, "a\0", "\u0662.1.1.1"),
    *("300.1.1.1", "203.0.113.009", "203.0.113.9:", "203.0.113.9:123456", "203.0.113.9/24"),
    *("[203.0.113.9", "2001:db8::1::2"),
)


@pytest.mark.parametrize("nonsense", NONSENSE)
def test_what_cannot_be_read_counts_as_the_peer(settings, nonsense):
    settings.TRUSTED_PROXIES = 1
    assert normal_address(nonsense) == ""
    assert address_of(nonsense, PEER) == PEER
    assert address_of(f"203.0.113.9, {nonsense}", PEER) == PEER


def test_the_peer_has_a_normal_form_too(settings):
    settings.TRUSTED_PROXIES = 0
    assert address_of("", "::ffff:10.0.0.1") == "10.0.0.1"
    assert address_of("203.0.113.9", "2001:db8:1:2::3") == "2001:db8:1:2::"


def test_a_network_is_a_24_or_a_56():
    assert network_of("203.0.113.9") == network_of("203.0.113.200") == "203.0.113.0/24"
    assert network_of("2001:db8:1:2::") == network_of("2001:db8:1:ff::") == "2001:db8:1::/56"
    assert network_of("") == ""


BY_PROXIES = [
    (0, "203.0.113.9", PEER),
    (1, "", PEER),
    (1, "203.0.113.9", "203.0.113.9"),
    (1, "6.6.6.6, 203.0.113.9", "203.0.113.9"),
    (1, "6.6.6.6,203.0.113.9:4711", "203.0.113.9"),
    (1, "6.6.6.6, ", PEER),
    (2, "203.0.113.9", PEER),
    (2, "203.0.113.9, 10.0.0.2", "203.0.113.9"),
    (2, "6.6.6.6,203.0.113.9,10.0.0.2", "203.0.113.9"),
    (2, "6.6.6.6, , 10.0.0.2", PEER),
]


@pytest.mark.django_db
@pytest.mark.usefixtures("clear_cache")
@pytest.mark.parametrize("path", ["/matches/", "/api/v1/matches/"])
@pytest.mark.parametrize(("proxies", "forwarded", "address"), BY_PROXIES)
def test_a_match_is_opened_from_the_address_before_the_trusted_proxies(
    settings, path, proxies, forwarded, address
):
    settings.TRUSTED_PROXIES = proxies
    make_arena()
    client = Client(headers={"X-Forwarded-For": forwarded}, REMOTE_ADDR=PEER)
    client.post(path, content_type="application/json")
    match = Match.objects.get()
    assert match.address_hash == hash_address(address, now=match.opened_at)


@pytest.mark.django_db
@pytest.mark.usefixtures("clear_cache")
@pytest.mark.parametrize("path", ["/matches/", "/api/v1/matches/"])
def test_spellings_of_one_address_share_a_limit(settings, path):
    settings.TRUSTED_PROXIES, settings.VOTES_PER_MINUTE_PER_ADDRESS = 1, 1
    make_arena()
    spellings = ["2001:db8::1", "2001:db8::2", "[2001:db8::3]:1", "2001:db8::4%1"]
    answers = [
        Client(headers={"X-Forwarded-For": each}).post(path, content_type="application/json")
        for each in spellings
    ]
    assert [each.status_code for each in answers][-1] == 429


@pytest.mark.django_db
@pytest.mark.usefixtures("clear_cache")
def test_spellings_of_one_address_share_the_limit_of_sign_in(settings):
    settings.TRUSTED_PROXIES = 1
    for spelled in ("2001:db8::1", "2001:db8::2", "[2001:db8::3]:1", "nonsense"):
        Client(headers={"X-Forwarded-For": spelled}, REMOTE_ADDR=PEER).post(
            "/staff/sign-in/", {"username": "mira", "password": "no"}
        )
    failures = AccessAttempt.objects.values_list("ip_address", "failures_since_start")
    assert sorted(failures) == [(PEER, 1), ("2001:db8::", 3)]


@pytest.fixture
def unwarned(monkeypatch):
    monkeypatch.setattr(middleware, "_warning", Lock())


@pytest.mark.parametrize(("proxies", "warnings"), [(0, 1), (1, 0)])
def test_a_proxy_that_is_not_trusted_is_logged_once(settings, unwarned, caplog, proxies, warnings):
    settings.TRUSTED_PROXIES = proxies
    for _ in range(3):
        Client(headers={"X-Forwarded-For": "203.0.113.9"}).get("/robots.txt")
    logged = [each for each in caplog.records if each.levelno == logging.WARNING]
    assert sum("TRUSTED_PROXIES" in each.message for each in logged) == warnings


def test_without_the_header_no_proxy_is_suspected(settings, unwarned, caplog):
    settings.TRUSTED_PROXIES = 0
    Client().get("/robots.txt")
    assert "TRUSTED_PROXIES" not in caplog.text
