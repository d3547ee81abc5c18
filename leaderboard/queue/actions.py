"""What the staff can do to challenges, responses and models, to one or to many."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypedDict

from django.contrib.auth.models import User
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from arena.models import (
    ALLOWED_MOVES,
    Challenge,
    ChallengeState,
    Competitor,
    Leak,
    Response,
    ReviewState,
)
from arena.moderation import (
    bring_back_competitor,
    clear_leak,
    confirm_leak,
    found_words,
    mask_response,
    publish_challenge,
    reject_challenge,
    restore_response,
    retire_challenge,
    retire_competitor,
    send_back_challenge,
    submit_challenge,
    withdraw_response,
)
from arena.roles import Right, require

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Signed(TypedDict):
    """Who does an action, and when; as verbs take it."""

    actor: User
    now: datetime


type Do = Callable[[Any, str, Signed], object]

_TO_ALL = Q()


@dataclass(frozen=True, slots=True)
class Action:
    """Something the staff can do to one thing.

    Attributes:
        name: as forms send it.
        label: as buttons say it.
        done: as a message says it afterwards.
        right: who may do it.
        do: does it to a thing, for a reason, signed.
        key: the key that presses its button.
        reason: what is recorded unless somebody says more.
        needs_reason: whether the verb refuses an empty reason.
        effect: what follows, in a sentence, shown before it is done.
        applies: which rows of the table are in a state for it.
    """

    name: str
    label: "_StrPromise"
    right: Right
    do: Do
    done: "_StrPromise"
    key: str = ""
    reason: "_StrPromise | str" = ""
    needs_reason: bool = True
    effect: "_StrPromise | str" = ""
    applies: Q = _TO_ALL


def perform(action: Action, subject: Any, *, reason: str, by: Signed) -> None:
    """Do it. The right is asked for here, too, because not every verb is for the staff alone.

    Raises:
        NotPermitted: the actor's role does not allow it.
        ArenaError: what the verb refuses.
    """
    require(by["actor"], action.right)
    action.do(subject, reason, by)


def _before(state: ChallengeState) -> Q:
    """Challenges that may move to this state."""
    return Q(state__in=[each for each, allowed in ALLOWED_MOVES.items() if state in allowed])


def _submit(challenge: Challenge, _reason: str, by: Signed) -> None:
    submit_challenge(challenge=challenge, **by)


def _publish(challenge: Challenge, _reason: str, by: Signed) -> None:
    publish_challenge(challenge=challenge, **by)


def _send_back(challenge: Challenge, reason: str, by: Signed) -> None:
    send_back_challenge(challenge=challenge, note=reason, **by)


def _reject(challenge: Challenge, reason: str, by: Signed) -> None:
    reject_challenge(challenge=challenge, reason=reason, **by)


def _retire_challenge(challenge: Challenge, reason: str, by: Signed) -> None:
    retire_challenge(challenge=challenge, reason=reason, **by)


def _withdraw(response: Response, reason: str, by: Signed) -> None:
    withdraw_response(response=response, reason=reason, **by)


def _restore(response: Response, reason: str, by: Signed) -> None:
    restore_response(response=response, reason=reason, **by)


def _clear_leak(leak: Leak, reason: str, by: Signed) -> None:
    clear_leak(leak=leak, reason=reason, **by)


def _confirm_leak(leak: Leak, reason: str, by: Signed) -> None:
    confirm_leak(leak=leak, reason=reason, **by)


def _mask_leak(leak: Leak, reason: str, by: Signed) -> None:
    mask_response(response=leak.response, words=found_words(leak), reason=reason, **by)


def _retire_model(competitor: Competitor, reason: str, by: Signed) -> None:
    retire_competitor(competitor=competitor, reason=reason, **by)


def _bring_back(competitor: Competitor, reason: str, by: Signed) -> None:
    bring_back_competitor(competitor=competitor, reason=reason, **by)


SUBMIT = Action(
    "submit",
    _("Submit for review"),
    Right.REVIEW_CHALLENGES,
    _submit,
    needs_reason=False,
    effect=_("It waits in the queue, and somebody else has to publish it."),
    applies=_before(ChallengeState.SUBMITTED),
    done=_("Submitted for review"),
)
PUBLISH = Action(
    "publish",
    _("Publish"),
    Right.REVIEW_CHALLENGES,
    _publish,
    needs_reason=False,
    effect=_("Matches show it from now on. What it is a new version of retires."),
    applies=_before(ChallengeState.PUBLISHED),
    done=_("Published"),
)
SEND_BACK = Action(
    "send_back",
    _("Send back"),
    Right.REVIEW_CHALLENGES,
    _send_back,
    effect=_("It is a draft again. The submitter reads the reason on the private link."),
    applies=_before(ChallengeState.DRAFT),
    done=_("Sent back"),
)
REJECT = Action(
    "reject",
    _("Reject"),
    Right.REVIEW_CHALLENGES,
    _reject,
    effect=_("It is not published. The submitter reads the reason on the private link."),
    applies=_before(ChallengeState.REJECTED),
    done=_("Rejected"),
)
RETIRE_CHALLENGE = Action(
    "retire",
    _("Retire"),
    Right.REVIEW_CHALLENGES,
    _retire_challenge,
    effect=_(
        "No new match shows it. Its votes still count. Open matches may be voted on, unless this "
        "makes its responses public."
    ),
    applies=_before(ChallengeState.RETIRED),
    done=_("Retired"),
)
WITHDRAW = Action(
    "withdraw",
    _("Withdraw"),
    Right.JUDGE_RESPONSES,
    _withdraw,
    effect=_(
        "No match shows it any more, and open matches that show it end. Its votes still count."
    ),
    applies=Q(withdrawal__isnull=True),
    done=_("Withdrawn"),
)
RESTORE = Action(
    "restore",
    _("Restore"),
    Right.JUDGE_RESPONSES,
    _restore,
    effect=_("Matches may show it again."),
    applies=Q(withdrawal__isnull=False),
    done=_("Restored"),
)
CONFIRM_LEAK = Action(
    "accept",
    _("Withdraw the response"),
    Right.JUDGE_RESPONSES,
    _confirm_leak,
    key="a",
    reason=_("It reveals who wrote it."),
    effect=_("No match shows it. Its votes still count, and it can be restored."),
    applies=Q(state=ReviewState.OPEN),
    done=_("The response was withdrawn"),
)
CLEAR_LEAK = Action(
    "reject",
    _("Let it into matches"),
    Right.JUDGE_RESPONSES,
    _clear_leak,
    key="r",
    reason=_("It does not reveal who wrote it."),
    effect=_("Matches show it as it is."),
    applies=Q(state=ReviewState.OPEN),
    done=_("Let into matches"),
)
MASK_LEAK = Action(
    "mask",
    _("Mask what was found"),
    Right.JUDGE_RESPONSES,
    _mask_leak,
    key="m",
    reason=_("The words marked reveal who wrote it."),
    effect=_("Matches show it with the words that were found as ▮▮▮, until that is undone."),
    applies=Q(state=ReviewState.OPEN),
    done=_("What was found is masked"),
)
RETIRE_MODEL = Action(
    "retire",
    _("Retire"),
    Right.MANAGE_COMPETITORS,
    _retire_model,
    effect=_("No new match shows its responses. Its votes still count, and its pages stay."),
    applies=Q(retired_at__isnull=True),
    done=_("Retired"),
)
BRING_BACK = Action(
    "bring_back",
    _("Bring back"),
    Right.MANAGE_COMPETITORS,
    _bring_back,
    effect=_("Matches show its responses again."),
    applies=Q(retired_at__isnull=False, merged_into__isnull=True),
    done=_("Brought back"),
)

CHALLENGE_ACTIONS: Sequence[Action] = (SUBMIT, PUBLISH, SEND_BACK, REJECT, RETIRE_CHALLENGE)
RESPONSE_ACTIONS: Sequence[Action] = (WITHDRAW, RESTORE)
LEAK_ACTIONS: Sequence[Action] = (CONFIRM_LEAK, CLEAR_LEAK, MASK_LEAK)
MODEL_ACTIONS: Sequence[Action] = (RETIRE_MODEL, BRING_BACK)
