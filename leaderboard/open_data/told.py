"""What of the ledger may be published: votes, exclusions and how they ended."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from arena.models import EventKind, Exclusion, Vote, VoteEvent
from arena.visibility import may_be_told, publishable


def told_votes() -> "QuerySet[Vote]":
    """Votes in the ledger that may be published."""
    cast = VoteEvent.objects.filter(vote=OuterRef("pk"), kind=EventKind.CAST, pending=False)
    return publishable(Vote.objects.filter(Exists(cast.order_by())))


def told_exclusions(*, now: datetime) -> "QuerySet[Exclusion]":
    """Exclusions in the ledger that may be published."""
    began = VoteEvent.objects.filter(
        may_be_told(now=now), exclusion=OuterRef("pk"), kind=EventKind.EXCLUDED, pending=False
    )
    return Exclusion.objects.filter(Exists(began.order_by()))


def ends_of_exclusions() -> "QuerySet[VoteEvent]":
    """Of the exclusion that a query is about: the event in the ledger that lifted it."""
    return VoteEvent.objects.filter(
        exclusion=OuterRef("pk"), kind=EventKind.REINSTATED, pending=False
    ).order_by()


def standing_exclusion_told(*, now: datetime) -> Exists:
    """Of votes: whether an exclusion of theirs that may be published was not lifted."""
    lifted = Exists(ends_of_exclusions())
    return Exists(told_exclusions(now=now).filter(~lifted, vote=OuterRef("pk")).order_by())
