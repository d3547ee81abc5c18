"""Each setting with its value, where that comes from, and what it means."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast

from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models

from arena.arena_settings.current import current_settings, from_environment
from arena.errors import SettingRefused
from arena.models import ArenaSettings

type Field = models.Field[Any, Any]


class Source(StrEnum):
    DEFAULT = "default"
    DATABASE = "database"
    ENVIRONMENT = "environment"


@dataclass(frozen=True, slots=True)
class Described:
    name: str
    value: Any
    source: Source
    meaning: str
    allowed: str


def describe_settings() -> Sequence[Described]:
    """All settings, the database's row read anew."""
    stored, given, current = ArenaSettings.objects.stored(), from_environment(), current_settings()
    described = []
    for name in ArenaSettings.NAMES:
        field = field_of(name)
        source = Source.DATABASE if name in stored else Source.DEFAULT
        described.append(
            Described(
                name=name,
                value=getattr(current, name),
                source=Source.ENVIRONMENT if name in given else source,
                meaning=str(field.help_text),
                allowed=allowed_values(field),
            )
        )
    return described


def field_of(name: str) -> Field:
    """The column of a setting.

    Raises:
        SettingRefused: there is no such setting.
    """
    if name not in ArenaSettings.NAMES:
        known = ", ".join(ArenaSettings.NAMES)
        raise SettingRefused(f"There is no setting {name!r}. There are: {known}.")
    field: Any = ArenaSettings._meta.get_field(name)
    return cast("Field", field)


def allowed_values(field: Field) -> str:
    """What a setting may be, such as "one of now, when_retired"."""
    if field.choices:
        return "one of " + ", ".join(str(value) for value, _ in field.choices)
    limits = {
        type(each): each.limit_value for each in field.validators if hasattr(each, "limit_value")
    }
    if MaxLengthValidator in limits:
        return f"a text of at most {limits[MaxLengthValidator]:,} characters, in Markdown"
    return f"a whole number from {limits[MinValueValidator]} to {limits[MaxValueValidator]}"
