"""Signed tickets of the submission form: when it was opened, and the token of its private link.

The token is drawn when the form opens, so that a form sent twice is one submission. The time keeps
out bots that submit at once, without a captcha.
"""

import secrets
from datetime import UTC, datetime, timedelta

from django.core import signing

from arena.errors import SentTooSoon, TicketNotValid

SALT = "arena.tickets"
TOKEN_BYTES = 24
# Forms sent sooner than this are refused; a person needs longer to write a prompt.
LEAST = timedelta(seconds=3)
VALID_FOR = timedelta(days=1)


def issue(*, now: datetime) -> str:
    return signing.dumps([secrets.token_urlsafe(TOKEN_BYTES), now.timestamp()], salt=SALT)


def redeem(ticket: str, *, now: datetime) -> str:
    """Verify a ticket and return its token.

    Raises:
        TicketNotValid: the signature is invalid or too old.
        SentTooSoon: it was issued less than `LEAST` ago.
    """
    try:
        token, issued = signing.loads(ticket, salt=SALT)
    except signing.BadSignature:
        raise TicketNotValid from None
    age = now - datetime.fromtimestamp(issued, UTC)
    if age > VALID_FOR:
        raise TicketNotValid
    if age < LEAST:
        raise SentTooSoon
    return str(token)
