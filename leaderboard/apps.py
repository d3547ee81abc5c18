from django.apps import AppConfig


class LeaderboardConfig(AppConfig):
    name = "leaderboard"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from arena.matches import standings  # noqa: PLC0415 - models are not ready before
        from leaderboard.standings import PublishedStandings  # noqa: PLC0415 - the same

        standings.register(PublishedStandings())
