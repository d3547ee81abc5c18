"""Export and erase the data stored about a browser."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Case, Model, QuerySet, When

from arena.models import (
    ApiAnswer,
    Ending,
    Match,
    Report,
    Sighting,
    Submission,
    ToldRange,
    Vote,
    Voter,
    authors_named,
    receipt_code,
)
from arena.visitors.sightings import Sighted


def stored_data_of(voter_id: UUID) -> dict[str, Any]:
    """All data stored about a voter, ready for JSON.

    A match without a vote names no response, and a vote no author before the voter was told, so
    that they stay blind.
    """
    voter = Voter.objects.get(id=voter_id)
    return {
        "voter": {"id": str(voter.id), "key": str(voter.key), "created_at": voter.created_at},
        "matches": list(_matches(voter_id)),
        "votes": list(_votes(voter_id)),
        "named_responses_opened": list(_sightings(voter_id)),
        "challenges_counted_as_read": list(_told_ranges(voter_id)),
        "challenges_submitted": list(_submissions(voter_id)),
        "reports": list(_reports(voter_id)),
    }


def all_about_browser(
    voter_id: UUID | None, *, cookies: Iterable[str], sighted: Sighted
) -> dict[str, Any]:
    """All data stored about a voter, with what the cookies of the browser say."""
    found: dict[str, Any] = stored_data_of(voter_id) if voter_id else {"voter": None}
    found["cookies"] = sorted(cookies)
    found["named_responses_opened_not_yet_stored"] = sighted.responses
    found["challenges_counted_as_read_not_yet_stored"] = [
        {"first": first, "last": last} for first, last in sighted.challenges
    ]
    return found


@transaction.atomic
def forget_voter(*, voter_id: UUID, now: datetime) -> None:
    """Disconnect the browser from its votes and delete its other data; idempotent.

    The votes stay, since the ledger has counted them; only the key in the cookie connected them to
    the browser, and it is deleted. Submitted challenges stay and can still be followed by their
    private link; the messages of submissions and reports are deleted.
    """
    Voter.objects.filter(id=voter_id).update(key=None)
    Sighting.objects.filter(voter=voter_id).delete()
    ToldRange.objects.filter(voter=voter_id).delete()
    Submission.objects.filter(voter=voter_id).update(voter=None, message="")
    Report.objects.filter(voter=voter_id).update(voter=None, words="")
    ApiAnswer.objects.filter(owner=f"voter {voter_id}").delete()
    Match.objects.of(voter_id).exclude(address_hash="").update(address_hash="")
    Match.objects.of(voter_id).open().update(ending=Ending.SKIP, ended_at=now)


def _matches(voter_id: UUID) -> Iterator[dict[str, Any]]:
    rows = Match.objects.of(voter_id).order_by("opened_at", "id")
    return _rows(
        rows,
        id="id",
        challenge="challenge__slug",
        opened_at="opened_at",
        expires_at="expires_at",
        ended_at="ended_at",
        ending="ending",
        address_hash="address_hash",
        choice="choice",
    )


def _votes(voter_id: UUID) -> Iterator[dict[str, Any]]:
    votes = Vote.objects.filter(voter=voter_id).order_by("id")
    named = Case(When(authors_named("match__"), then=True), default=False)
    rows = _rows(
        votes.annotate(authors_are_named=named),
        receipt="id",
        match="match_id",
        challenge="challenge__slug",
        name_authors="match__name_authors",
        authors_are_named="authors_are_named",
        left="left_competitor__slug",
        right="right_competitor__slug",
        outcome="outcome",
        cast_at="cast_at",
    )
    for row in rows:
        row["receipt"] = receipt_code(row["receipt"])
        yield row if row["authors_are_named"] else row | {"left": None, "right": None}


def _sightings(voter_id: UUID) -> Iterator[dict[str, Any]]:
    return _rows(
        Sighting.objects.filter(voter=voter_id).order_by("id"),
        model="response__competitor__slug",
        challenge="response__challenge__slug",
    )


def _told_ranges(voter_id: UUID) -> Iterator[dict[str, Any]]:
    """Challenges all responses to which count as read, from one number to another."""
    rows = ToldRange.objects.filter(voter=voter_id).order_by("first")
    return _rows(rows, first="first", last="last")


def _submissions(voter_id: UUID) -> Iterator[dict[str, Any]]:
    """Submissions without the reviewers' note, which is shown on the private page."""
    return _rows(
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
    """Reports without the response, which an open match may still hide."""
    return _rows(
        Report.objects.filter(voter=voter_id).order_by("id"),
        challenge="challenge__slug",
        reason="reason",
        words="words",
        reported_at="reported_at",
        state="state",
    )


def _rows[Row: Model](rows: QuerySet[Row], **columns: str) -> Iterator[dict[str, Any]]:
    for values in rows.values_list(*columns.values()).iterator(chunk_size=1_000):
        yield dict(zip(columns, values, strict=True))
