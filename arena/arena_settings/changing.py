"""Changing one setting in the database, with an audit entry."""

from datetime import datetime
from typing import Any, cast

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.text import Truncator

from arena import audit
from arena.arena_settings.current import forget_settings
from arena.arena_settings.describing import allowed_values, field_of
from arena.errors import SettingRefused
from arena.models import LONGEST_STATE, UNSET, ArenaSettings

_DEFAULT = "default"


def change_setting(*, name: str, value: str, actor: User | None, now: datetime) -> None:
    """Store a value, which holds unless the environment sets another.

    Raises:
        SettingRefused: there is no such setting, or it does not take this value.
    """
    field = field_of(name)
    try:
        cleaned = None if value in UNSET else field.clean(value, None)
    except ValidationError:
        cleaned = None
    if cleaned is None:
        raise SettingRefused(f"{name} must be {allowed_values(field)}, not {value!r}.")
    _store(name, cleaned, actor=actor, now=now)


def reset_setting(*, name: str, actor: User | None, now: datetime) -> None:
    """Remove the stored value, so that the default holds unless the environment sets another.

    Raises:
        SettingRefused: there is no such setting.
    """
    field = field_of(name)
    _store(name, None if field.null else "", actor=actor, now=now)


def _store(name: str, value: Any, *, actor: User | None, now: datetime) -> None:
    with transaction.atomic():
        ArenaSettings.objects.get_or_create(id=ArenaSettings.ONLY)
        row = ArenaSettings.objects.select_for_update().get(id=ArenaSettings.ONLY)
        before = getattr(row, name)
        if before != value:
            setattr(row, name, value)
            row.save(update_fields=[name])
            audit.record(
                actor=actor,
                action="change settings",
                subject=cast("models.Model", row),
                before=_stated(name, before),
                after=_stated(name, value),
                now=now,
            )
    forget_settings()


def _stated(name: str, value: Any) -> str:
    stated = f"{name}: {_DEFAULT if value in UNSET else value}"
    return Truncator(stated).chars(LONGEST_STATE)
