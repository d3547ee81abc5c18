"""Acting on many rows of a list: what would change is shown first, then each is done by itself."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext, ngettext

from arena.errors import ArenaError
from leaderboard.desk.searches import (
    ChallengeSearchForm,
    LeakSearchForm,
    ModelSearchForm,
    ResponseSearchForm,
    SearchForm,
)
from leaderboard.queue import (
    CHALLENGE_ACTIONS,
    LEAK_ACTIONS,
    MODEL_ACTIONS,
    RESPONSE_ACTIONS,
    Action,
    Signed,
    perform,
)

# Rows changed by one press of the button: each is a transaction of its own, and somebody waits.
MOST_AT_ONCE = 500
# Rows named before it is done, and in one message.
MOST_LISTED = 20
MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class DeskTable:
    """A list of the desk: where it is, how it is searched, and what can be done to its rows."""

    name: str
    search: type[SearchForm]
    actions: Sequence[Action]

    @property
    def address(self) -> str:
        return f"desk:{self.name}"


TABLES = {
    table.name: table
    for table in (
        DeskTable("challenges", ChallengeSearchForm, CHALLENGE_ACTIONS),
        DeskTable("responses", ResponseSearchForm, RESPONSE_ACTIONS),
        DeskTable("leaks", LeakSearchForm, LEAK_ACTIONS),
        DeskTable("models", ModelSearchForm, MODEL_ACTIONS),
    )
}


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be done: `number` of `rows` change; `unfit` others are in no state for it."""

    action: Action
    rows: QuerySet[Any]
    number: int
    unfit: int

    @property
    def listed(self) -> list[Model]:
        return list(self.rows[:MOST_LISTED])

    @property
    def unlisted(self) -> int:
        return max(self.at_once - MOST_LISTED, 0)

    @property
    def at_once(self) -> int:
        return min(self.number, MOST_AT_ONCE)

    @property
    def later(self) -> int:
        """Rows left for the next press of the button."""
        return self.number - self.at_once


def plan(action: Action, chosen: QuerySet[Any]) -> Plan:
    fit = chosen.filter(action.applies)
    number = fit.count()
    return Plan(action, fit, number, chosen.count() - number)


@dataclass(slots=True)
class Done:
    """How many rows were changed, and which were refused, by the sentence of the refusal."""

    changed: int = 0
    refused: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def refusals(self) -> Iterator[str]:
        """One sentence for all rows refused for the same reason."""
        for sentence, names in self.refused.items():
            yield f"{_some_of(names)}: {sentence}"


def do_to_each(action: Action, rows: Iterable[Any], *, reason: str, by: Signed) -> Done:
    """Each by itself, so that one refusal holds up no other."""
    done = Done()
    for row in rows:
        try:
            perform(action, row, reason=reason, by=by)
        except ArenaError as refusal:
            done.refused[str(refusal)].append(str(row))
        else:
            done.changed += 1
    return done


def _some_of(names: Sequence[str]) -> str:
    more = len(names) - MOST_NAMED
    some = ", ".join(names[:MOST_NAMED])
    if more <= 0:
        return some
    others = ngettext("%(number)d more", "%(number)d more", more) % {"number": more}
    return gettext("%(names)s and %(others)s") % {"names": some, "others": others}
