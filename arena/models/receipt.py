"""The code of a vote's receipt: its number and a keyed digest, so that nothing has to be stored
and nobody can make up the code of another's vote."""

import base64
import re

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from arena.errors import ReceiptNotFound

SALT = "arena.receipts"
# Of the digest: 60 bits, five for each letter.
LETTERS = 12
_CODE = re.compile(rf"([1-9][0-9]{{0,17}})-([a-z2-7]{{{LETTERS}}})")


def receipt_code(vote: int) -> str:
    """Such as 128-k5qx3m2a7bzc."""
    return f"{vote}-{_digest(vote, settings.SECRET_KEY)}"


def vote_of_receipt(code: str) -> int:
    """The number of the vote that a receipt is of.

    Raises:
        ReceiptNotFound: it is no code of ours.
    """
    found = _CODE.fullmatch(code)
    if found is None:
        raise ReceiptNotFound
    vote = int(found[1])
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    if not any(constant_time_compare(found[2], _digest(vote, key)) for key in keys):
        raise ReceiptNotFound
    return vote


def _digest(vote: int, key: str | bytes) -> str:
    digest = salted_hmac(SALT, str(vote), secret=key, algorithm="sha256").digest()
    return base64.b32encode(digest).decode().lower()[:LETTERS]
