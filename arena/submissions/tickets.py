"""The ticket a form of submission carries: when it was opened, and the link it will lead to.

Its token is drawn before anything is written, so that a form sent twice is one submission. The time
keeps out programs that send what they have not read, without a puzzle for people.
"""

import secrets
from datetime import UTC, datetime, timedelta

from django.core import signing

from arena.errors import SentTooSoon, TicketNotValid

SALT = "arena.tickets"
TOKEN_BYTES = 24
# A person reads the form and writes a prompt; a program that skips both is told to wait.
LEAST = timedelta(seconds=3)
VALID_FOR = timedelta(days=1)


def issue(*, now: datetime) -> str:
    return signing.dumps([secrets.token_urlsafe(TOKEN_BYTES), now.timestamp()], salt=SALT)


def redeem(ticket: str, *, now: datetime) -> str:
    """The token of the ticket.

    Raises:
        TicketNotValid: not signed by us, or too old.
        SentTooSoon: it was issued a moment ago.
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
