"""What is kept of a browser: its key, which responses it saw by name, its limits, its reports.

Nobody is known by name or address; addresses are counted and forgotten.
"""

from arena.visitors import privacy, reporting, sightings, throttling, voters
from arena.visitors.address_hash import forget_addresses, hash_address

__all__ = [
    "forget_addresses",
    "hash_address",
    "privacy",
    "reporting",
    "sightings",
    "throttling",
    "voters",
]
