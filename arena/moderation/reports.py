"""Deciding what visitors reported."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext

from arena import audit
from arena.errors import NothingToDo
from arena.models import (
    Challenge,
    ChallengeState,
    Report,
    Response,
    ReviewState,
    Withdrawal,
)
from arena.moderation import challenge as of_challenge
from arena.moderation import response as of_response
from arena.moderation.reason import stated
from arena.roles import Right, require


@transaction.atomic
def dismiss_reports(
    *,
    challenge: Challenge,
    response: Response | None,
    reason: str,
    actor: User | None,
    now: datetime,
) -> int:
    """Close the open reports on this response, or on the challenge itself, and change nothing
    else; says how many there were.

    Raises:
        NotPermitted: the actor's role does not allow it.
        ReasonMissing: the reason is empty.
        NothingToDo: none is open.
    """
    return _decide(challenge, response, ReviewState.DISMISSED, reason, actor, now)


@transaction.atomic
def uphold_reports(
    *,
    challenge: Challenge,
    response: Response | None,
    reason: str,
    actor: User | None,
    now: datetime,
) -> int:
    """Close the open reports and act on them: the response is withdrawn, or the challenge retired,
    unless it is already. Says how many reports there were.

    Raises:
        NotPermitted: the actor's role does not allow it.
        ReasonMissing: the reason is empty.
        NothingToDo: none is open.
    """
    count = _decide(challenge, response, ReviewState.UPHELD, reason, actor, now)
    reason = stated(reason)
    if response is None:
        if Challenge.objects.filter(pk=challenge.pk, state=ChallengeState.PUBLISHED).exists():
            of_challenge.take_out(challenge=challenge, reason=reason, actor=actor, now=now)
    elif not Withdrawal.objects.filter(response=response).exists():
        of_response.take_out(response=response, reason=reason, actor=actor, now=now)
    return count


def _decide(
    challenge: Challenge,
    response: Response | None,
    state: ReviewState,
    reason: str,
    actor: User | None,
    now: datetime,
) -> int:
    require(actor, Right.DECIDE_REPORTS)
    reason = stated(reason)
    reports = Report.objects.open().on(challenge, response)
    count = reports.update(state=state, decided_by=actor, decided_at=now, decision=reason)
    if not count:
        raise NothingToDo(gettext("There is no open report on this."))
    audit.record(
        actor=actor,
        action="decide reports",
        subject=response or challenge,
        before=ReviewState.OPEN.value,
        after=state.value,
        reason=reason,
        now=now,
    )
    return count
