from django.contrib import admin
from django.utils.safestring import SafeString

from arena.admin.tables import ReadOnlyAdmin, link_to_list
from leaderboard.models import CitedRun, Entry, ErrorPass, PairErrors, RatingRun


@admin.register(RatingRun)
class RatingRunAdmin(ReadOnlyAdmin[RatingRun]):
    list_display = (
        "id",
        "board",
        "finished_at",
        "votes",
        "imported",
        "simulated",
        "excluded",
        "sequence",
        "steps",
        "rows",
    )
    list_filter = ("board", "finished_at")
    list_select_related = ("board",)
    search_fields = ("id__exact", "head__exact")
    search_help_text = "The number of a run, or the whole digest of its ledger's head."
    readonly_fields = ("rows",)

    @admin.display(description="entries")
    def rows(self, run: RatingRun) -> SafeString:
        return link_to_list(Entry, "Entries", run__id__exact=run.pk)


@admin.register(CitedRun)
class CitedRunAdmin(ReadOnlyAdmin[CitedRun]):
    list_display = ("run_id", "board", "cited_at")
    list_select_related = ("run__board",)
    search_fields = ("run__id__exact",)
    ordering = ("-cited_at",)

    @admin.display(description="board")
    def board(self, cited: CitedRun) -> str:
        return str(cited.run.board)


@admin.register(Entry)
class EntryAdmin(ReadOnlyAdmin[Entry]):
    list_display = (
        "run_id",
        "position",
        "competitor",
        "rating",
        "lower",
        "upper",
        "elo",
        "rank_low",
        "rank_high",
        "votes",
        "status",
    )
    list_display_links = ("position",)
    list_filter = ("status", "run__board", "competitor")
    list_select_related = ("competitor",)
    search_fields = ("run__id__exact", "competitor__slug__exact")
    search_help_text = "The number of a run, or the slug of a model."
    ordering = ("-run_id", "position")


@admin.register(ErrorPass)
class ErrorPassAdmin(ReadOnlyAdmin[ErrorPass]):
    list_display = ("board", "number", "interval", "votes", "voters", "challenges", "finished_at")
    list_filter = ("interval", "speaks_of")
    list_select_related = ("board",)
    long_fields = ("competitors", "own", "between")
    search_fields = ("board__slug",)
    ordering = ("board",)


@admin.register(PairErrors)
class PairErrorsAdmin(ReadOnlyAdmin[PairErrors]):
    list_display = ("board", "run")
    list_select_related = ("board", "run__board")
    long_fields = ("competitors", "errors", "independent")
    search_fields = ("board__slug", "run__id__exact")
    ordering = ("board",)
