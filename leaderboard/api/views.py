"""Read boards and models. Nothing here computes; a board is the newest run's rows.

Boards are written as JSON once per run and kept as bytes, which serve everybody.
"""

from typing import Any

from django.db.models import QuerySet, SlugField
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.pagination import CursorPagination
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from arena.api.problems import ProblemSerializer
from arena.models import Competitor, Placeholder, PreparedRows
from leaderboard.api.serializers import (
    BoardSerializer,
    EntrySerializer,
    ModelSerializer,
    RatedBoardSerializer,
    RunSerializer,
)
from leaderboard.kept import kept
from leaderboard.models import Board, Entry, RatingRun
from leaderboard.runs import say_read

JSON = "application/json"
# Boards kept in memory: with more of them the least read are written anew.
MOST_BOARDS = 64

NOTHING_HERE = {404: OpenApiResponse(ProblemSerializer, description="There is nothing here.")}


class ByName(CursorPagination):
    ordering = "name"
    page_size = 100


class Boards(APIView):
    @extend_schema(operation_id="list_boards", responses=BoardSerializer(many=True))
    def get(self, request: Request) -> HttpResponse:
        """All boards."""
        del request
        return HttpResponse(_boards(tuple(_board_rows())), content_type=JSON)


class RatedBoard(APIView):
    @extend_schema(
        operation_id="read_board",
        responses={
            200: RatedBoardSerializer,
            304: OpenApiResponse(description="The run you have is the newest."),
            **NOTHING_HERE,
        },
    )
    def get(self, request: Request, slug: str) -> HttpResponseBase:
        """A board with its newest run, best first. Its ETag is the run's."""
        found = _newest_run(slug=slug)
        if not found:
            return HttpResponse(_board_as_json(slug, None), content_type=JSON)
        [(run,)] = found
        say_read(slug)
        etag = f'"run-{run}"'
        response = get_conditional_response(request, etag=etag)
        if response is None:
            response = HttpResponse(_rated_board(slug, run), content_type=JSON)
        response.headers["ETag"] = etag
        return response


class Models(ListAPIView[Competitor]):
    """Everything that is ranked."""

    queryset = Competitor.objects.all()
    serializer_class = ModelSerializer
    pagination_class = ByName


@extend_schema(responses={200: ModelSerializer, **NOTHING_HERE})
class Model(RetrieveAPIView[Competitor]):
    """One model."""

    queryset = Competitor.objects.all()
    serializer_class = ModelSerializer
    lookup_field = "slug"


def _run_of_slug() -> QuerySet[Any, Any]:
    runs = RatingRun.objects.filter(board__slug=Placeholder("slug", SlugField()))
    return runs.order_by("-id").values_list("id")[:1]


_newest_run = PreparedRows(_run_of_slug)


def _listed_boards() -> QuerySet[Any, Any]:
    to_slug = {name: f"{name}__slug" for name in ("category", "challenge", "anchor")}
    columns = (to_slug.get(name, name) for name in BoardSerializer.Meta.fields)
    return Board.objects.order_by("id").values_list(*columns)


_board_rows = PreparedRows(_listed_boards)


@kept.at_most(MOST_BOARDS)
def _rated_board(slug: str, run: int) -> bytes:
    return _board_as_json(slug, run)


def _board_as_json(slug: str, run_id: int | None) -> bytes:
    named = Board.objects.select_related("category", "challenge", "anchor")
    board = named.filter(slug=slug).first()
    if board is None:
        raise Http404
    run = None if run_id is None else RatingRun.objects.get(id=run_id)
    entries = Entry.objects.filter(run=run_id).select_related("competitor").order_by("position")
    return _as_json(
        {
            "board": BoardSerializer(board).data,
            "run": None if run is None else RunSerializer(run).data,
            "entries": EntrySerializer(entries, many=True).data,
        }
    )


@kept.at_most(1)
def _boards(shown: tuple[tuple[Any, ...], ...]) -> bytes:
    """The list, written anew when anything `shown` of a board has changed."""
    del shown
    return _as_json(BoardSerializer(Board.objects.in_groups(), many=True).data)


def _as_json(content: Any) -> bytes:
    rendered: bytes = JSONRenderer().render(content)
    return rendered
