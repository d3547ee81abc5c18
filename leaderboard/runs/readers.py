"""Which boards somebody reads: those are published at every tick, the others less often.

Web processes say it through the cache they share. While that does not answer, all boards count as
read, so none is late.
"""

import logging
import time
from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.db.models import OuterRef, Subquery
from redis import RedisError

from leaderboard.kept import kept
from leaderboard.models import OVERALL, Board, RatingRun

logger = logging.getLogger(__name__)

# For so long after somebody asked for a board it counts as read.
READ_SECONDS = 60
# A process says so of a board at most once in so long.
SAID_SECONDS = 10


@kept.at_most(1)
def _said() -> dict[str, float]:
    """When this process last said of each board that it is read."""
    return {}


def say_read(slug: str) -> None:
    """Somebody reads this board, which exists."""
    said, now = _said(), time.monotonic()
    if slug == OVERALL or now - said.get(slug, -SAID_SECONDS) < SAID_SECONDS:
        return
    said[slug] = now
    try:
        cache.set(_key(slug), value=True, timeout=READ_SECONDS)
    except RedisError:
        logger.debug("nobody could be told that %s is read", slug)


def resting_boards(*, now: datetime) -> Collection[int]:
    """Boards that need not be published now, by id: nobody reads them, and their newest run is
    younger than `UNREAD_BOARD_SECONDS`. The overall board never rests."""
    longest = timedelta(seconds=settings.UNREAD_BOARD_SECONDS)
    if not longest:
        return frozenset()
    newest = RatingRun.objects.filter(board=OuterRef("pk")).order_by("-id").values("finished_at")
    boards = Board.objects.filter(filled=True).exclude(slug=OVERALL).order_by()
    young = boards.alias(published=Subquery(newest[:1])).filter(
        # A clock that is set back keeps no board.
        published__gt=now - longest,
        published__lte=now,
    )
    slugs = dict(young.values_list("pk", "slug"))
    read = _read_among(slugs.values()) if slugs else frozenset()
    return frozenset(pk for pk, slug in slugs.items() if slug not in read)


def _read_among(slugs: Collection[str]) -> Collection[str]:
    try:
        found = cache.get_many([_key(slug) for slug in slugs])
    except RedisError:
        return slugs
    return frozenset(slug for slug in slugs if _key(slug) in found)


def _key(slug: str) -> str:
    return f"board-is-read:{slug}"
