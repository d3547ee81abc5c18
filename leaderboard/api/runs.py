"""Which run of which board is meant: the newest, the one that stood at a time, or one by number."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.db.models import Max
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from arena.api.reads import Gone, NotThere, ParameterNotValid, between, moment
from leaderboard.models import DAYS_OF_EVERY_RUN, Board, RatingRun

# As many days as a century has: no board looks further back.
MOST_DAYS = 36_525
MOST_ID = 2**63 - 1

AS_OF = moment("as_of", "The run that stood then: at a time, or at the end of a day in UTC.")
WINDOW = between(
    "window", 1, MOST_DAYS, "The board of the same votes, but those of so many last days alone."
)


class RunNotFound(NotThere):
    default_code = "run_not_found"


class RunNotKept(Gone):
    default_code = "run_not_kept"


def named_board(slug: str) -> Board:
    found = Board.objects.select_related("category", "challenge", "anchor").filter(slug=slug)
    board = found.first()
    if board is None:
        raise Http404
    return board


def in_window(board: Board, asked: dict[str, Any]) -> Board:
    """The board, or that of the window asked for."""
    if "window" not in asked:
        return board
    same = {name: getattr(board, name) for name in Board.FILTERS if name != "window_days"}
    windows = Board.objects.select_related("category", "challenge", "anchor").filter(**same)
    found = windows.filter(window_days=asked["window"]).first()
    if found is None:
        days = windows.filter(window_days__isnull=False).order_by("window_days")
        there = ", ".join(str(each) for each in days.values_list("window_days", flat=True))
        raise ParameterNotValid(
            {"window": f"window: It is one of: {there}." if there else "window: There is none."}
        )
    return found


def standing_at(board: Board, at: datetime | None) -> tuple[RatingRun | None, bool]:
    """The run of the board that stood then, and whether it surely did: of days more than a week ago
    only the last run is kept, and another may have stood for a part of the day.

    Raises:
        RunNotFound: the board had none by then.
    """
    runs = RatingRun.objects.filter(board=board)
    if at is None:
        return runs.order_by("-id").first(), True
    found = runs.filter(finished_at__lte=at).order_by("-id").first()
    if found is None:
        first = runs.order_by("id").first()
        since = f" The first is of {first.finished_at.isoformat()}." if first else ""
        raise RunNotFound(f"The board had no run by then.{since}")
    return found, _is_exact(runs.filter(finished_at__gt=at), at)


def _is_exact(later: Any, at: datetime) -> bool:
    if at >= timezone.now() - timedelta(days=DAYS_OF_EVERY_RUN):
        return True
    end = datetime.combine(at.astimezone(UTC).date(), time.max, UTC)
    return not later.filter(finished_at__lte=end).exists()


def run_of(board: Board, number: int, *, origin: str) -> RatingRun:
    """
    Raises:
        RunNotFound: there is no such run, or it is another board's.
        RunNotKept: there may have been, but it is not kept.
    """
    runs = RatingRun.objects.filter(board=board)
    number = min(number, MOST_ID)
    run = runs.filter(pk=number).first()
    if run is not None:
        return run
    newest = RatingRun.objects.aggregate(newest=Max("pk"))["newest"] or 0
    if not 0 < number <= newest or RatingRun.objects.filter(pk=number).exists():
        raise RunNotFound("The board has no such run.")
    raise RunNotKept(
        "This run is not kept: of runs older than a week the last of each day is.",
        **_nearest(runs, board, number, origin),
    )


def _nearest(runs: Any, board: Board, number: int, origin: str) -> dict[str, Any]:
    before = runs.filter(pk__lt=number).order_by("-pk").first()
    after = runs.filter(pk__gt=number).order_by("pk").first()
    found = min(
        (each for each in (before, after) if each),
        key=lambda run: abs(run.pk - number),
        default=None,
    )
    if found is None:
        return {}
    address = reverse("api:run", args=[board.slug, found.pk])
    return {
        "nearest": {
            "id": found.pk,
            "finished_at": found.finished_at.isoformat(),
            "url": f"{origin}{address}",
        }
    }
