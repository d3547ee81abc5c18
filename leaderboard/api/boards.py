"""Read boards: their newest runs, and those that stood before. Nothing here computes.

The newest run of a board is written as JSON once and kept as bytes, which serve everybody.
"""

from typing import Any

from django.db.models import QuerySet, SlugField
from django.http import Http404
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from arena import site
from arena.api.reads import (
    Answer,
    Listing,
    ListRead,
    Read,
    Sort,
    etag_of,
    flag,
    moment,
    one_of,
    only,
    slug,
    text,
)
from arena.models import Kind, Placeholder, PreparedRows
from leaderboard.api.runs import AS_OF, WINDOW, in_window, named_board, run_of, standing_at
from leaderboard.api.serializers import (
    BoardSerializer,
    EntrySerializer,
    RatedBoardSerializer,
    RunSerializer,
    summary_as_dict,
)
from leaderboard.kept import kept
from leaderboard.models import Board, Entry, RatingRun
from leaderboard.runs import say_read

# Boards kept in memory: with more of them the least read are written anew.
MOST_BOARDS = 64
_FILTERS = {
    "category": "category__slug",
    "challenge": "challenge__slug",
    "kind": "kind",
    "language": "language",
    "window": "window_days",
    "style_controlled": "style_controlled",
}


class Boards(Read):
    """All boards, or those that count the votes asked for."""

    operation = "list_boards"
    result = BoardSerializer
    parameters = (
        slug("category", "Only the boards of this category."),
        slug("challenge", "Only the board of this challenge."),
        one_of("kind", Kind.values, "Only the boards of this kind of responses."),
        text("language", "Only the boards of this language, as a tag such as en."),
        WINDOW,
        flag("style_controlled", "Only boards that hold style constant, or only others."),
    )

    @classmethod
    def answer_shape(cls) -> Any:
        return BoardSerializer(many=True)

    def read(self, request: Request, asked: dict[str, Any], **place: Any) -> Answer:
        rows = tuple(_board_rows())
        if not asked:
            body, version = _boards(rows)
            return Answer(version, lambda: body)
        wanted = {column: asked[name] for name, column in _FILTERS.items() if name in asked}
        fields = asked.get("fields")

        def make() -> Any:
            boards = [each for each in Board.objects.in_groups() if _is_like(each, wanted)]
            return [only(each, fields) for each in BoardSerializer(boards, many=True).data]

        return Answer(etag_of(rows, sorted(asked.items())), make)


class RatedBoard(Read):
    """A board with its newest run, best first, or with the run that stood at a time."""

    operation = "read_board"
    result = RatedBoardSerializer
    parameters = (AS_OF, WINDOW)
    refusals = {404: "There is no such board, or it had no run by then (`run_not_found`)."}

    def read(self, request: Request, asked: dict[str, Any], **place: Any) -> Answer:
        name = place["slug"]
        if asked:
            return self._asked(name, asked)
        found = _newest_run(slug=name)
        if not found:
            return _unrated(name)
        [(run,)] = found
        say_read(name)
        return Answer(f"run-{run}", lambda: _rated_board(name, run))

    def _asked(self, name: str, asked: dict[str, Any]) -> Answer:
        board = in_window(named_board(name), asked)
        run, is_exact = standing_at(board, asked.get("as_of"))
        say_read(board.slug)
        fields = asked.get("fields")

        def make() -> dict[str, Any]:
            found = _board_as_dict(board, run)
            if "as_of" in asked:
                found["as_of"] = {"at": asked["as_of"], "is_exact": is_exact}
            return only(found, fields)

        about = (board.slug, board.name, run and run.pk, is_exact, sorted(asked.items()))
        return Answer(etag_of(*about), make)


class BoardRuns(ListRead):
    """The runs of a board that are kept, the newest first. Of runs older than a week the last of
    each day is."""

    operation = "list_runs"
    result = RunSerializer
    sorts = {"id": Sort("id"), "finished_at": Sort("finished_at")}
    is_falling = True
    parameters = (
        moment("since", "Only runs that were finished then or later."),
        moment("until", "Only runs that were finished by then."),
    )

    def listing(self, request: Request, asked: dict[str, Any], **place: Any) -> Listing:
        runs = RatingRun.objects.filter(board=named_board(place["slug"]))
        if "since" in asked:
            runs = runs.filter(finished_at__gte=asked["since"])
        if "until" in asked:
            runs = runs.filter(finished_at__lte=asked["until"])
        return Listing(runs, lambda rows: list(RunSerializer(rows, many=True).data))


class BoardRun(Read):
    """A board with one of its runs."""

    operation = "read_run"
    result = RatedBoardSerializer
    refusals = {
        404: "There is no such board, or no such run of it (`run_not_found`).",
        410: "The run is not kept (`run_not_kept`); `nearest` says which is.",
    }

    def read(self, request: Request, asked: dict[str, Any], **place: Any) -> Answer:
        board = named_board(place["slug"])
        run = run_of(board, place["run"], origin=site.origin_of(request))
        fields = asked.get("fields")
        if fields is None:
            return Answer(f"run-{run.pk}", lambda: _rated_board(board.slug, run.pk))

        def make() -> dict[str, Any]:
            return only(_board_as_dict(board, run), fields)

        return Answer(etag_of(run.pk, board.name, fields), make)


def _run_of_slug() -> QuerySet[Any, Any]:
    runs = RatingRun.objects.filter(board__slug=Placeholder("slug", SlugField()))
    return runs.order_by("-id").values_list("id")[:1]


_newest_run = PreparedRows(_run_of_slug)


def _listed_boards() -> QuerySet[Any, Any]:
    to_slug = {name: f"{name}__slug" for name in ("category", "challenge", "anchor")}
    columns = (to_slug.get(name, name) for name in BoardSerializer.Meta.fields)
    return Board.objects.order_by("id").values_list(*columns)


_board_rows = PreparedRows(_listed_boards)


def _is_like(board: Board, wanted: dict[str, Any]) -> bool:
    for column, value in wanted.items():
        found: Any = board
        for name in column.split("__"):
            found = None if found is None else getattr(found, name)
        if found != value:
            return False
    return True


def _unrated(name: str) -> Answer:
    board = Board.objects.select_related("category", "challenge", "anchor").filter(slug=name)
    found = board.first()
    if found is None:
        raise Http404
    body = _as_json(_board_as_dict(found, None))
    return Answer(etag_of(body), lambda: body)


@kept.at_most(MOST_BOARDS)
def _rated_board(slug: str, run: int) -> bytes:
    return _as_json(_board_as_dict(named_board(slug), RatingRun.objects.get(id=run)))


def _board_as_dict(board: Board, run: RatingRun | None) -> dict[str, Any]:
    rows = Entry.objects.filter(run=run).select_related("competitor").order_by("position")
    entries = list(rows) if run else []
    return {
        "board": BoardSerializer(board).data,
        "run": None if run is None else RunSerializer(run).data,
        "summary": None if run is None else summary_as_dict(run, entries),
        "entries": EntrySerializer(entries, many=True).data,
    }


@kept.at_most(1)
def _boards(shown: tuple[tuple[Any, ...], ...]) -> tuple[bytes, str]:
    """The list and its version, written anew when anything `shown` of a board has changed."""
    body = _as_json(BoardSerializer(Board.objects.in_groups(), many=True).data)
    return body, etag_of(shown)


def _as_json(content: Any) -> bytes:
    rendered: bytes = JSONRenderer().render(content)
    return rendered
