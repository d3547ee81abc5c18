"""The history of ratings by day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from leaderboard.models import Entry, RatingRun


@dataclass(frozen=True, slots=True)
class DayRating:
    """A model's rating at the end of a day; a bound of None is unbounded."""

    day: date
    rating: float
    lower: float | None
    upper: float | None
    rank: int | None
    rank_high: int | None
    votes: int


@dataclass(frozen=True, slots=True)
class RatedModel:
    """A model of the newest run; without votes it is not rated."""

    slug: str
    name: str
    provider: str
    position: int
    is_rated: bool


@dataclass(frozen=True, slots=True)
class Histories:
    """The models of the newest run in its order, and daily ratings of the chosen ones by slug."""

    models: Sequence[RatedModel]
    ratings: Mapping[str, Sequence[DayRating]]


_ABOUT = ("competitor__slug", "competitor__name", "competitor__provider", "position")
_RATING = ("run__finished_at", "rating", "lower", "upper", "rank", "rank_high", "votes")


def histories_of(run: RatingRun, *, chosen: Sequence[str], top: int, days: int | None) -> Histories:
    """The newest rows, and those of the last run of each day, in one query.

    Args:
        run: the board's newest run.
        chosen: slugs of competitors; if empty, the first `top` rows are chosen.
        top: see `chosen`.
        days: how far back; None for the whole history.
    """
    newest = Entry.objects.filter(run=run).order_by()
    who = Q(competitor__slug__in=chosen) if chosen else Q(competitor__in=_first(newest, top))
    daily = RatingRun.objects.daily(run.board)
    if days is not None:
        daily = daily.filter(finished_at__gte=run.finished_at - timedelta(days=days))
    past = Entry.objects.filter(who, run__in=daily.order_by().values("pk")).order_by()
    columns = ("run_id", *_ABOUT, *_RATING)
    rows = newest.values_list(*columns).union(past.values_list(*columns), all=True)
    return _grouped(list(rows), run, chosen, top)


def _first(newest: QuerySet[Entry], top: int) -> QuerySet[Entry, Any]:
    return newest.filter(position__lte=top).values("competitor")


def _grouped(
    rows: list[tuple[Any, ...]], run: RatingRun, chosen: Sequence[str], top: int
) -> Histories:
    now = {row[1]: _model(row) for row in rows if row[0] == run.pk}
    models = sorted(now.values(), key=lambda model: model.position)
    wanted = set(chosen) or {model.slug for model in models[:top]}
    days: dict[str, dict[date, DayRating]] = {
        model.slug: {} for model in models if model.slug in wanted
    }
    for row in rows:
        rating = _day_rating(row)
        if row[1] in days and rating is not None:
            days[row[1]][rating.day] = rating
    ratings = {slug: [found[day] for day in sorted(found)] for slug, found in days.items()}
    return Histories(models, ratings)


def _model(row: tuple[Any, ...]) -> RatedModel:
    _, slug, name, provider, position, *rest = row
    return RatedModel(slug, name, provider, position, is_rated=rest[-1] > 0)


def _day_rating(row: tuple[Any, ...]) -> DayRating | None:
    """None for a model without votes, which has no rating."""
    finished_at, rating, lower, upper, rank, rank_high, votes = row[-len(_RATING) :]
    if not votes:
        return None
    return DayRating(_day(finished_at), rating, lower, upper, rank, rank_high, votes)


def _day(at: datetime) -> date:
    """The UTC day; a union of queries returns times without a zone on SQLite."""
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC).date()
