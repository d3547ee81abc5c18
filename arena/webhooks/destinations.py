"""Where messages may be sent: public addresses by HTTPS, and networks that a setting names.

A name is resolved once, each of its addresses is asked about, and the connection is made to one of
those, so that a name that resolves to another address later leads nowhere else.
"""

import socket
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from django.conf import settings

from arena.errors import WebhookAddressRefused

type Address = IPv4Address | IPv6Address

PORTS = {"https": 443, "http": 80}
# Translated to IPv4 by a gateway; the last four bytes are the address that is reached.
_NAT64 = ip_network("64:ff9b::/96")
# Tunnels and translations to addresses that are in none of their bytes for sure.
_INDIRECT = [ip_network(each) for each in ("64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96")]


@dataclass(frozen=True, slots=True)
class Destination:
    """A server to connect to, by address, and what it is asked for."""

    scheme: str
    host: str
    port: int
    path: str
    address: str

    @property
    def host_header(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


def find_destination(url: str) -> Destination:
    """Resolve the address of a webhook.

    Raises:
        WebhookAddressRefused: it is no address of a web server, its name has no address, or one
            that is not public.
    """
    scheme, host, port, path = _parts(url)
    addresses = _resolve(host, port)
    own = [_is_own(address) for address in addresses]
    if not all(mine or _is_public(address) for mine, address in zip(own, addresses, strict=True)):
        raise WebhookAddressRefused("private")
    if scheme == "http" and not all(own):
        raise WebhookAddressRefused("not_https")
    return Destination(scheme, host, port, path, str(addresses[0]))


def _parts(url: str) -> tuple[str, str, int, str]:
    if not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        raise WebhookAddressRefused("malformed")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise WebhookAddressRefused("malformed") from None
    if parts.scheme not in PORTS or not host or "%" in host or port == 0:
        raise WebhookAddressRefused("malformed")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise WebhookAddressRefused("malformed")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return parts.scheme, host, port or PORTS[parts.scheme], path


def _resolve(host: str, port: int) -> Sequence[Address]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise WebhookAddressRefused("unknown") from None
    names = dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found)
    if not names:
        raise WebhookAddressRefused("unknown")
    return [ip_address(name) for name in names]


def _is_own(address: Address) -> bool:
    """Whether it is in a network that the operator allows."""
    plain = _plain(address)
    return any(plain in network for network in settings.WEBHOOK_NETWORKS)


def _is_public(address: Address) -> bool:
    plain = _plain(address)
    if isinstance(plain, IPv6Address) and any(plain in network for network in _INDIRECT):
        return False
    special = plain.is_multicast or plain.is_reserved or plain.is_unspecified
    is_local = isinstance(plain, IPv6Address) and plain.is_site_local
    return plain.is_global and not special and not is_local


def _plain(address: Address) -> Address:
    """The IPv4 address that one of IPv6 stands for."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return address.ipv4_mapped
        if address in _NAT64:
            return IPv4Address(address.packed[-4:])
    return address
