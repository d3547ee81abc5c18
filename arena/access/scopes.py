"""What a key may be used for."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

from django.contrib.auth.models import User
from django.utils.translation import gettext_lazy as _

from arena.roles import Right

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Scope(StrEnum):
    CONTENT_READ = "content:read"
    CONTENT_WRITE = "content:write"
    VOTES_READ = "votes:read"
    VOTES_WRITE = "votes:write"
    QUEUE_READ = "queue:read"
    QUEUE_WRITE = "queue:write"


SCOPE_NAMES: "Mapping[Scope, _StrPromise]" = {
    Scope.CONTENT_READ: _("Read challenges, models, responses and imports, public or not"),
    Scope.CONTENT_WRITE: _("Add and change challenges, models and responses, and import files"),
    Scope.VOTES_READ: _("Read votes, and what excluding them would change"),
    Scope.VOTES_WRITE: _("Exclude and reinstate votes"),
    Scope.QUEUE_READ: _("Read what waits in the queue"),
    Scope.QUEUE_WRITE: _("Decide what waits in the queue"),
}

# Whoever makes a key needs one of these rights for a scope; each action then asks for its own.
NEEDED: Mapping[Scope, frozenset[Right]] = {
    Scope.CONTENT_READ: frozenset({Right.READ_DESK}),
    Scope.CONTENT_WRITE: frozenset(
        {
            Right.REVIEW_CHALLENGES,
            Right.MANAGE_COMPETITORS,
            Right.LOAD_CONTENT,
            Right.JUDGE_RESPONSES,
        }
    ),
    Scope.VOTES_READ: frozenset({Right.READ_DESK}),
    Scope.VOTES_WRITE: frozenset({Right.EXCLUDE_VOTES}),
    Scope.QUEUE_READ: frozenset({Right.READ_DESK}),
    Scope.QUEUE_WRITE: frozenset(
        {
            Right.REVIEW_CHALLENGES,
            Right.LOAD_CONTENT,
            Right.JUDGE_RESPONSES,
            Right.JUDGE_VOTERS,
            Right.DECIDE_REPORTS,
        }
    ),
}


def scopes_open_to(person: User) -> list[Scope]:
    """Those that a key of this person may have."""
    return [scope for scope in Scope if has_any(person, NEEDED[scope])]


def has_any(person: User, rights: Iterable[Right]) -> bool:
    return any(person.has_perm(right.value) for right in rights)
