"""Write the audit log of staff actions."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db import models

from arena.models import ApiKey, AuditEntry

_LONGEST_SUBJECT = 250
# The key of the request that is being answered.
_key: ContextVar[ApiKey | None] = ContextVar("key", default=None)


@dataclass(frozen=True, slots=True)
class Several:
    """A number of rows of one table, changed by one action."""

    model: type[models.Model]
    count: int

    def __str__(self) -> str:
        names = self.model._meta
        return (
            f"{self.count:,} {names.verbose_name if self.count == 1 else names.verbose_name_plural}"
        )


@contextmanager
def acting_with(key: ApiKey | None) -> Iterator[None]:
    """Have what is done within logged as done with this key, by the person who made it."""
    before = _key.set(key)
    try:
        yield
    finally:
        _key.reset(before)


def act_with(key: ApiKey) -> None:
    """The same until the end of the `acting_with` around it, where the key is found later."""
    _key.set(key)


def current_key() -> ApiKey | None:
    return _key.get()


def record(
    *,
    actor: User | None,
    action: str,
    subject: models.Model | Several,
    now: datetime,
    before: str = "",
    after: str = "",
    reason: str = "",
) -> AuditEntry:
    """Log an action; call it in the transaction of the action.

    Args:
        actor: who did it; None is the system itself.
        action: the action as an imperative, such as "publish".
        subject: the row or rows; its name is stored as it is now.
        now: the time.
        before: the state the subject was in.
        after: the state it is in now.
        reason: why.
    """
    model = (
        subject.model if isinstance(subject, Several) else subject.__class__
    )  # also right for a lazy object
    return AuditEntry.objects.create(
        at=now,
        actor=actor,
        key=current_key(),
        action=action,
        subject_type=model._meta.model_name or "",
        subject_id="" if isinstance(subject, Several) else str(subject.pk),
        subject=str(subject)[:_LONGEST_SUBJECT],
        before=before,
        after=after,
        reason=reason,
    )
