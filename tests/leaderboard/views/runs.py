"""A run published again with something changed, for pages that show it."""

from typing import Any

from arena.models import Competitor
from leaderboard.models import Board, Entry, RatingRun


def publish_again(**changed) -> RatingRun:
    """The overall board's newest run once more, without its rows."""
    newest = RatingRun.objects.newest(Board.objects.overall())
    return RatingRun.objects.create(**fields_of(newest) | changed)


def fields_of(row) -> dict[str, Any]:
    """To be created once more."""
    return {f.name: getattr(row, f.name) for f in row._meta.concrete_fields if f.name != "id"}


def publish_with_few(number, *, island=1, votes=3, **changed) -> RatingRun:
    """The newest run once more with its rows, and so many models more, of few votes each."""
    rows = list(RatingRun.objects.newest(Board.objects.overall()).entries.all())
    run = publish_again(**changed)
    entries = [Entry(**fields_of(row) | {"run": run}) for row in rows]
    counts = {"votes": votes, "wins": votes, "losses": 0, "ties": 0, "both_bad": 0}
    for place in range(number):
        new = {"competitor": _few(island, place), "position": len(rows) + place + 1}
        new |= {"run": run, "island": island, "status": "provisional"}
        entries.append(Entry(**fields_of(rows[-1]) | counts | new))
    Entry.objects.bulk_create(entries)
    return run


def _few(island, place) -> Competitor:
    name = f"Few {island}.{place}"
    return Competitor.objects.create(slug=f"few-{island}-{place}", name=name, provider="Dune")
