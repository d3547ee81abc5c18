"""The published ratings, as the arena's verdict asks for them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db.models import BigIntegerField, Q, QuerySet

from arena.matches import NOBODY, Crowd, Standing
from arena.models import BrieflyKept, Challenge, Placeholder, PreparedRows
from leaderboard.models import OVERALL, Board, Entry, RatingRun, ResponseTally

_FIELDS = ("rating", "lower", "upper", "rank_low", "rank_high", "votes", "status")


def _entries_of_two() -> QuerySet[Any, Any]:
    newest = RatingRun.objects.filter(board__slug=OVERALL).order_by("-id").values("id")[:1]
    key = BigIntegerField()
    either = Q(competitor=Placeholder("one", key)) | Q(competitor=Placeholder("other", key))
    return (
        Entry.objects.filter(either, run__in=newest)
        .order_by()
        .values_list("competitor_id", *_FIELDS)
    )


_newest_entries = PreparedRows(_entries_of_two)

# How long the list of boards is remembered, in seconds.
BOARDS_SECONDS = 30.0
boards = BrieflyKept(
    lambda: sorted(Board.objects.filter(filled=True), key=lambda board: board.place),
    seconds=BOARDS_SECONDS,
)


class PublishedStandings:
    """Reads the newest run of the overall board; computes nothing."""

    def standings_of(self, one: int, other: int) -> Mapping[int, Standing]:
        rows = _newest_entries(one=one, other=other)
        return {competitor: Standing(*fields) for competitor, *fields in rows}

    def crowds_on(self, seen: Collection[tuple[int, int]]) -> Mapping[tuple[int, int], Crowd]:
        """Counts on two responses each, the mirrored servings turned to the sides asked for."""
        responses = {response for pair in seen for response in pair}
        cell_of = {
            (left, right): Crowd(*counts)
            for left, right, *counts in ResponseTally.objects.among(responses)
        }
        return {
            (left, right): _crowd(cell_of.get((left, right)), cell_of.get((right, left)))
            for left, right in seen
        }

    def boards_with(self, challenge: Challenge) -> Sequence[str]:
        return [board.title for board in boards.current() if _counts(board, challenge)]


def _counts(board: Board, challenge: Challenge) -> bool:
    return (
        board.category_id in {None, challenge.category_id}
        and board.challenge_id in {None, challenge.pk}
        and board.kind in {"", challenge.kind}
        and board.language in {"", challenge.language}
    )


def _crowd(as_shown: Crowd | None, mirrored: Crowd | None) -> Crowd:
    straight, turned = as_shown or NOBODY, mirrored or NOBODY
    return Crowd(
        left=straight.left + turned.right,
        right=straight.right + turned.left,
        tie=straight.tie + turned.tie,
        both_bad=straight.both_bad + turned.both_bad,
        simulated=straight.simulated + turned.simulated,
    )
