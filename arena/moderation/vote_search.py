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

    `model` and `rival` are slugs, on whichever side; `address` is the digest that matches keep;
    `counted` is "yes" or "no"; `rule` is that of an exclusion that stands.
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
    rule: str = ""
    vote: int | None = None

    def __bool__(self) -> bool:
        return any(getattr(self, each.name) not in {"", None} for each in fields(self))

    def votes(self) -> QuerySet[Vote]:
        """The newest first."""
        votes = Vote.objects.filter(self._condition())
        standing = Exclusion.objects.standing().filter(vote=OuterRef("pk"))
        if self.counted:
            votes = votes.filter(~Exists(standing) if self.counted == "yes" else Exists(standing))
        return votes.filter(Exists(standing.filter(rule=self.rule))) if self.rule else votes

    def _condition(self) -> Q:
        plain = {
            "pk": self.vote,
            "voter": UUID(self.voter) if self.voter else None,
            "match__address_hash": self.address or None,
            "cast_at__gte": self.since,
            "cast_at__lt": self.until,
            "challenge__slug": self.challenge or None,
            "outcome": self.outcome or None,
            "origin": self.origin or None,
            "source": self.source or None,
        }
        asked = {name: value for name, value in plain.items() if value is not None}
        return Q(**asked) & self._sides()

    def _sides(self) -> Q:
        condition = Q()
        for slug in filter(None, (self.model, self.rival)):
            condition &= Q(left_competitor__slug=slug) | Q(right_competitor__slug=slug)
        return condition

    def as_json(self) -> dict[str, Any]:
        """What is asked, to be kept with a deed."""
        told = {name: value for name, value in asdict(self).items() if value not in {"", None}}
        return {
            name: value.isoformat() if isinstance(value, datetime) else value
            for name, value in told.items()
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Self:
        times = {"since", "until"} & told.keys()
        return cls(**(dict(told) | {name: datetime.fromisoformat(told[name]) for name in times}))
