"""The published ratings, as the arena's verdict asks for them."""

from collections.abc import Collection, Mapping

from arena.standings import Crowd, Standing
from leaderboard.models import OVERALL, Entry, RatingRun, ResponseTally

_FIELDS = ("rating", "lower", "upper", "rank_low", "rank_high", "votes", "status")


class PublishedStandings:
    """Reads the newest run of the overall board; computes nothing."""

    def standings_of(self, competitors: Collection[int]) -> Mapping[int, Standing]:
        newest = RatingRun.objects.filter(board__slug=OVERALL).order_by("-id").values("id")[:1]
        rows = Entry.objects.filter(run__in=newest, competitor__in=competitors)
        return {row.competitor_id: _standing(row) for row in rows}

    def crowd_on(self, *, left: int, right: int) -> Crowd:
        """Counts on these two responses, the mirrored servings turned to this match's sides."""
        cells = ResponseTally.objects.filter(
            left_response__in=(left, right), right_response__in=(left, right)
        )
        as_shown = [c for c in cells if c.left_response_id == left]
        mirrored = [c for c in cells if c.left_response_id == right]
        return Crowd(
            left=sum(c.left for c in as_shown) + sum(c.right for c in mirrored),
            right=sum(c.right for c in as_shown) + sum(c.left for c in mirrored),
            tie=sum(c.tie for c in cells),
            both_bad=sum(c.both_bad for c in cells),
            simulated=sum(c.simulated for c in cells),
        )


def _standing(row: Entry) -> Standing:
    return Standing(**{field: getattr(row, field) for field in _FIELDS})
