"""Submit a challenge for review, follow it by its private link, and resubmit it.

Reviewing is in `arena.moderation`.
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext

from arena.errors import MoveNotAllowed, SubmissionNotFound, SubmissionsClosed
from arena.models import (
    AuditEntry,
    Category,
    Challenge,
    ChallengeState,
    Submission,
    Voter,
    digest_of,
)
from arena.moderation import submit_challenge

# Leaves room in the slug for a suffix that makes it unique.
_LONGEST_STEM = 100
_TRIES = 4


@dataclass(frozen=True, slots=True)
class Proposal:
    """The fields of a challenge that a submitter fills in."""

    title: str
    prompt: str
    category: Category
    kind: str
    difficulty: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """The time at which a challenge entered a state."""

    at: datetime
    state: ChallengeState


def propose_challenge(
    *,
    proposal: Proposal,
    message: str,
    token: str,
    voter: Voter,
    actor: User | None,
    now: datetime,
) -> Submission:
    """Submit a new challenge for review; `token` is the secret of its private link.

    Submitting twice with the same token returns the first submission.

    Args:
        actor: the member of staff who proposes it, if any; somebody else must then publish it.

    Raises:
        SubmissionsClosed: as many as the settings allow are waiting.
    """
    if there := _with_token(token):
        return there
    if not takes_submissions():
        raise SubmissionsClosed
    try:
        return _insert(proposal, message, digest_of(token), voter, actor, now)
    except IntegrityError:
        if there := _with_token(token):  # a concurrent request was faster
            return there
        raise


@transaction.atomic
def resubmit_challenge(
    *, proposal: Proposal, message: str, token: str, actor: User | None, now: datetime
) -> Submission:
    """Change a challenge that was sent back, and submit it again.

    Raises:
        SubmissionNotFound: there is none with this token.
        MoveNotAllowed: it was not sent back.
    """
    submission = find_submission(token=token)
    challenge = Challenge.objects.select_for_update(no_key=True).get(pk=submission.challenge_id)
    if challenge.state != ChallengeState.DRAFT:
        raise MoveNotAllowed(gettext("Only a challenge that was sent back can be changed."))
    changes = _columns(proposal)
    for name, value in changes.items():
        setattr(challenge, name, value)
    challenge.save(update_fields=[*changes, "prompt_signature"])
    submission.challenge = _submit_again(challenge, actor, now)
    submission.message, submission.submitted_at = message, now
    submission.save(update_fields=["message", "submitted_at"])
    return submission


def find_submission(*, token: str) -> Submission:
    """The submission that this private link follows, with its challenge.

    Raises:
        SubmissionNotFound: there is none.
    """
    if there := _with_token(token):
        return there
    raise SubmissionNotFound


def takes_submissions() -> bool:
    """Whether fewer are waiting for review than the settings allow."""
    waiting = Submission.objects.filter(challenge__state=ChallengeState.SUBMITTED).count()
    return waiting < settings.SUBMISSIONS_WAITING


def steps_of(challenge: Challenge) -> list[Step]:
    """The states of a challenge so far, from the audit log, without actors and reasons."""
    moves = AuditEntry.objects.filter(subject_type="challenge", subject_id=str(challenge.pk))
    ways = moves.filter(after__in=ChallengeState.values).order_by("pk").values_list("at", "after")
    return [Step(at, ChallengeState(after)) for at, after in ways]


def _with_token(token: str) -> Submission | None:
    known = Submission.objects.select_related("challenge__category")
    return known.filter(link_digest=digest_of(token)).first()


@transaction.atomic
def _insert(
    proposal: Proposal,
    message: str,
    link_digest: str,
    voter: Voter,
    actor: User | None,
    now: datetime,
) -> Submission:
    draft = _draft(proposal)
    submission = Submission.objects.create(
        challenge=draft, voter=voter, link_digest=link_digest, message=message, submitted_at=now
    )
    submission.challenge = submit_challenge(challenge=draft, actor=actor, now=now)
    return submission


def _submit_again(challenge: Challenge, actor: User | None, now: datetime) -> Challenge:
    """Submit it again; a member of staff who proposed it remains its submitter."""
    proposed_by = challenge.submitted_by
    submitted = submit_challenge(challenge=challenge, actor=actor, now=now)
    if actor is None and proposed_by is not None:
        submitted.submitted_by = proposed_by
        submitted.save(update_fields=["submitted_by"])
    return submitted


def _draft(proposal: Proposal) -> Challenge:
    """Create a draft with the first free slug, as the database's constraint decides."""
    slugs = list(_slugs(proposal.title))
    for slug in slugs[:-1]:
        try:
            with transaction.atomic():
                return Challenge.objects.create(slug=slug, **_columns(proposal))
        except IntegrityError:
            continue
    return Challenge.objects.create(slug=slugs[-1], **_columns(proposal))


def _slugs(title: str) -> Iterator[str]:
    stem = slugify(title)[:_LONGEST_STEM].strip("-_") or "challenge"
    yield stem
    for _ in range(_TRIES):
        yield f"{stem}-{secrets.token_hex(3)}"


def _columns(proposal: Proposal) -> dict[str, Any]:
    return {field.name: getattr(proposal, field.name) for field in fields(proposal)}
