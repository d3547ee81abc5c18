"""Permissions of staff actions, and the roles that have them.

A role is a Django group; staff without a role may do nothing, superusers everything. The operations
check permissions themselves, whatever buttons a page shows.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.models import User
from django.utils.translation import gettext_lazy as _

from arena.errors import NotPermitted

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Right(StrEnum):
    """A right of staff; the value is the name of its Django permission."""

    READ_DESK = "arena.read_desk"
    EXPORT_AUDIT = "arena.export_audit"
    REVIEW_CHALLENGES = "arena.review_challenge"
    MANAGE_COMPETITORS = "arena.manage_competitor"
    LOAD_CONTENT = "arena.load_content"
    JUDGE_RESPONSES = "arena.judge_response"
    EXCLUDE_VOTES = "arena.exclude_vote"
    JUDGE_VOTERS = "arena.judge_voter"
    DECIDE_REPORTS = "arena.decide_report"
    MANAGE_KEYS = "arena.manage_key"
    MANAGE_WEBHOOKS = "arena.manage_webhook"

    @property
    def codename(self) -> str:
        return self.value.partition(".")[2]


class Role(StrEnum):
    """A role; the value is the name of a group that a migration creates."""

    EDITOR = "editor"
    MODERATOR = "moderator"
    ANALYST = "analyst"


RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.EDITOR: frozenset(
        {
            Right.READ_DESK,
            Right.REVIEW_CHALLENGES,
            Right.MANAGE_COMPETITORS,
            Right.LOAD_CONTENT,
            Right.JUDGE_RESPONSES,
            Right.MANAGE_KEYS,
            Right.MANAGE_WEBHOOKS,
        }
    ),
    Role.MODERATOR: frozenset(
        {
            Right.READ_DESK,
            Right.EXPORT_AUDIT,
            Right.JUDGE_RESPONSES,
            Right.EXCLUDE_VOTES,
            Right.JUDGE_VOTERS,
            Right.DECIDE_REPORTS,
            Right.MANAGE_KEYS,
        }
    ),
    Role.ANALYST: frozenset({Right.READ_DESK, Right.EXPORT_AUDIT, Right.MANAGE_KEYS}),
}

ROLE_NAMES: "Mapping[Role, _StrPromise]" = {
    Role.EDITOR: _("Editor"),
    Role.MODERATOR: _("Moderator"),
    Role.ANALYST: _("Analyst"),
}


def require(actor: User | None, right: Right) -> None:
    """Check that the actor has the right; None, the system itself, has all.

    Raises:
        NotPermitted: `actor` is somebody without this right.
    """
    if actor is not None and not actor.has_perm(right.value):
        raise NotPermitted


def needs_second_step(person: User) -> bool:
    """Whether this member of the staff may do nothing without a second step of signing in.

    A superuser may do what every role may, so is one of whichever role is named.
    """
    required = settings.REQUIRE_SECOND_STEP
    if not required or "all" in required or person.is_superuser:
        return bool(required)
    return person.groups.filter(name__in=required).exists()
