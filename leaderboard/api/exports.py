"""Votes in the formats of others, as a file."""

from collections.abc import Sequence
from typing import Any, override

from django.http import FileResponse
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from arena.api.problems import ProblemSerializer
from arena.models import Origin
from arena.views.file_parts import attached
from leaderboard.dumps import write_export
from leaderboard.open_data import TIES, VoteFormat, read_asked

_TYPES = ("text/csv", "application/json", "application/jsonl")


def _parameter(name: str, meaning: str, *, values: Sequence[str] = (), **how: Any) -> Any:
    return OpenApiParameter(name, str, description=meaning, enum=list(values) or None, **how)


def _problem(sentence: str) -> OpenApiResponse:
    return OpenApiResponse(ProblemSerializer, description=sentence)


class ExportVotes(APIView):
    @override
    def perform_content_negotiation(
        self, request: Request, force: bool = False
    ) -> tuple[BaseRenderer, str]:
        """`format` is that of the file; problems are JSON whatever it is."""
        del request, force
        renderer = self.get_renderers()[0]
        return renderer, str(renderer.media_type)

    @extend_schema(
        operation_id="export_votes",
        parameters=[
            _parameter(
                "format", "Of the file.", values=[each.value for each in VoteFormat], required=True
            ),
            _parameter("board", "Slug of a board: only votes that it counts."),
            _parameter("since", "First day of votes in UTC, such as 2026-11-29."),
            _parameter("until", "Last day of votes in UTC."),
            _parameter("category", "Slug of a category."),
            _parameter("origin", "Where votes were cast.", values=Origin.values),
            _parameter("ties", "For TRL: what becomes of ties.", values=TIES),
            _parameter("unpaired", "For TRL: `true` for a row per response with a label."),
            _parameter("majority", "For TRL: `true` for a row per two responses with its margin."),
        ],
        responses={
            **{(200, kind): bytes for kind in _TYPES},
            400: _problem("There is no such format, board, category, origin, day or option."),
            404: _problem("This arena publishes no data."),
            422: _problem("There are more votes than one request may have."),
            429: _problem("Another file is being written; see Retry-After."),
        },
    )
    def get(self, request: Request) -> FileResponse:
        """Votes that count and may be told, as a file in the format of another program."""
        asked = read_asked(request.query_params.dict())
        path = write_export(asked, now=timezone.now())
        return attached(path, name=asked.file_name, content_type=asked.media_type)
