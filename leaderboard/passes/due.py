"""Which boards' errors are to be measured again."""

from datetime import datetime, timedelta

from django.conf import settings

from leaderboard.models import Board, ErrorPass

# Of a small board's votes, so many new ones are enough for a pass.
SHARE = 0.02
# After a pass comes a pause so many times as long, so that passes take a twentieth of a core.
PAUSE = 20
_UNREAD = ("competitors", "own", "between", "notes")


def boards_due(*, now: datetime, pause: bool = True) -> list[Board]:
    """Boards without a pass, or whose last one is out of date; one query.

    Args:
        now: what time it is.
        pause: whether a pass is followed by a pause.
    """
    boards = Board.objects.filter(filled=True, sequence__gt=0).select_related("error_pass")
    unread = (f"error_pass__{name}" for name in _UNREAD)
    return [board for board in boards.defer(*unread) if _is_due(board, now, pause=pause)]


def _is_due(board: Board, now: datetime, *, pause: bool) -> bool:
    last: ErrorPass | None = getattr(board, "error_pass", None)
    if last is None:
        return True
    if last.version == board.version and last.speaks_of == board.speaks_of:
        return False
    if not pause:
        return True
    if now - last.finished_at < PAUSE * (last.finished_at - last.started_at):
        return False
    if last.generation != board.generation or last.speaks_of != board.speaks_of:
        return True
    enough = min(settings.PASS_VOTES, SHARE * last.votes)
    changed = board.sequence - last.sequence
    return changed >= enough or now - last.finished_at >= timedelta(minutes=settings.PASS_MINUTES)
