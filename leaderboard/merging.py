"""Actions on who a competitor is, with what follows for the boards."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F

from arena.locks import wait_for
from arena.models import Competitor
from arena.moderation import merge_competitors, reveal_competitor, unmerge_competitor
from leaderboard.models import Board

# How long a recomputation that is under way is waited for.
WAIT_SECONDS = 30


def merge(
    *, competitor: Competitor, into: Competitor, reason: str, actor: User | None, now: datetime
) -> Competitor:
    """`arena.moderation.merge_competitors`; every board is counted again from the ledger.

    Raises:
        LockBusy: a recomputation did not end in time; nothing was done.
    """
    with wait_for("ledger", seconds=WAIT_SECONDS), transaction.atomic():
        merged = merge_competitors(
            competitor=competitor, into=into, reason=reason, actor=actor, now=now
        )
        Board.objects.update(filled=False)
    return merged


def unmerge(
    *, competitor: Competitor, reason: str, actor: User | None, now: datetime
) -> Competitor:
    """`arena.moderation.unmerge_competitor`; every board is counted again from the ledger.

    Raises:
        LockBusy: a recomputation did not end in time; nothing was done.
    """
    with wait_for("ledger", seconds=WAIT_SECONDS), transaction.atomic():
        unmerged = unmerge_competitor(competitor=competitor, reason=reason, actor=actor, now=now)
        Board.objects.update(filled=False)
    return unmerged


@transaction.atomic
def reveal(
    *,
    competitor: Competitor,
    name: str,
    provider: str,
    reason: str,
    actor: User | None,
    now: datetime,
) -> Competitor:
    """`arena.moderation.reveal_competitor`; boards are published anew, under the new name."""
    revealed = reveal_competitor(
        competitor=competitor, name=name, provider=provider, reason=reason, actor=actor, now=now
    )
    Board.objects.update(generation=F("generation") + 1)
    return revealed
