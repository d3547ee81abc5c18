"""A challenge's way through its states, each step taken by a person."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from arena import audit
from arena.errors import MoveNotAllowed, OwnSubmission
from arena.models import ALLOWED_MOVES, Challenge, ChallengeState, PoolVersion
from arena.moderation.reason import stated


@transaction.atomic
def submit_challenge(*, challenge: Challenge, actor: User | None, now: datetime) -> Challenge:
    """Ask for a draft to be reviewed; `actor` becomes the one who submitted it.

    Raises:
        MoveNotAllowed: it is no draft.
    """
    return _move(
        _locked(challenge),
        "submit",
        ChallengeState.SUBMITTED,
        actor=actor,
        now=now,
        submitted_by=actor,
    )


@transaction.atomic
def publish_challenge(*, challenge: Challenge, actor: User | None, now: datetime) -> Challenge:
    """Let matches be made of a submitted or a retired challenge.

    Raises:
        OwnSubmission: `actor` is the one who submitted it.
        MoveNotAllowed: it is neither submitted nor retired.
    """
    challenge = _locked(challenge)
    if actor is not None and challenge.submitted_by_id == actor.pk:
        raise OwnSubmission
    published = _move(
        challenge,
        "publish",
        ChallengeState.PUBLISHED,
        actor=actor,
        now=now,
        published_at=challenge.published_at or now,
    )
    PoolVersion.objects.advance()
    return published


@transaction.atomic
def send_back_challenge(
    *, challenge: Challenge, note: str, actor: User | None, now: datetime
) -> Challenge:
    """Make a submitted or a rejected challenge a draft again and say what to change.

    Raises:
        ReasonMissing: the note is empty.
        MoveNotAllowed: it is neither submitted nor rejected.
    """
    note = stated(note)
    return _move(
        _locked(challenge),
        "send back",
        ChallengeState.DRAFT,
        actor=actor,
        now=now,
        reason=note,
        note=note,
    )


@transaction.atomic
def reject_challenge(
    *, challenge: Challenge, reason: str, actor: User | None, now: datetime
) -> Challenge:
    """Refuse a submitted challenge; the submitter finds the reason in its note.

    Raises:
        ReasonMissing: the reason is empty.
        MoveNotAllowed: it is not submitted.
    """
    reason = stated(reason)
    return _move(
        _locked(challenge),
        "reject",
        ChallengeState.REJECTED,
        actor=actor,
        now=now,
        reason=reason,
        note=reason,
    )


@transaction.atomic
def retire_challenge(
    *, challenge: Challenge, reason: str, actor: User | None, now: datetime
) -> Challenge:
    """Make no more matches of a published challenge. Its votes go on counting, and matches that
    are open may still be voted on.

    Raises:
        ReasonMissing: the reason is empty.
        MoveNotAllowed: it is not published.
    """
    reason = stated(reason)
    retired = _move(
        _locked(challenge), "retire", ChallengeState.RETIRED, actor=actor, now=now, reason=reason
    )
    PoolVersion.objects.advance()
    return retired


def _locked(challenge: Challenge) -> Challenge:
    """The challenge as it is now, and stays until this transaction ends.

    The weaker lock lets matches and votes that point to it go on.
    """
    return Challenge.objects.select_for_update(no_key=True).get(pk=challenge.pk)


def _move(
    challenge: Challenge,
    deed: str,
    to: ChallengeState,
    *,
    actor: User | None,
    now: datetime,
    reason: str = "",
    **changes: Any,
) -> Challenge:
    before = ChallengeState(challenge.state)
    if to not in ALLOWED_MOVES[before]:
        raise MoveNotAllowed(f"A challenge that is {before.value} cannot become {to.value}.")
    for name, value in {"state": to, **changes}.items():
        setattr(challenge, name, value)
    challenge.save(update_fields=["state", *changes])
    audit.record(
        actor=actor, deed=deed, subject=challenge, before=before, after=to, reason=reason, now=now
    )
    return challenge
