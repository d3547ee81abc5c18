"""Hashes of the addresses from which matches were opened, each valid for one day.

They show only that two voters used one address on one day: on another day the same address has
another hash. They are deleted after `ADDRESS_DAYS`.
"""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.utils.crypto import salted_hmac

from arena.models import ADDRESS_DIGITS, Match
from arena.visitors.client_address import read_household


def hash_address(address: str, *, now: datetime) -> str:
    """The digest of an address on this day in UTC; empty if addresses are not stored."""
    network = _network(address)
    if not network or not settings.ADDRESS_DAYS:
        return ""
    day = now.astimezone(UTC).date().isoformat()
    digest = salted_hmac(f"arena.address_hash {day}", network, algorithm="sha256")
    return digest.hexdigest()[:ADDRESS_DIGITS]


def forget_addresses(*, now: datetime) -> int:
    """Delete the hashes of matches opened over `ADDRESS_DAYS` ago; returns how many."""
    old = Match.objects.filter(opened_at__lt=now - timedelta(days=settings.ADDRESS_DAYS))
    return old.exclude(address_hash="").update(address_hash="")


def _network(address: str) -> str:
    """The IPv4 address, or the network of an IPv6 one, as they have always been hashed."""
    household = read_household(address)
    if household is None:
        return ""
    return str(household if household.version == 6 else household.network_address)  # noqa: PLR2004
