"""Messages to other servers on what happens in the arena: signed, retried and logged.

What happens writes a row for each webhook that listens, in its own transaction; a task sends them.
"""

from arena.webhooks.announcing import announce, listening
from arena.webhooks.delivering import DELAYS, deliver_due, forget_deliveries, given_up
from arena.webhooks.managing import add_webhook, remove_webhook, resend, send_test
from arena.webhooks.signing import secret_of, sign

__all__ = [
    "DELAYS",
    "add_webhook",
    "announce",
    "deliver_due",
    "forget_deliveries",
    "given_up",
    "listening",
    "remove_webhook",
    "resend",
    "secret_of",
    "send_test",
    "sign",
]
