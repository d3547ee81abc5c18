"""How ratings went from day to day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from leaderboard.models import Entry, RatingRun


@dataclass(frozen=True, slots=True)
class Moment:
    """A model at the end of a day; a bound that is None is open."""

    day: date
    rating: float
    lower: float | None
    upper: float | None
    rank: int | None
    rank_high: int | None
    votes: int


@dataclass(frozen=True, slots=True)
class RatedModel:
    """`position` is where it stands now; without votes it is not rated."""

    slug: str
    name: str
    provider: str
    position: int
    is_rated: bool


@dataclass(frozen=True, slots=True)
class Histories:
    """All models of the newest run, in its order; the moments of those that were chosen."""

    models: Sequence[RatedModel]
    moments: Mapping[str, Sequence[Moment]]


_ABOUT = ("competitor__slug", "competitor__name", "competitor__provider", "position")
_TOLD = ("run__finished_at", "rating", "lower", "upper", "rank", "rank_high", "votes")


def histories_of(run: RatingRun, *, chosen: Sequence[str], top: int, days: int | None) -> Histories:
    """In one query: the newest rows, and those of the last run of each day.

    Args:
        run: the board's newest.
        chosen: slugs of competitors; if there are none,
        top: so many of the first rows stand for them.
        days: how far back; None is all the way.
    """
    newest = Entry.objects.filter(run=run).order_by()
    who = Q(competitor__slug__in=chosen) if chosen else Q(competitor__in=_first(newest, top))
    daily = RatingRun.objects.daily(run.board)
    if days is not None:
        daily = daily.filter(finished_at__gte=run.finished_at - timedelta(days=days))
    past = Entry.objects.filter(who, run__in=daily.order_by().values("pk")).order_by()
    columns = ("run_id", *_ABOUT, *_TOLD)
    rows = newest.values_list(*columns).union(past.values_list(*columns), all=True)
    return _sorted_out(list(rows), run, chosen, top)


def _first(newest: QuerySet[Entry], top: int) -> QuerySet[Entry, Any]:
    return newest.filter(position__lte=top).values("competitor")


def _sorted_out(
    rows: list[tuple[Any, ...]], run: RatingRun, chosen: Sequence[str], top: int
) -> Histories:
    now = {row[1]: _model(row) for row in rows if row[0] == run.pk}
    models = sorted(now.values(), key=lambda model: model.position)
    wanted = set(chosen) or {model.slug for model in models[:top]}
    days: dict[str, dict[date, Moment]] = {
        model.slug: {} for model in models if model.slug in wanted
    }
    for row in rows:
        moment = _moment(row)
        if row[1] in days and moment is not None:
            days[row[1]][moment.day] = moment
    moments = {slug: [found[day] for day in sorted(found)] for slug, found in days.items()}
    return Histories(models, moments)


def _model(row: tuple[Any, ...]) -> RatedModel:
    _, slug, name, provider, position, *told = row
    return RatedModel(slug, name, provider, position, is_rated=told[-1] > 0)


def _moment(row: tuple[Any, ...]) -> Moment | None:
    """None for one without votes, who has no rating."""
    finished_at, rating, lower, upper, rank, rank_high, votes = row[-len(_TOLD) :]
    if not votes:
        return None
    return Moment(_day(finished_at), rating, lower, upper, rank, rank_high, votes)


def _day(moment: datetime) -> date:
    """The union of two queries leaves times as the database has them, without a zone on SQLite."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).date()
