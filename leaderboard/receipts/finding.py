"""Finding the receipt of a vote by its code."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from arena.errors import ReceiptNotFound
from arena.matches import waiting_for_review
from arena.models import (
    EventKind,
    Exclusion,
    ExclusionRule,
    Outcome,
    Vote,
    VoteEvent,
    receipt_code,
    vote_of_receipt,
)
from arena.visibility import may_be_told
from leaderboard.ledger import EventFacts, canonical, event_digest, read_events
from leaderboard.models import LedgerEntry

# What excluded a vote because of what it was on, not because of who cast it.
_OF_RESPONSES = (ExclusionRule.IDENTITY_LEAK, ExclusionRule.BROKEN_RESPONSE)


class ReceiptState(models.TextChoices):
    WAITING = "waiting", _("Waiting for its place in the ledger")
    RECORDED = "recorded", _("In the ledger")
    WAITS_FOR_REVIEW = "waits_for_review", _("Waiting for a person to look at it")
    EXCLUDED = "excluded", _("In the ledger, and excluded")


@dataclass(frozen=True, slots=True)
class Receipt:
    """A vote and its entry in the ledger.

    It names no response and no author: whoever gets the link might be about to judge them.

    Args:
        code: its own.
        state: where the vote is.
        outcome: of the vote.
        cast_at: the minute of the vote; with the exact time its row could be found elsewhere.
        sequence: of its entry; None while it waits.
        version: of the entry's canonical form.
        digest: of the entry; None also where it could be tried out which event it is of.
        event_digest: what the entry chains to the digest before it; None for the first version.
        rule, excluded_at: of the exclusion that stands, if it may be told.
        match_id, voter_id: of the vote, for a link that its own browser alone is shown.
    """

    code: str
    state: ReceiptState
    outcome: Outcome
    cast_at: datetime
    match_id: UUID
    voter_id: UUID
    sequence: int | None = None
    version: int | None = None
    digest: str | None = None
    event_digest: str | None = None
    rule: ExclusionRule | None = None
    excluded_at: datetime | None = None

    @property
    def rule_label(self) -> str:
        return "" if self.rule is None else str(self.rule.label)


def find_receipt(code: str, *, now: datetime) -> Receipt:
    """The receipt with this code.

    Raises:
        ReceiptNotFound: there is none.
    """
    number = vote_of_receipt(code)
    vote = Vote.objects.filter(pk=number, match__isnull=False).select_related("voter").first()
    if vote is None or vote.match_id is None or vote.voter_id is None:
        raise ReceiptNotFound
    place = _place_of(vote, now=now)
    return Receipt(
        code=receipt_code(vote.pk),
        outcome=Outcome(vote.outcome),
        cast_at=vote.cast_at.replace(second=0, microsecond=0),
        match_id=vote.match_id,
        voter_id=vote.voter_id,
        **_state_of(vote, is_in_ledger=bool(place), now=now),
        **place,
    )


def _place_of(vote: Vote, *, now: datetime) -> dict[str, Any]:
    """The entry of the event that it was cast; empty while that waits."""
    entry = LedgerEntry.objects.filter(event__vote=vote, event__kind=EventKind.CAST).first()
    if entry is None:
        return {}
    place: dict[str, Any] = {"sequence": entry.sequence, "version": entry.version}
    events = VoteEvent.objects.filter(pk=entry.event_id)
    if entry.salt is None:
        # Without a salt, whoever knows the digests around it can try out which event it is.
        is_told = events.filter(may_be_told(now=now)).exists()
        return place | {"digest": entry.digest if is_told else None}
    facts = EventFacts()
    [event] = read_events(events, facts)
    link = event_digest(bytes(entry.salt), canonical(event, facts, version=entry.version))
    return place | {"digest": entry.digest, "event_digest": link.hex()}


def _state_of(vote: Vote, *, is_in_ledger: bool, now: datetime) -> dict[str, Any]:
    if waiting_for_review([vote.match_id] if vote.match_id else []):
        return {"state": ReceiptState.WAITS_FOR_REVIEW}
    if not is_in_ledger:
        return {"state": ReceiptState.WAITING}
    exclusion = _told_exclusion(vote, now=now)
    if exclusion is None:
        return {"state": ReceiptState.RECORDED}
    rule = ExclusionRule(exclusion.rule)
    return {
        "state": ReceiptState.EXCLUDED,
        "rule": rule,
        "excluded_at": exclusion.excluded_at,
    }


def _told_exclusion(vote: Vote, *, now: datetime) -> Exclusion | None:
    """The exclusion that stands, unless its voter would learn of being blocked or in quarantine."""
    told = VoteEvent.objects.filter(
        may_be_told(now=now), vote=vote, kind=EventKind.EXCLUDED, pending=False
    )
    standing = Exclusion.objects.standing().filter(events__in=told).first()
    if standing is None or standing.rule == ExclusionRule.QUARANTINE:
        return None
    is_blocked = vote.voter is not None and vote.voter.blocked_at is not None
    return None if is_blocked and standing.rule not in _OF_RESPONSES else standing
