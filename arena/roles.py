"""Which actions of the staff need which permission, and which role has it.

A role is a group of Django's; whoever is in none may do nothing, a superuser everything. The verbs
ask, so a page that forgot to hide a button hides nothing but a refusal.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

from django.contrib.auth.models import User
from django.utils.translation import gettext_lazy as _

from arena.errors import NotPermitted

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Right(StrEnum):
    """What a person may be allowed to do; the value is the name of Django's permission."""

    READ_DESK = "arena.read_desk"
    EXPORT_AUDIT = "arena.export_audit"
    REVIEW_CHALLENGES = "arena.review_challenge"
    MANAGE_COMPETITORS = "arena.manage_competitor"
    LOAD_CONTENT = "arena.load_content"
    JUDGE_RESPONSES = "arena.judge_response"
    EXCLUDE_VOTES = "arena.exclude_vote"
    JUDGE_VOTERS = "arena.judge_voter"
    DECIDE_REPORTS = "arena.decide_report"

    @property
    def codename(self) -> str:
        return self.value.partition(".")[2]


class Role(StrEnum):
    """The name of a group that a migration makes."""

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
        }
    ),
    Role.ANALYST: frozenset({Right.READ_DESK, Right.EXPORT_AUDIT}),
}

ROLE_NAMES: "Mapping[Role, _StrPromise]" = {
    Role.EDITOR: _("Editor"),
    Role.MODERATOR: _("Moderator"),
    Role.ANALYST: _("Analyst"),
}


def require(actor: User | None, right: Right) -> None:
    """Let the action go on; the machine itself, which is None, may do everything.

    Raises:
        NotPermitted: `actor` is somebody without this right.
    """
    if actor is not None and not actor.has_perm(right.value):
        raise NotPermitted
