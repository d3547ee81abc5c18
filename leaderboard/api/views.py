"""Read boards and models. Nothing here computes; a board is the newest run's rows."""

from typing import Any

from django.http import Http404, HttpRequest
from django.utils.decorators import method_decorator
from django.views.decorators.http import condition
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from arena.api.problems import ProblemSerializer
from arena.models import Competitor
from leaderboard.api.serializers import (
    BoardSerializer,
    EntrySerializer,
    ModelSerializer,
    RatedBoardSerializer,
    RunSerializer,
)
from leaderboard.models import Board, Entry, RatingRun

NOTHING_HERE = {404: OpenApiResponse(ProblemSerializer, description="There is nothing here.")}


class ByName(CursorPagination):
    ordering = "name"
    page_size = 100


class Boards(APIView):
    @extend_schema(operation_id="list_boards", responses=BoardSerializer(many=True))
    def get(self, request: Request) -> Response:
        """All boards."""
        del request
        return Response(BoardSerializer(Board.objects.in_groups(), many=True).data)


def run_etag(request: HttpRequest, slug: str) -> str | None:
    """A board changes with its run, and with nothing else."""
    del request
    newest = RatingRun.objects.filter(board__slug=slug).order_by("-id")
    run = newest.values_list("id", flat=True).first()
    return None if run is None else f'"run-{run}"'


class RatedBoard(APIView):
    @extend_schema(
        operation_id="read_board",
        responses={
            200: RatedBoardSerializer,
            304: OpenApiResponse(description="The run you have is the newest."),
            **NOTHING_HERE,
        },
    )
    @method_decorator(condition(etag_func=run_etag))
    def get(self, request: Request, slug: str) -> Response:
        """A board with its newest run, best first. Its ETag is the run's."""
        del request
        named = Board.objects.select_related("category", "challenge", "anchor")
        board = named.filter(slug=slug).first()
        if board is None:
            raise Http404
        return Response(_rated(board))


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


def _rated(board: Board) -> dict[str, Any]:
    run = RatingRun.objects.newest(board)
    entries = Entry.objects.filter(run=run).select_related("competitor").order_by("position")
    return {
        "board": BoardSerializer(board).data,
        "run": None if run is None else RunSerializer(run).data,
        "entries": EntrySerializer(entries, many=True).data,
    }
