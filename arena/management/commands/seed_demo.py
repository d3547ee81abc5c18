import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from arena.demo import CONTENT, DemoResponse, simulate_votes
from arena.ingest import (
    ImportReport,
    Terms,
    VoteRow,
    VoteTerms,
    import_dataset,
    read_dataset,
    record_votes,
)
from arena.management.importing import hand_over
from arena.models import Origin, Outcome, Response, Vote

SOURCE = "demo"

# Enough for intervals that tell the competitors apart, few enough to seed in a second.
VOTES = 1_500
DAYS = 14
SEED = 1


class Command(BaseCommand):
    help = "Add the demo's challenges, competitors, responses and simulated votes."

    def handle(self, *_args: Any, **_options: Any) -> None:
        now = timezone.now()
        rows = read_dataset([CONTENT], name="jsonl")
        terms = Terms(source=SOURCE, now=now, keep_going=True)
        # An arena seeded by an earlier demo keeps what it has, and gets what is new.
        hand_over(self, lambda: import_dataset(rows, terms=terms), keep_going=True, dry_run=False)
        hand_over(self, lambda: _vote(now), keep_going=True, dry_run=False)


def _vote(now: datetime) -> ImportReport:
    """Once: what was cast is kept, even if later demos would simulate other votes."""
    there = Vote.objects.filter(source=SOURCE).count()
    if there:
        report = ImportReport(is_written=True)
        report.already_there["vote"] = there
        return report
    terms = VoteTerms(source=SOURCE, now=now, origin=Origin.SIMULATED, keep_going=True)
    return record_votes(_simulated(now), terms=terms)


def _simulated(now: datetime) -> Iterator[VoteRow]:
    """Votes spread evenly over the days before now."""
    rng = random.Random(SEED)  # noqa: S311  a simulation, the same at every start
    pause = timedelta(days=DAYS) / VOTES
    votes = simulate_votes(rng=rng, responses=_demo_responses(), count=VOTES)
    for number, vote in enumerate(votes):
        yield VoteRow(
            challenge=vote.challenge,
            left=vote.left,
            right=vote.right,
            outcome=Outcome(vote.outcome),
            voter=str(vote.voter),
            cast_at=now - pause * (VOTES - number),
            key=f"demo-{number}",
        )


def _demo_responses() -> list[DemoResponse]:
    slugs = ("challenge__slug", "challenge__category__slug", "competitor__slug")
    responses = Response.objects.filter(source=SOURCE).order_by()
    return [DemoResponse(*row) for row in responses.values_list(*slugs)]
