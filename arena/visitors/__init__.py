"""Data on browsers: voter cookies, responses seen by name, rate limits, reports, privacy.

No names are stored, and addresses only as hashes that are deleted.
"""

from arena.visitors import privacy, reporting, sightings, throttling, voters
from arena.visitors.address_hash import forget_addresses, hash_address
from arena.visitors.client_address import address_of
from arena.visitors.limit_counters import limits_are_local

__all__ = [
    "address_of",
    "forget_addresses",
    "hash_address",
    "limits_are_local",
    "privacy",
    "reporting",
    "sightings",
    "throttling",
    "voters",
]
