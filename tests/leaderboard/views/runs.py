"""A run published again with something changed, for pages that show it."""

from leaderboard.models import Board, RatingRun


def publish_again(**changed) -> RatingRun:
    """The overall board's newest run once more, without its rows."""
    newest = RatingRun.objects.newest(Board.objects.overall())
    kept = [field.name for field in newest._meta.concrete_fields if field.name != "id"]
    return RatingRun.objects.create(**{name: getattr(newest, name) for name in kept} | changed)
