"""Signed addresses of frames and media.

In a match, an address holds the match and the side and nothing of the response, so a response
served twice has two addresses. Pages that name the author use addresses of the response itself,
signed with another salt, so that one kind is never accepted as the other. Those of the staff's
pages have a third: frames come without a cookie, so the address alone says that it was given to
somebody who may see what is not public.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core import signing

from arena.errors import AddressNotValid
from arena.models import Side

SALT = "arena.addresses"
NAMED_SALT = "arena.addresses.named"
STAFF_SALT = "arena.addresses.staff"
MASKED_SALT = "arena.addresses.masked"
PROMPT_SALT = "arena.addresses.prompt"
# Longer than a match lives, so that a verdict still shows what was voted on.
VALID_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ShownSide:
    """A side of a match."""

    match_id: UUID
    side: Side


def sign(shown: ShownSide) -> str:
    return signing.dumps([shown.match_id.hex, shown.side.value], salt=SALT, compress=False)


def read(token: str) -> ShownSide:
    """Verify the token and return the side it stands for.

    Raises:
        AddressNotValid: the signature is invalid or too old.
    """
    match_id, side = _read_young(token, SALT)
    return ShownSide(UUID(match_id), Side(side))


def sign_named(response: int) -> str:
    """A token for a page that names the author."""
    return signing.Signer(salt=NAMED_SALT).sign(str(response))


def read_named(token: str) -> int:
    """Verify the token and return the id of its response.

    Raises:
        AddressNotValid: the signature is invalid.
    """
    try:
        return int(signing.Signer(salt=NAMED_SALT).unsign(token))
    except signing.BadSignature:
        raise AddressNotValid from None


def sign_for_staff(response: int) -> str:
    """A token for a page that names the author to somebody of the staff."""
    return signing.dumps(response, salt=STAFF_SALT, compress=False)


def read_for_staff(token: str) -> int:
    """Verify the token and return the id of its response.

    Raises:
        AddressNotValid: the signature is invalid or too old.
    """
    return int(_read_young(token, STAFF_SALT))


def sign_masked(response: int, words: Sequence[str]) -> str:
    """A token for what voters would see of a response with these words masked."""
    return signing.dumps([response, *words], salt=MASKED_SALT, compress=True)


def read_masked(token: str) -> tuple[int, list[str]]:
    """Verify the token and return the id of its response and the words.

    Raises:
        AddressNotValid: the signature is invalid or too old.
    """
    response, *words = _read_young(token, MASKED_SALT)
    return int(response), [str(word) for word in words]


def sign_prompt(challenge: int) -> str:
    """A token for the files in a prompt, for a page that shows it."""
    return signing.dumps(challenge, salt=PROMPT_SALT, compress=False)


def read_prompt(token: str) -> int:
    """Verify the token and return the id of its challenge.

    Raises:
        AddressNotValid: the signature is invalid or too old.
    """
    return int(_read_young(token, PROMPT_SALT))


def _read_young(token: str, salt: str) -> Any:
    try:
        return signing.loads(token, salt=salt, max_age=VALID_FOR)
    except signing.BadSignature:
        raise AddressNotValid from None
