"""How many there are: every total a page shows is counted here, never from a list that was cut.

Votes are not counted one by one: a run knows how many it counted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, IntegerField, Model, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from arena.models import (
    Challenge,
    Competitor,
    Exclusion,
    Match,
    Pair,
    Response,
    Sighting,
    Submission,
    Vote,
    Voter,
)
from leaderboard.models import BoardTally, RatingRun, ResponseTally


@dataclass(frozen=True, slots=True)
class Counts:
    """`votes` is what the newest run counted; the others are counted in their own small tables."""

    votes: int
    voters: int
    competitors: int
    challenges: int


def counts_at(run: RatingRun | None) -> Counts:
    return Counts(
        votes=0 if run is None else run.votes,
        voters=Voter.objects.count() if run is None else _voters_at(run.pk),
        competitors=Competitor.objects.count(),
        challenges=Challenge.objects.published().count(),
    )


@lru_cache(maxsize=4)
def _voters_at(run: int) -> int:
    """Voters grow with the votes, so they are counted once per run."""
    del run
    return Voter.objects.count()


def page_of[Row: Model](rows: QuerySet[Row], *, asked: str | None, size: int) -> Page[Row]:
    """One page of the rows; its `paginator.count` is how many there are in all."""
    return Paginator(rows, size).get_page(asked)


def pairs_in(page: Page[Any]) -> int:
    """How many pairs there are in all, of rows that come in twos."""
    return page.paginator.count // 2


def with_responses(competitors: QuerySet[Competitor]) -> QuerySet[Competitor]:
    """Each with `response_count`: the responses that have a page."""
    return competitors.annotate(response_count=_number(Response.objects.public(), "competitor"))


def with_answers(challenges: QuerySet[Challenge]) -> QuerySet[Challenge]:
    """Each with `answer_count`: the models that have answered, however many times."""
    answers = Response.objects.public()
    return challenges.annotate(answer_count=_number(answers, "challenge", of="competitor"))


def with_votes(challenges: QuerySet[Challenge]) -> QuerySet[Challenge]:
    """Each with `vote_count`: the votes that count on pairs of responses to it."""
    on_it = ResponseTally.objects.filter(left_response__challenge=OuterRef("pk")).order_by()
    votes = F("left") + F("right") + F("tie") + F("both_bad")
    number = on_it.values("left_response__challenge").annotate(number=Sum(votes)).values("number")
    return challenges.annotate(
        vote_count=Coalesce(Subquery(number, output_field=IntegerField()), 0)
    )


def _number(rows: QuerySet[Any], by: str, *, of: str = "pk") -> Coalesce:
    grouped = rows.filter(**{by: OuterRef("pk")}).order_by().values(by)
    number = grouped.annotate(number=Count(of, distinct=of != "pk")).values("number")
    return Coalesce(Subquery(number, output_field=IntegerField()), 0)


def retired() -> int:
    return Competitor.objects.retired().count()


@dataclass(frozen=True, slots=True)
class Kept:
    """How much is stored about one voter."""

    matches: int
    votes: int
    sightings: int
    submissions: int


def kept_about(voter_id: UUID) -> Kept:
    kinds = (Match, Vote, Sighting, Submission)  # as the fields of Kept
    numbers = [_number(kind._default_manager.all(), "voter") for kind in kinds]
    return Kept(*Voter.objects.filter(pk=voter_id).values_list(*numbers).get())


def standing_exclusions() -> dict[str, int]:
    """By rule, how many votes it keeps out now."""
    by_rule = Exclusion.objects.standing().order_by().values_list("rule")
    return dict(by_rule.annotate(number=Count("pk")))


def servings() -> dict[int, int]:
    """By competitor, in how many matches it was served; each match serves two."""
    sides = [
        Pair.objects.order_by().values_list(side).annotate(number=Sum("servings"))
        for side in ("first", "second")
    ]
    total: dict[int, int] = {}
    for competitor, number in sides[0].union(sides[1], all=True):
        total[competitor] = total.get(competitor, 0) + number
    return total


@dataclass(frozen=True, slots=True)
class Outcomes:
    """The votes a run counted, by outcome."""

    left: int
    right: int
    tie: int
    both_bad: int

    @property
    def total(self) -> int:
        return self.left + self.right + self.tie + self.both_bad


def outcomes_at(run: RatingRun) -> Outcomes:
    return _outcomes_at(run.pk, run.board_id)


@lru_cache(maxsize=4)
def _outcomes_at(run: int, board: int) -> Outcomes:
    """Summed up once per run, which makes them those of about that run."""
    del run
    sums = {name: Coalesce(Sum(F(name)), 0) for name in ("left", "right", "tie", "both_bad")}
    return Outcomes(**_plain(BoardTally.objects.filter(board=board).aggregate(**sums)))


def _plain(found: Mapping[str, Any]) -> dict[str, int]:
    return {name: int(number) for name, number in found.items()}


def forget() -> None:
    """For tests, whose runs share ids."""
    _voters_at.cache_clear()
    _outcomes_at.cache_clear()
