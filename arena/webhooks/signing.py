"""Secrets and signatures, as https://www.standardwebhooks.com describes them."""

import base64
import hashlib
import hmac
import secrets

from django.utils.crypto import salted_hmac

from arena.models import Webhook

PREFIX = "whsec_"
_SALT = "arena.webhooks"
_SEED_BYTES = 32


def new_seed() -> str:
    return secrets.token_urlsafe(_SEED_BYTES)


def secret_of(hook: Webhook) -> str:
    """What the receiver verifies signatures with."""
    return PREFIX + base64.b64encode(_key_of(hook)).decode()


def sign(hook: Webhook, *, message: str, timestamp: int, body: str) -> str:
    """The header `webhook-signature` of a message."""
    content = f"{message}.{timestamp}.{body}".encode()
    digest = hmac.new(_key_of(hook), content, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


def _key_of(hook: Webhook) -> bytes:
    return salted_hmac(_SALT, hook.seed, algorithm="sha256").digest()
