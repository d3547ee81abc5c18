"""Where messages may be sent: nothing that is not public, by whatever name."""

import socket
from ipaddress import ip_network

import pytest

from arena.errors import WebhookAddressRefused
from arena.webhooks import destinations
from arena.webhooks.destinations import find_destination

PRIVATE = [
    *("127.0.0.1", "127.9.9.9", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.1.1"),
    *("169.254.169.254", "100.64.0.1", "100.100.100.200", "192.0.0.1", "198.18.0.1", "224.0.0.1"),
    *("240.0.0.1", "255.255.255.255", "192.0.2.1", "203.0.113.9"),
    *("::1", "::", "fe80::1", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "2001:db8::1"),
    *("::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:a00:1", "::127.0.0.1"),
    *("64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::1", "2001:0:1::1"),
]


def written(address):
    return f"https://[{address}]/" if ":" in address else f"https://{address}/"


def refused(url):
    with pytest.raises(WebhookAddressRefused) as refusal:
        find_destination(url)
    return refusal.value.reason.partition(": ")[2]


@pytest.fixture
def resolves(monkeypatch):
    """Names have these addresses, whatever the network says."""

    def to(*addresses):
        found = [
            (socket.AF_INET6 if ":" in each else socket.AF_INET, 1, 6, "", (each, 443))
            for each in addresses
        ]
        monkeypatch.setattr(destinations.socket, "getaddrinfo", lambda *_, **__: found)

    return to


@pytest.mark.parametrize("address", PRIVATE)
def test_a_private_address_is_refused(address):
    assert refused(written(address)) == "private"


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "127.1", "017700000001", "localhost"])
def test_other_ways_to_write_it_are_the_same_address(host):
    assert refused(f"https://{host}/") in {"private", "unknown"}


@pytest.mark.parametrize("address", PRIVATE)
def test_a_name_with_one_private_address_among_others_is_refused(address, resolves):
    resolves("93.184.215.14", address)
    assert refused("https://hooks.example.org/") == "private"


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f::1", "64:ff9b::5db8:d70e"])
def test_a_public_address_is_connected_to_by_its_number(address, resolves):
    resolves(address)
    found = find_destination("https://hooks.example.org/a?b=c")
    assert (found.address, found.host, found.port) == (address, "hooks.example.org", 443)
    assert (found.path, found.host_header) == ("/a?b=c", "hooks.example.org")


def test_another_port_is_part_of_the_host(resolves):
    resolves("93.184.215.14")
    found = find_destination("https://hooks.example.org:8443")
    assert (found.path, found.host_header) == ("/", "hooks.example.org:8443")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.org",
        "ftp://example.org/",
        "file:///etc/passwd",
        "https://",
        "https:///path",
        "https://user@example.org/",
        "https://user:secret@example.org/",
        "https://example.org/#part",
        "https://example.org:0/",
        "https://example.org:99999/",
        "https://[::1/",
        "https://[fe80::1%25eth0]/",
        "https://example.org/a b",
        "https://example.org/\r\nX: y",
        "https://example.org\\@127.0.0.1/",
        "https://exämple.org/",
        "gopher://127.0.0.1/",
    ],
)
def test_what_is_no_address_of_a_web_server_is_refused(url):
    assert refused(url) == "malformed"


def test_a_name_without_an_address_is_refused(monkeypatch):
    def unknown(*_, **__):
        raise socket.gaierror

    monkeypatch.setattr(destinations.socket, "getaddrinfo", unknown)
    assert refused("https://nobody.example/") == "unknown"


def test_http_is_for_networks_of_one_s_own(settings, resolves):
    resolves("93.184.215.14")
    assert refused("http://hooks.example.org/") == "not_https"
    settings.WEBHOOK_NETWORKS = [ip_network("10.0.0.0/8")]
    assert refused("http://hooks.example.org/") == "not_https"
    resolves("10.1.2.3")
    assert find_destination("http://hooks.example.org/").port == 80
    assert find_destination("https://hooks.example.org/").port == 443
    resolves("192.168.1.1")
    assert refused("http://192.168.1.1/") == "private"
