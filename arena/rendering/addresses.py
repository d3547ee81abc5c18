"""Addresses of frames and media, signed for one side of one match.

The text of an address holds the match and the side, nothing of the response, so a response served
twice has two addresses. Pages that name the author use addresses of the response itself, which are
signed with another salt: the one can never be taken for the other.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.core import signing

from arena.errors import AddressNotValid
from arena.models import Side

SALT = "arena.addresses"
NAMED_SALT = "arena.addresses.named"
# Longer than a match lives, so that a verdict still shows what was voted on.
VALID_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ShownSide:
    """Where a response is shown: which match, which side."""

    match_id: UUID
    side: Side


def sign(shown: ShownSide) -> str:
    return signing.dumps([shown.match_id.hex, shown.side.value], salt=SALT, compress=False)


def read(token: str) -> ShownSide:
    """What the address stands for.

    Raises:
        AddressNotValid: not signed by us, or too old.
    """
    try:
        match_id, side = signing.loads(token, salt=SALT, max_age=VALID_FOR)
    except signing.BadSignature:
        raise AddressNotValid from None
    return ShownSide(UUID(match_id), Side(side))


def sign_named(response: int) -> str:
    """For a page that says whose the response is."""
    return signing.Signer(salt=NAMED_SALT).sign(str(response))


def read_named(token: str) -> int:
    """Which response the address stands for.

    Raises:
        AddressNotValid: not signed by us.
    """
    try:
        return int(signing.Signer(salt=NAMED_SALT).unsign(token))
    except signing.BadSignature:
        raise AddressNotValid from None
