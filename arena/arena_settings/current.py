"""The settings as they are now: defaults, the database's row over them, the environment over both.

The row is read once a second by each process, so what another process changes holds within a
second, and no match and no vote waits for a query.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from django.conf import settings

from arena.models import (
    ArenaSettings,
    BrieflyKept,
    NameAuthors,
    PublishDumps,
    ReasoningTraces,
    ResponsesPublic,
)


@dataclass(frozen=True, slots=True)
class ChosenSettings:
    """Each setting with its type; the values here are the defaults."""

    name_authors: NameAuthors = NameAuthors.AFTER_EACH_VOTE
    session_votes: int = 10
    responses_public: ResponsesPublic = ResponsesPublic.NOW
    reasoning_traces: ReasoningTraces = ReasoningTraces.FOLDED
    proof_above_matches_per_minute: int = 0
    instructions: str = ""
    publish_dumps: PublishDumps = PublishDumps.NIGHTLY


DEFAULTS = ChosenSettings()
_TYPES = {field.name: type(getattr(DEFAULTS, field.name)) for field in fields(ChosenSettings)}
_VARIABLES = {name: name.upper() for name in ArenaSettings.NAMES}


def current_settings() -> ChosenSettings:
    """What holds now, at most a second old."""
    given = from_environment()
    return _with(_stored.current(), given) if given else _stored.current()


def from_environment() -> dict[str, Any]:
    """The settings that a variable of the same name, in capitals, has set."""
    values = {name: getattr(settings, variable) for name, variable in _VARIABLES.items()}
    return {name: value for name, value in values.items() if value is not None}


def forget_settings() -> None:
    """Have this process read the row again when it is next asked for."""
    _stored.forget()


def _with(chosen: ChosenSettings, values: Mapping[str, Any]) -> ChosenSettings:
    return replace(chosen, **{name: _TYPES[name](value) for name, value in values.items()})


_stored = BrieflyKept(lambda: _with(DEFAULTS, ArenaSettings.objects.stored()))
