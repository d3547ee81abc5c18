"""What can be decided about an item of the queue, and doing it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from arena.errors import NothingToDo
from arena.models import (
    BulkAction,
    Challenge,
    ChallengeState,
    ContentImport,
    ImportState,
    Item,
    Leak,
    Report,
    Response,
    Voter,
)
from arena.moderation import (
    carry_on,
    check_free,
    dismiss_reports,
    drop_import,
    uphold_reports,
)
from arena.roles import Right
from leaderboard.models import Suspicion
from leaderboard.queue.actions import (
    LEAK_ACTIONS,
    PUBLISH,
    REJECT,
    SEND_BACK,
    Action,
    Signed,
    perform,
)
from leaderboard.reviews import clear_voter, confirm_voter


@dataclass(frozen=True, slots=True)
class Opened:
    """An item with all that belongs to it; `is_open` unless it was decided meanwhile."""

    item: Item
    key: str
    title: str
    subject: Any
    is_open: bool

    @property
    def name(self) -> str:
        return f"{self.item.value}:{self.key}"

    @property
    def actions(self) -> Sequence[Action]:
        return ACTIONS[self.item]


@dataclass(frozen=True, slots=True)
class Reported:
    """Reports on one thing."""

    challenge: Challenge
    response: Response | None
    reports: Sequence[Report]


def open_item(item: Item, key: str) -> Opened | None:
    """The item, or None if there never was one with this key."""
    return _FINDERS[item](key)


def decide(opened: Opened, name: str, *, reason: str, by: Signed) -> None:
    """Do the action of this name.

    Raises:
        NothingToDo: there is no such action.
        ClaimedByAnother: somebody else is working on it.
        ArenaError: what the verb refuses.
    """
    action = next((each for each in opened.actions if each.name == name), None)
    if action is None:
        raise NothingToDo
    check_free(item=opened.item, key=opened.key, **by)
    perform(action, opened.subject, reason=reason, by=by)


def _submission(key: str) -> Opened | None:
    rows = Challenge.objects.select_related("category", "submission", "submitted_by", "supersedes")
    row = rows.filter(pk=_number(key)).first()
    if row is None:
        return None
    return Opened(Item.SUBMISSION, key, row.title, row, row.state == ChallengeState.SUBMITTED)


def _report(key: str) -> Opened | None:
    kind, number = key[:1], _number(key[1:])
    challenge: Challenge | None
    if kind == "r":
        rows = Response.objects.select_related("challenge__category", "competitor", "withdrawal")
        response = rows.filter(pk=number).first()
        challenge = response.challenge if response else None
    else:
        response = None
        challenge = Challenge.objects.select_related("category").filter(pk=number).first()
    if challenge is None:
        return None
    reports = list(Report.objects.on(challenge, response).order_by("-id")[:50])
    subject = Reported(challenge, response, reports)
    title = str(response or challenge)
    return Opened(Item.REPORT, key, title, subject, any(r.state == "open" for r in reports))


def _leak(key: str) -> Opened | None:
    rows = Leak.objects.select_related(
        "response__challenge__category", "response__competitor", "response__withdrawal"
    )
    row = rows.filter(pk=_number(key)).first()
    if row is None:
        return None
    return Opened(Item.LEAK, key, str(row.response), row, row.state == "open")


def _voter(key: str) -> Opened | None:
    try:
        row = Voter.objects.filter(pk=UUID(key)).first()
    except ValueError:
        return None
    if row is None:
        return None
    is_open = Suspicion.objects.open().filter(voter=row).exists()
    title = gettext("Voter %(id)s") % {"id": key[:8]}
    return Opened(Item.VOTER, key, title, row, is_open)


def _content(key: str) -> Opened | None:
    row = ContentImport.objects.select_related("begun_by").filter(pk=_number(key)).first()
    if row is None:
        return None
    return Opened(Item.CONTENT, key, str(row), row, row.state == ImportState.FAILED)


def _number(key: str) -> int:
    """Of a row; 0 is none."""
    return int(key) if key.isdecimal() and len(key) < 19 else 0  # noqa: PLR2004 - fits a bigint


_FINDERS: Mapping[Item, Callable[[str], Opened | None]] = {
    Item.SUBMISSION: _submission,
    Item.REPORT: _report,
    Item.LEAK: _leak,
    Item.VOTER: _voter,
    Item.CONTENT: _content,
}


def _clear_voter(voter: Voter, reason: str, by: Signed) -> None:
    _first_step(clear_voter(voter=voter, reason=reason, **by))


def _confirm_voter(voter: Voter, reason: str, by: Signed) -> None:
    _first_step(confirm_voter(voter=voter, reason=reason, **by))


def _first_step(bulk: BulkAction | None) -> None:
    if bulk is not None:  # as many as a step holds at once; the worker does the rest
        carry_on(bulk, clock=timezone.now, is_enough=lambda: True)


def _about(subject: Reported) -> dict[str, Any]:
    return {"challenge": subject.challenge, "response": subject.response}


# The first of each kind is what the key "a" and a bulk "accept" do; "reject" is the same for "r".
ACTIONS: Mapping[Item, Sequence[Action]] = {
    Item.SUBMISSION: (
        replace(PUBLISH, name="accept", key="a"),
        replace(SEND_BACK, name="back", key="b"),
        replace(REJECT, name="reject", key="r"),
    ),
    Item.REPORT: (
        Action(
            "accept",
            _("Uphold and take it out of matches"),
            Right.DECIDE_REPORTS,
            lambda subject, reason, by: uphold_reports(**_about(subject), reason=reason, **by),
            key="a",
            reason=_("It is as reported."),
            done=_("Upheld and taken out of matches"),
        ),
        Action(
            "reject",
            _("Dismiss"),
            Right.DECIDE_REPORTS,
            lambda subject, reason, by: dismiss_reports(**_about(subject), reason=reason, **by),
            key="r",
            reason=_("There is nothing wrong with it."),
            done=_("Dismissed"),
        ),
    ),
    Item.LEAK: LEAK_ACTIONS,
    Item.VOTER: (
        Action(
            "accept",
            _("Confirm, exclude all votes, block"),
            Right.JUDGE_VOTERS,
            _confirm_voter,
            key="a",
            reason=_("These votes are not honest."),
            done=_("Confirmed, all votes excluded, blocked"),
        ),
        Action(
            "reject",
            _("Clear"),
            Right.JUDGE_VOTERS,
            _clear_voter,
            key="r",
            reason=_("Nothing speaks against this voter."),
            done=_("Cleared"),
        ),
    ),
    Item.CONTENT: (
        Action(
            "reject",
            _("Drop the import"),
            Right.LOAD_CONTENT,
            lambda subject, reason, by: drop_import(content_import=subject, reason=reason, **by),
            key="r",
            reason=_("It is not needed."),
            done=_("The import was dropped"),
        ),
    ),
}
