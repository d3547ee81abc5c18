"""Tell webhooks which models moved in rank from one day to the next."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from arena import webhooks
from arena.models import Competitor, HookEvent
from leaderboard.catalogue import last_runs_of_days, moves_between

# A day without a run is passed over.
DAYS = 7


def announce_moves(*, now: datetime) -> None:
    """Of the last day that is over; each is told once, so it may be called at any time."""
    if not webhooks.listening.current():
        return
    runs = last_runs_of_days(now, days=DAYS)[-2:]
    if len(runs) < 2:  # noqa: PLR2004 - a day, and one to compare it with
        return
    earlier, later = runs
    day = later.finished_at.date().isoformat()
    moves = moves_between(earlier.pk, later.pk)
    moved = Competitor.objects.in_bulk([move.competitor for move in moves])
    for move in moves:
        model = moved[move.competitor]
        told = {
            "model": model.slug,
            "name": model.name,
            "day": day,
            "before": {"low": move.before[0], "high": move.before[1]},
            "after": {"low": move.after[0], "high": move.after[1]},
            "url": f"{settings.SITE_URL}{reverse('site:model', args=[model.slug])}",
        }
        webhooks.announce(HookEvent.RANK_MOVED, told, now=now, key=f"rank/{model.pk}/{day}")
