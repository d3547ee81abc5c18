"""All totals that pages show, counted over everything and not over one page of a list.

Votes are not counted row by row: a run stores how many it counted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import (
    CharField,
    Count,
    F,
    IntegerField,
    Model,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce

from arena.models import (
    Challenge,
    Competitor,
    EventKind,
    Match,
    Report,
    Response,
    Sighting,
    Submission,
    Vote,
    VoteEvent,
    Voter,
)
from arena.visibility import Reader, are_public, may_be_told
from leaderboard.kept import kept
from leaderboard.models import BoardTally, RatingRun, ResponseTally


@dataclass(frozen=True, slots=True)
class Counts:
    """Totals of the site: `votes` as counted by the newest run, the others from their tables."""

    votes: int
    voters: int
    competitors: int
    challenges: int


def counts_at(run: RatingRun | None) -> Counts:
    """The totals at a run, in one query."""
    queries: dict[str, QuerySet[Any]] = {
        "competitors": Competitor.objects.all(),
        "challenges": Challenge.objects.published(),
    }
    known = _voters()
    voters = None if run is None else known.get(run.pk)
    if voters is None:
        queries["voters"] = Voter.objects.all()
    found = _counted(queries)
    if voters is None:
        voters = found["voters"]
        known.clear()
    if run is not None:
        known[run.pk] = voters
    return Counts(
        votes=0 if run is None else run.votes,
        voters=voters,
        competitors=found["competitors"],
        challenges=found["challenges"],
    )


@kept.at_most(1)
def _voters() -> dict[int, int]:
    """The number of voters by the newest run; counted once per run, as it grows with the votes."""
    return {}


def _counted(queries: Mapping[str, QuerySet[Any]]) -> dict[str, int]:
    """The number of rows of each queryset, in one query."""
    first, *others = (
        rows.order_by()
        .annotate(counted=Value(name, output_field=CharField()))
        .values("counted")
        .annotate(number=Count("pk"))
        .values_list("counted", "number")
        for name, rows in queries.items()
    )
    return dict.fromkeys(queries, 0) | dict(first.union(*others, all=True).order_by())


def page_of[Row: Model](
    rows: QuerySet[Row], *, page: str | None, size: int, number: int | None = None
) -> Page[Row]:
    """One page of the rows; `number` is their total if it is known, else they are counted."""
    paginator = Paginator(rows, size)
    if number is not None:
        paginator.count = number
    return paginator.get_page(page)


def with_shared(
    competitors: QuerySet[Competitor], *slugs: str, reader: Reader
) -> QuerySet[Competitor]:
    """Annotate the challenges that both models have answered: `shared_count`, those whose responses
    the reader may see, and `withheld_count`, the others."""
    answers = Response.objects.public().filter(sample=0).order_by()
    ours, theirs = (answers.filter(competitor__slug=slug) for slug in slugs)
    both = ours.filter(challenge__in=theirs.values("challenge"))
    is_visible = are_public(reader, "challenge__")
    return competitors.annotate(
        shared_count=_number_of(both.filter(is_visible)),
        withheld_count=_number_of(both.exclude(is_visible)),
    )


def _number_of(answers: QuerySet[Response]) -> Coalesce:
    """How many first samples these are."""
    number = answers.values("sample").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(number, output_field=IntegerField()), 0)


def with_responses(competitors: QuerySet[Competitor]) -> QuerySet[Competitor]:
    """Annotate `response_count`: the responses to public challenges, whoever may see them."""
    return competitors.annotate(response_count=_number(Response.objects.public(), "competitor"))


def with_withheld(competitors: QuerySet[Competitor], *, reader: Reader) -> QuerySet[Competitor]:
    """Annotate `withheld_count`: the responses to public challenges that the reader may not see."""
    withheld = Response.objects.public().exclude(are_public(reader, "challenge__"))
    return competitors.annotate(withheld_count=_number(withheld, "competitor"))


def with_answers(challenges: QuerySet[Challenge]) -> QuerySet[Challenge]:
    """Annotate `answer_count`: the models that have answered, each once, whoever may see it."""
    answers = Response.objects.public()
    return challenges.annotate(answer_count=_number(answers, "challenge", of="competitor"))


def with_votes(challenges: QuerySet[Challenge]) -> QuerySet[Challenge]:
    """Annotate `vote_count`: the counted votes on pairs of responses to it."""
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
class StoredCounts:
    """Numbers of rows stored about one voter."""

    matches: int
    votes: int
    sightings: int
    submissions: int
    reports: int


def stored_counts(voter_id: UUID) -> StoredCounts:
    kinds = (Match, Vote, Sighting, Submission, Report)  # in the order of the fields of Kept
    numbers = [_number(kind._default_manager.all(), "voter") for kind in kinds]
    return StoredCounts(*Voter.objects.filter(pk=voter_id).values_list(*numbers).get())


def standing_exclusions(*, now: datetime) -> dict[str, int]:
    """The number of votes excluded now, by rule, as far as that may be told."""
    events = VoteEvent.objects.filter(may_be_told(now=now), kind=EventKind.EXCLUDED)
    standing = events.filter(exclusion__lifted_at__isnull=True).order_by()
    by_rule = standing.values_list("exclusion__rule")
    return dict(by_rule.annotate(number=Count("exclusion", distinct=True)))


def servings_at(run: RatingRun) -> Mapping[tuple[str, str], int]:
    """Matches with a vote that the run counts, by a competitor's slug and name; each has two.

    A match that is open or was skipped is not in it: whoever compared the numbers before and after
    it was opened would know whose responses it shows.
    """
    return _servings_at(run.pk, run.board_id)


@kept.at_most(4)
def _servings_at(run: int, board: int) -> dict[tuple[str, str], int]:
    """Summed once per run and cached, as the outcomes are."""
    del run
    outcomes = F("left") + F("right") + F("tie") + F("both_bad")
    sides = [
        BoardTally.objects.filter(board=board)
        .order_by()
        .values_list(f"{side}_competitor__slug", f"{side}_competitor__name")
        .annotate(number=Sum(outcomes - F("imported") - F("simulated")))
        for side in ("left", "right")
    ]
    total: dict[tuple[str, str], int] = {}
    for slug, name, number in sides[0].union(sides[1], all=True):
        total[slug, name] = total.get((slug, name), 0) + int(number)
    return {whom: number for whom, number in total.items() if number}


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


@kept.at_most(4)
def _outcomes_at(run: int, board: int) -> Outcomes:
    """Summed once per run and cached, so approximately the outcomes at that run."""
    del run
    sums = {name: Coalesce(Sum(F(name)), 0) for name in ("left", "right", "tie", "both_bad")}
    return Outcomes(**_plain(BoardTally.objects.filter(board=board).aggregate(**sums)))


def _plain(found: Mapping[str, Any]) -> dict[str, int]:
    return {name: int(number) for name, number in found.items()}
