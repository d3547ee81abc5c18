"""A challenge's way through its states, each step taken by a person."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.shortcuts import resolve_url

from arena import audit, webhooks
from arena.errors import MoveNotAllowed, OwnSubmission
from arena.models import (
    ALLOWED_MOVES,
    Challenge,
    ChallengeState,
    Ending,
    HookEvent,
    Match,
    PoolVersion,
    ResponsesPublic,
)
from arena.moderation.reason import stated
from arena.roles import Right, require
from arena.visibility import rule_of


@transaction.atomic
def submit_challenge(*, challenge: Challenge, actor: User | None, now: datetime) -> Challenge:
    """Ask for a draft to be reviewed; `actor` becomes the one who submitted it.

    Raises:
        MoveNotAllowed: it is no draft.
    """
    submitted = _move(
        _locked(challenge),
        "submit",
        ChallengeState.SUBMITTED,
        actor=actor,
        now=now,
        submitted_by=actor,
    )
    queue = f"{settings.SITE_URL}{resolve_url(settings.LOGIN_REDIRECT_URL)}"
    told = {"title": submitted.title, "url": queue}
    webhooks.announce(HookEvent.SUBMISSION_WAITING, told, now=now)
    return submitted


@transaction.atomic
def publish_challenge(*, challenge: Challenge, actor: User | None, now: datetime) -> Challenge:
    """Let matches be made of a submitted or a retired challenge. What it is a new wording of
    retires.

    Raises:
        NotPermitted: the actor's role does not allow it.
        OwnSubmission: `actor` is the one who submitted it.
        MoveNotAllowed: it is neither submitted nor retired.
    """
    require(actor, Right.REVIEW_CHALLENGES)
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
    _retire_earlier(published, actor=actor, now=now)
    PoolVersion.objects.advance()
    return published


def _retire_earlier(challenge: Challenge, *, actor: User | None, now: datetime) -> None:
    if challenge.supersedes_id is None:
        return
    earlier = Challenge.objects.select_for_update(no_key=True).get(pk=challenge.supersedes_id)
    if earlier.state == ChallengeState.PUBLISHED:
        reason = f"Superseded by {challenge.slug}."
        _move(earlier, "retire", ChallengeState.RETIRED, actor=actor, now=now, reason=reason)
        _end_matches_if_named(earlier, now=now)


@transaction.atomic
def send_back_challenge(
    *, challenge: Challenge, note: str, actor: User | None, now: datetime
) -> Challenge:
    """Make a submitted or a rejected challenge a draft again and say what to change.

    Raises:
        NotPermitted: the actor's role does not allow it.
        ReasonMissing: the note is empty.
        MoveNotAllowed: it is neither submitted nor rejected.
    """
    require(actor, Right.REVIEW_CHALLENGES)
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
        NotPermitted: the actor's role does not allow it.
        ReasonMissing: the reason is empty.
        MoveNotAllowed: it is not submitted.
    """
    require(actor, Right.REVIEW_CHALLENGES)
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
    are open may still be voted on, unless this makes its responses public: then they expire.

    Raises:
        NotPermitted: the actor's role does not allow it.
        ReasonMissing: the reason is empty.
        MoveNotAllowed: it is not published.
    """
    require(actor, Right.REVIEW_CHALLENGES)
    return take_out(challenge=challenge, reason=stated(reason), actor=actor, now=now)


@transaction.atomic
def take_out(*, challenge: Challenge, reason: str, actor: User | None, now: datetime) -> Challenge:
    """What `retire_challenge` does, as a part of an action that asked who may do it."""
    retired = _move(
        _locked(challenge), "retire", ChallengeState.RETIRED, actor=actor, now=now, reason=reason
    )
    _end_matches_if_named(retired, now=now)
    PoolVersion.objects.advance()
    return retired


def _end_matches_if_named(retired: Challenge, *, now: datetime) -> None:
    """From now on anybody may read who wrote the responses that these matches show."""
    if rule_of(retired) == ResponsesPublic.WHEN_RETIRED:
        still_open = Match.objects.open().filter(challenge=retired)
        still_open.update(ending=Ending.EXPIRY, ended_at=now)


def _locked(challenge: Challenge) -> Challenge:
    """The challenge as it is now, and stays until this transaction ends.

    The weaker lock lets matches and votes that point to it go on.
    """
    return Challenge.objects.select_for_update(no_key=True).get(pk=challenge.pk)


def _move(
    challenge: Challenge,
    action: str,
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
        actor=actor,
        action=action,
        subject=challenge,
        before=before,
        after=to,
        reason=reason,
        now=now,
    )
    return challenge
