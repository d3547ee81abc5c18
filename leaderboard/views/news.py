"""What is new in the arena, for feeds: models, challenges, moves in rank, exclusions, and the board
at the end of each day. Days are those of UTC, and only days that are over: what was told stays."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from operator import attrgetter

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from arena.models import PUBLIC_STATES, Challenge, Competitor
from arena.text import day
from leaderboard.catalogue import (
    BoardSummary,
    days_of_exclusions,
    last_runs_of_days,
    moves_between,
    summary_of,
)
from leaderboard.kept import kept
from leaderboard.models import OVERALL, Entry, RatingRun

# Of each kind.
MOST_NEWS = 50
DAYS = 60


@dataclass(frozen=True, slots=True)
class News:
    """One thing that is new.

    Args:
        key: what it is known by for ever, such as model/claude.
        path: of the page that shows it.
        title: a line, in the reader's language.
        text: a sentence more, or nothing.
        at: when it came.
    """

    key: str
    path: str
    title: str
    text: str
    at: datetime


def news(name: str, *, now: datetime) -> Sequence[News]:
    """The newest first; `name` is one of `NEWS`."""
    found = sorted(NEWS[name](now), key=attrgetter("at"), reverse=True)
    return found[:MOST_NEWS]


def _models(now: datetime) -> Iterable[News]:
    del now
    for each in Competitor.objects.order_by("-created_at", "-pk")[:MOST_NEWS]:
        path = reverse("site:model", args=[each.slug])
        title = _("New model: %(name)s") % {"name": each.name}
        yield News(f"model/{each.slug}", path, title, each.provider, each.created_at)


def _challenges(now: datetime) -> Iterable[News]:
    public = Challenge.objects.filter(state__in=PUBLIC_STATES, published_at__lte=now)
    for each in public.select_related("category").order_by("-published_at", "-pk")[:MOST_NEWS]:
        path = reverse("site:challenge", args=[each.slug])
        title = _("New challenge: %(title)s") % {"title": each.title}
        assert each.published_at is not None
        yield News(f"challenge/{each.slug}", path, title, each.category.name, each.published_at)


def _moves(now: datetime) -> Iterable[News]:
    """From one day to the next that has a run, on the board of all votes."""
    runs = last_runs_of_days(now, days=DAYS)
    names = dict(Competitor.objects.order_by().values_list("pk", "name"))
    slugs = dict(Competitor.objects.order_by().values_list("pk", "slug"))
    for earlier, later in pairwise(runs):
        for move in moves_between(earlier.pk, later.pk):
            yield News(
                f"rank/{slugs[move.competitor]}/{later.finished_at.date()}",
                reverse("site:model", args=[slugs[move.competitor]]),
                _("%(name)s: rank %(ranks)s, before %(before)s")
                % {
                    "name": names[move.competitor],
                    "ranks": _ranks(*move.after),
                    "before": _ranks(*move.before),
                },
                _("The ranks it may have do not overlap with those of the day before."),
                _end_of(later.finished_at.date()),
            )


def _exclusions(now: datetime) -> Iterable[News]:
    for each in days_of_exclusions(now=now):
        if each.day < now.astimezone(UTC).date():
            words = {
                "rule": each.rule,
                "excluded": number_format(each.excluded, force_grouping=True),
                "reinstated": number_format(each.reinstated, force_grouping=True),
            }
            yield News(
                f"exclusions/{each.day}/{each.key}",
                reverse("site:changelog"),
                _("%(rule)s: votes excluded %(excluded)s, put back %(reinstated)s") % words,
                day(each.day),
                _end_of(each.day),
            )


def _boards(now: datetime) -> Iterable[News]:
    runs = last_runs_of_days(now, days=DAYS)
    summaries = _summaries(runs)
    for run in runs:
        over = run.finished_at.astimezone(UTC).date()
        words = {"votes": number_format(run.votes, force_grouping=True), "day": day(over)}
        yield News(
            f"board/{OVERALL}/{over}",
            reverse("site:leaderboard"),
            ngettext(
                "The board on %(day)s: %(votes)s vote",
                "The board on %(day)s: %(votes)s votes",
                run.votes,
            )
            % words,
            _with_sentence(
                summaries[run.pk],
                _("The ledger's head after entry %(sequence)s: %(head)s")
                % {"sequence": run.sequence, "head": run.head},
            ),
            _end_of(over),
        )


def _with_sentence(summary: BoardSummary, head: str) -> str:
    return f"{summary.sentence} {head}"


def _summaries(runs: Sequence[RatingRun]) -> Mapping[int, BoardSummary]:
    """By run; of those not known yet, the rows of all in one query."""
    known = _known_summaries()
    missing = [run for run in runs if run.pk not in known]
    rows: dict[int, list[Entry]] = {run.pk: [] for run in missing}
    found = Entry.objects.filter(run__in=missing).order_by("run", "position")
    unread = ("competitor__specs", "competitor__description")
    for row in found.select_related("competitor").defer(*unread) if missing else ():
        rows[row.run_id].append(row)
    for run in missing:
        known[run.pk] = summary_of(rows[run.pk], minimum=run.minimum_votes)
    for old in known.keys() - {run.pk for run in runs}:
        del known[old]
    return known


@kept.at_most(1)
def _known_summaries() -> dict[int, BoardSummary]:
    return {}


def _all(now: datetime) -> Iterable[News]:
    for name, find in NEWS.items():
        if name != "all":
            yield from find(now)


NEWS: Mapping[str, Callable[[datetime], Iterable[News]]] = {
    "all": _all,
    "models": _models,
    "challenges": _challenges,
    "ranks": _moves,
    "exclusions": _exclusions,
    "boards": _boards,
}


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=UTC)


def _ranks(low: int, high: int) -> str:
    return str(low) if low == high else f"{low}\N{EN DASH}{high}"
