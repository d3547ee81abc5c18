"""Which boards' errors are to be measured again."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings

from leaderboard.models import Board, ErrorPass

# Of a small board's votes, so many new ones are enough for a pass.
SHARE = 0.02
# After passes comes a pause so many times as long, however many boards there are, so that all of
# them together take a twentieth of a core.
PAUSE = 20
_UNREAD = ("competitors", "own", "between", "notes")


def boards_due(*, now: datetime, pause: bool = True) -> list[Board]:
    """Boards without a pass, or whose last one is out of date; one query.

    Args:
        now: what time it is.
        pause: whether passes are followed by a pause, which boards without one need not wait for.
    """
    boards = Board.objects.filter(filled=True, sequence__gt=0).select_related("error_pass")
    unread = (f"error_pass__{name}" for name in _UNREAD)
    found = [(board, _last_of(board)) for board in boards.defer(*unread)]
    resting = pause and _are_resting([last for _, last in found if last], now)
    return [
        board
        for board, last in found
        if last is None or (not resting and _is_due(board, last, now, pause=pause))
    ]


def _last_of(board: Board) -> ErrorPass | None:
    return getattr(board, "error_pass", None)


def _are_resting(passes: Sequence[ErrorPass], now: datetime) -> bool:
    """Whether the pause after the newest passes, which read the votes together, is not over."""
    if not passes:
        return False
    newest = max(passes, key=lambda last: last.finished_at)
    return now - newest.finished_at < PAUSE * (newest.finished_at - newest.started_at)


def _is_due(board: Board, last: ErrorPass, now: datetime, *, pause: bool) -> bool:
    if last.version == board.version and last.speaks_of == board.speaks_of:
        return False
    if not pause or last.generation != board.generation or last.speaks_of != board.speaks_of:
        return True
    enough = min(settings.PASS_VOTES, SHARE * last.votes)
    changed = board.sequence - last.sequence
    return changed >= enough or now - last.finished_at >= timedelta(minutes=settings.PASS_MINUTES)
