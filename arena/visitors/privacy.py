"""What is kept about a browser: all of it to hand out, and how it is forgotten."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Model, QuerySet

from arena.models import Ending, Match, Report, Sighting, Submission, Vote, Voter


def kept_about(voter_id: UUID) -> dict[str, Any]:
    """All that is stored about a voter, as JSON would have it.

    A match that was not voted on names no response: it is as blind here as on its page.
    """
    voter = Voter.objects.get(id=voter_id)
    return {
        "voter": {"id": str(voter.id), "key": str(voter.key), "created_at": voter.created_at},
        "matches": list(_matches(voter_id)),
        "votes": list(_votes(voter_id)),
        "named_responses_opened": list(_sightings(voter_id)),
        "challenges_submitted": list(_submissions(voter_id)),
        "reports": list(_reports(voter_id)),
    }


@transaction.atomic
def forget_voter(*, voter_id: UUID, now: datetime) -> None:
    """Cut the browser off its votes. Doing it twice is harmless.

    The votes stay, as votes of somebody: they were counted, and the ledger shows it. What joined
    them to the browser was the key in its cookie, which is gone for good. A challenge stays too,
    and whoever has its private link still follows it; the word to the reviewers goes, and so do
    those of reports.
    """
    Voter.objects.filter(id=voter_id).update(key=None)
    Sighting.objects.filter(voter=voter_id).delete()
    Submission.objects.filter(voter=voter_id).update(voter=None, message="")
    Report.objects.filter(voter=voter_id).update(voter=None, words="")
    Match.objects.of(voter_id).exclude(address_hash="").update(address_hash="")
    Match.objects.of(voter_id).open().update(ending=Ending.SKIP, ended_at=now)


def _matches(voter_id: UUID) -> Iterator[dict[str, Any]]:
    rows = Match.objects.of(voter_id).order_by("opened_at", "id")
    return _told(
        rows,
        id="id",
        challenge="challenge__slug",
        opened_at="opened_at",
        expires_at="expires_at",
        ended_at="ended_at",
        ending="ending",
        address_hash="address_hash",
    )


def _votes(voter_id: UUID) -> Iterator[dict[str, Any]]:
    return _told(
        Vote.objects.filter(voter=voter_id).order_by("id"),
        match="match_id",
        challenge="challenge__slug",
        left="left_competitor__slug",
        right="right_competitor__slug",
        outcome="outcome",
        cast_at="cast_at",
    )


def _sightings(voter_id: UUID) -> Iterator[dict[str, Any]]:
    return _told(
        Sighting.objects.filter(voter=voter_id).order_by("id"),
        model="response__competitor__slug",
        challenge="response__challenge__slug",
    )


def _submissions(voter_id: UUID) -> Iterator[dict[str, Any]]:
    """What the reviewers said belongs to the page of the private link, which is not kept."""
    return _told(
        Submission.objects.filter(voter=voter_id).order_by("id"),
        challenge="challenge__slug",
        title="challenge__title",
        prompt="challenge__prompt",
        state="challenge__state",
        message="message",
        submitted_at="submitted_at",
        private_link_sha256="link_digest",
    )


def _reports(voter_id: UUID) -> Iterator[dict[str, Any]]:
    """One on a match names no response, which the match may still hide."""
    return _told(
        Report.objects.filter(voter=voter_id).order_by("id"),
        challenge="challenge__slug",
        reason="reason",
        words="words",
        reported_at="reported_at",
        state="state",
    )


def _told[Row: Model](rows: QuerySet[Row], **columns: str) -> Iterator[dict[str, Any]]:
    for values in rows.values_list(*columns.values()).iterator(chunk_size=1_000):
        yield dict(zip(columns, values, strict=True))
