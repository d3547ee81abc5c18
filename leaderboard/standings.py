"""The published ratings, as the arena's verdict asks for them."""

from collections.abc import Collection, Mapping

from arena.matches import NOBODY, Crowd, Standing
from leaderboard.models import OVERALL, Entry, RatingRun, ResponseTally

_FIELDS = ("rating", "lower", "upper", "rank_low", "rank_high", "votes", "status")


class PublishedStandings:
    """Reads the newest run of the overall board; computes nothing."""

    def standings_of(self, competitors: Collection[int]) -> Mapping[int, Standing]:
        newest = RatingRun.objects.filter(board__slug=OVERALL).order_by("-id").values("id")[:1]
        rows = Entry.objects.filter(run__in=newest, competitor__in=competitors)
        return {row.competitor_id: _standing(row) for row in rows}

    def crowds_on(self, seen: Collection[tuple[int, int]]) -> Mapping[tuple[int, int], Crowd]:
        """Counts on two responses each, the mirrored servings turned to the sides asked for."""
        responses = {response for pair in seen for response in pair}
        cells = ResponseTally.objects.filter(
            left_response__in=responses, right_response__in=responses
        )
        cell_of = {(cell.left_response_id, cell.right_response_id): cell for cell in cells}
        return {
            (left, right): _crowd(cell_of.get((left, right)), cell_of.get((right, left)))
            for left, right in seen
        }


def _crowd(as_shown: ResponseTally | None, mirrored: ResponseTally | None) -> Crowd:
    straight, turned = as_shown or NOBODY, mirrored or NOBODY
    return Crowd(
        left=straight.left + turned.right,
        right=straight.right + turned.left,
        tie=straight.tie + turned.tie,
        both_bad=straight.both_bad + turned.both_bad,
        simulated=straight.simulated + turned.simulated,
    )


def _standing(row: Entry) -> Standing:
    return Standing(**{field: getattr(row, field) for field in _FIELDS})
