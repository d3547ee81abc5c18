"""The address of a visitor in one normal form, for limits, hashes and signing in.

An IPv4 address stands for itself. In IPv6 a household has a network of 2^64 addresses, so the
normal form is the first address of that network.
"""

import re
from ipaddress import IPv4Address, IPv4Network, IPv6Network, ip_address

from django.conf import settings

type Network = IPv4Network | IPv6Network

# How IPv4 addresses reach a server that has IPv6 alone (RFC 6052); as one /64 all of them would
# count as one visitor.
TRANSLATED = IPv6Network("64:ff9b::/96")
# Network prefix of a household in IPv6; the rest of the address changes.
IPV6_PREFIX = 64
# What is usually assigned to one customer with many addresses.
IPV4_NETWORK_PREFIX = 24
IPV6_NETWORK_PREFIX = 56

# [address], [address]:port and IPv4:port; IPv6 without brackets has no port.
_WRAPPED = re.compile(r'"?\[([^\[\]]+)\](?::\d{1,5})?"?|"?([\d.]+)(?::\d{1,5})?"?', re.ASCII)


def address_of(forwarded_for: str, peer: str) -> str:
    """The visitor's address in normal form; empty if the peer's cannot be read (Unix socket).

    Each trusted proxy appends one entry to `X-Forwarded-For`: the address it was reached from. The
    visitor's is the one of the outermost of them, counted from the right. If that entry is missing
    or cannot be read, the visitor's address is that of the peer.
    """
    entries = forwarded_for.split(",")
    proxies = settings.TRUSTED_PROXIES
    seen = entries[-proxies] if 0 < proxies <= len(entries) else ""
    return normal_address(seen) or normal_address(peer)


def normal_address(text: str) -> str:
    """One spelling for each visitor; empty if the text is no address."""
    household = read_household(text)
    return str(household.network_address) if household else ""


def network_of(address: str) -> str:
    """The network around an address, by which limits count, too; empty if it is no address."""
    household = read_household(address)
    if household is None:
        return ""
    prefix = IPV4_NETWORK_PREFIX if household.version == 4 else IPV6_NETWORK_PREFIX  # noqa: PLR2004
    return str(household.supernet(new_prefix=prefix))


def read_household(text: str) -> Network | None:
    """The addresses that count as one visitor's: an IPv4 address, or the /64 of an IPv6 one."""
    text = text.strip()
    if wrapped := _WRAPPED.fullmatch(text):
        text = wrapped[1] or wrapped[2]
    try:
        parsed = ip_address(text)
    except ValueError:
        return None
    if isinstance(parsed, IPv4Address):
        return IPv4Network(parsed)
    if parsed.ipv4_mapped:
        return IPv4Network(parsed.ipv4_mapped)
    if parsed in TRANSLATED:
        return IPv4Network(parsed.packed[-4:])
    return IPv6Network((parsed.packed, IPV6_PREFIX), strict=False)
