"""Which votes the staff means: found in one way to be looked at, weighed and excluded."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from arena.models import Exclusion, Vote


@dataclass(frozen=True, slots=True)
class VoteSearch:
    """What is asked of a vote; what is empty asks nothing.

    `vote` is the number of one, or those of several with commas between; `model` and `rival` are
    slugs and `response` a number, on whichever side; `address` is the digest that matches keep;
    `counted` is "yes" or "no"; `quarantined` is "yes" for the votes of voters in quarantine;
    `rule`, `excluded_by` (a username), `excluded_since`, `excluded_until` and `excluded_why`
    (words of the reason) are of an exclusion that stands.
    """

    voter: str = ""
    address: str = ""
    since: datetime | None = None
    until: datetime | None = None
    model: str = ""
    rival: str = ""
    challenge: str = ""
    outcome: str = ""
    origin: str = ""
    source: str = ""
    counted: str = ""
    quarantined: str = ""
    rule: str = ""
    excluded_by: str = ""
    excluded_since: datetime | None = None
    excluded_until: datetime | None = None
    excluded_why: str = ""
    response: int | None = None
    vote: str = ""

    def __bool__(self) -> bool:
        return any(getattr(self, each.name) not in {"", None} for each in fields(self))

    def votes(self) -> QuerySet[Vote]:
        """The newest first."""
        votes = Vote.objects.filter(self._condition())
        standing = Exclusion.objects.standing().filter(vote=OuterRef("pk"))
        if self.counted:
            votes = votes.filter(~Exists(standing) if self.counted == "yes" else Exists(standing))
        excluded = self._exclusion()
        return votes.filter(Exists(standing.filter(excluded))) if excluded else votes

    def _condition(self) -> Q:
        plain = {
            "pk__in": [int(each) for each in self.vote.split(",")] if self.vote else None,
            "voter": UUID(self.voter) if self.voter else None,
            "match__address_hash": self.address or None,
            "voter__quarantined_at__isnull": False if self.quarantined else None,
            "cast_at__gte": self.since,
            "cast_at__lt": self.until,
            "challenge__slug": self.challenge or None,
            "outcome": self.outcome or None,
            "origin": self.origin or None,
            "source": self.source or None,
        }
        return _all_of(plain) & self._sides()

    def _exclusion(self) -> Q:
        plain = {
            "rule": self.rule or None,
            "excluded_by__username": self.excluded_by or None,
            "excluded_at__gte": self.excluded_since,
            "excluded_at__lt": self.excluded_until,
            "reason__icontains": self.excluded_why or None,
        }
        return _all_of(plain)

    def _sides(self) -> Q:
        condition = Q()
        for slug in filter(None, (self.model, self.rival)):
            condition &= Q(left_competitor__slug=slug) | Q(right_competitor__slug=slug)
        if self.response is not None:
            condition &= Q(left=self.response) | Q(right=self.response)
        return condition

    def as_json(self) -> dict[str, Any]:
        """What is asked, to be kept with a bulk action."""
        told = {name: value for name, value in asdict(self).items() if value not in {"", None}}
        return {
            name: value.isoformat() if isinstance(value, datetime) else value
            for name, value in told.items()
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Self:
        times = {name: datetime.fromisoformat(told[name]) for name in _TIMES & told.keys()}
        # Earlier searches were for one number.
        vote = {"vote": str(told["vote"])} if "vote" in told else {}
        return cls(**(dict(told) | times | vote))


_TIMES = frozenset({"since", "until", "excluded_since", "excluded_until"})


def _all_of(asked: Mapping[str, Any]) -> Q:
    return Q(**{name: value for name, value in asked.items() if value is not None})
