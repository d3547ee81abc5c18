"""Making, finding and revoking keys of the API."""

import hashlib
import logging
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import DatabaseError, transaction
from django_otp import user_has_device

from arena import audit
from arena.access.scopes import NEEDED, Scope, has_any
from arena.errors import (
    KeyExpired,
    KeyNotValid,
    KeyOwnerGone,
    KeyRevoked,
    KeyUnknown,
    NothingToDo,
    NotPermitted,
    ScopeMissing,
)
from arena.models import ApiKey
from arena.roles import Right, needs_second_step, require

logger = logging.getLogger(__name__)

# What every key begins with, so that people and scanners of secrets recognise one.
START = "podium_"
_PREFIX_BYTES = 4
_SECRET_BYTES = 32
LONGEST_LIFE = timedelta(days=366)
_USE_NOTED_EVERY = timedelta(minutes=1)


@transaction.atomic
def make_key(
    *, name: str, scopes: Collection[Scope], expires_at: datetime, actor: User, now: datetime
) -> tuple[ApiKey, str]:
    """A new key of this person, with its text, which is nowhere else.

    Raises:
        NotPermitted: the actor's role does not allow it, or nothing of a scope.
        KeyNotValid: it has no name or no scope, or expires at once or in more than a year.
    """
    require(actor, Right.MANAGE_KEYS)
    if not all(has_any(actor, NEEDED[scope]) for scope in scopes):
        raise NotPermitted
    if not name.strip() or not scopes or not now < expires_at <= now + LONGEST_LIFE:
        raise KeyNotValid
    prefix = f"{START}{secrets.token_hex(_PREFIX_BYTES)}"
    text = f"{prefix}_{secrets.token_urlsafe(_SECRET_BYTES)}"
    key = ApiKey.objects.create(
        name=" ".join(name.split()),
        prefix=prefix,
        digest=digest_of_key(text),
        scopes=[scope.value for scope in Scope if scope in scopes],
        made_by=actor,
        made_at=now,
        expires_at=expires_at,
    )
    audit.record(actor=actor, action="make key", subject=key, after=" ".join(key.scopes), now=now)
    return key, text


@transaction.atomic
def revoke_key(*, key: ApiKey, actor: User, now: datetime) -> ApiKey:
    """Let a key be of no use from now on, whoever made it.

    Raises:
        NotPermitted: the actor's role does not allow it.
        NothingToDo: it is revoked already.
    """
    require(actor, Right.MANAGE_KEYS)
    standing = ApiKey.objects.filter(pk=key.pk, revoked_at__isnull=True)
    if not standing.update(revoked_at=now, revoked_by=actor):
        raise NothingToDo
    audit.record(
        actor=actor, action="revoke key", subject=key, before="valid", after="revoked", now=now
    )
    key.refresh_from_db()
    return key


def find_key(text: str, *, now: datetime) -> ApiKey:
    """The key with this text, which may be used.

    Raises:
        KeyUnknown: there is none.
        KeyRevoked: it was revoked.
        KeyExpired: its time is over.
        KeyOwnerGone: whoever made it left, or has the right no longer.
    """
    found = ApiKey.objects.select_related("made_by").filter(digest=digest_of_key(text)).first()
    if found is None:
        raise KeyUnknown
    if found.revoked_at is not None:
        raise KeyRevoked
    if found.expires_at <= now:
        raise KeyExpired
    if not _may_have_keys(found.made_by):
        raise KeyOwnerGone
    _note_use(found, now)
    return found


def require_scope(key: ApiKey, scope: Scope) -> None:
    """Check that the key was made for this.

    Raises:
        ScopeMissing: it was not.
    """
    if scope.value not in key.scopes:
        raise ScopeMissing(scope.value)


def digest_of_key(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogateescape")).hexdigest()


def _may_have_keys(person: User) -> bool:
    """Whether the desk would let this person in, and make a key."""
    if not (person.is_active and person.is_staff and person.has_perm(Right.MANAGE_KEYS.value)):
        return False
    return not needs_second_step(person) or user_has_device(person)


def _note_use(key: ApiKey, now: datetime) -> None:
    """Once a minute; a clock that was put back counts from the earlier time."""
    last = key.last_used_at
    if last is not None and timedelta() <= now - last < _USE_NOTED_EVERY:
        return
    try:
        with transaction.atomic():
            ApiKey.objects.filter(pk=key.pk).update(last_used_at=now)
    except DatabaseError:  # a database that takes no writes may still be read
        logger.warning("the last use of key %s could not be noted", key.prefix)
