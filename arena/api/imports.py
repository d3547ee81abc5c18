"""Importing files: sent in parts that can be resumed, then checked and written by the worker.

No request lasts as long as an import: the last one hands the file over, and others ask how far it
is. Parts are safe to send again by their place, so they need no `Idempotency-Key`.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from arena.access import Scope
from arena.api.bodies import Body, Flag, Number, Reason, Text, read_body
from arena.api.content.adding import STATES
from arena.api.idempotency import done_once
from arena.api.key_views import (
    REFUSED_KEYS,
    REFUSED_WRITES,
    KeyListRead,
    KeyRead,
    KeyView,
    signed,
)
from arena.api.parsing import BodyTooLarge, PartParser
from arena.api.problems import ProblemSerializer
from arena.api.reads import Answer, Listing, Sort, etag_of, one_of, only
from arena.content import imports, parts
from arena.errors import NothingToDo
from arena.ingest import DATASET_BYTES, FORMATS
from arena.models import (
    ChallengeState,
    ContentImport,
    ContentUpload,
    ImportLine,
    ImportState,
)
from arena.moderation import drop_import
from arena.tasks import wake, work_on_imports

type Json = dict[str, Any]

UPLOADING = "uploading"
OFFSET, LENGTH = "Upload-Offset", "Upload-Length"
_BLOCK = 1 << 16
_DIGITS = 18


class ImportRequestSerializer(Body[Json]):
    """A file to import."""

    format = serializers.ChoiceField(choices=list(FORMATS))
    name = Text(max_length=200, help_text="Of the file; one that ends in .zip is unpacked.")
    size = Number(min_value=1, max_value=DATASET_BYTES, help_text="Bytes of the whole file.")
    sha256 = serializers.RegexField(
        r"^[0-9a-f]{64}\Z", required=False, help_text="Of the whole file, to be compared."
    )
    source = Text(  # type: ignore[assignment]  # a field
        required=False, max_length=120, help_text="Kept with every row; else the format."
    )
    state = serializers.ChoiceField(
        choices=[each.value for each in STATES],
        default=ChallengeState.PUBLISHED.value,
        help_text="Of new challenges.",
    )
    keep_going = Flag(
        default=False, help_text="Whether the rest is written where some lines are refused."
    )
    splits_templates = Flag(
        default=False, help_text="Whether prompts with the tags of a chat template become turns."
    )
    check_only = Flag(default=False, help_text="Whether nothing is written before `write` says so.")


class ImportReportSerializer(serializers.Serializer[Json]):
    added = serializers.DictField(child=serializers.IntegerField(), help_text="Rows by kind.")
    there = serializers.DictField(
        child=serializers.IntegerField(), help_text="Rows that were there already."
    )
    refused = serializers.IntegerField(help_text="Lines refused; `lines` lists them.")
    held = serializers.IntegerField(help_text="Responses that may name their author.")
    alike = serializers.ListField(child=serializers.CharField())
    error = serializers.CharField(allow_null=True, help_text="Why nothing of it was read.")


class ImportSerializer(serializers.Serializer[Json]):
    """A file, and how far its import is."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=[UPLOADING, *ImportState.values])
    name = serializers.CharField()
    format = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]  # a field
    size = serializers.IntegerField()
    received = serializers.IntegerField(help_text="Bytes that are there.")
    check_only = serializers.BooleanField()
    number = serializers.IntegerField(allow_null=True, help_text="Of the import, on the desk.")
    progress = serializers.CharField(allow_blank=True, help_text="How far the worker is.")
    report = ImportReportSerializer(allow_null=True, help_text="Null before the worker is done.")
    begun_by = serializers.CharField()
    begun_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)


class RefusedLineSerializer(serializers.Serializer[Json]):
    file = serializers.CharField()
    line = serializers.IntegerField(help_text="0 is the file as a whole.")
    field = serializers.CharField(allow_blank=True)
    reason = serializers.CharField()


class ImportActionSerializer(Body[Json]):
    action = serializers.ChoiceField(
        choices=["write", "undo", "drop"],
        help_text="`write` what was checked, `undo` what was written, `drop` what was not.",
    )
    reason = Reason(required=False, allow_blank=True)


class Imports(KeyListRead):
    """Files that programs have sent, the newest first."""

    reads, writes = Scope.CONTENT_READ, Scope.CONTENT_WRITE
    operation = "list_imports"
    result = ImportSerializer
    sorts = {"begun_at": Sort("begun_at", datetime.fromisoformat)}
    is_falling = True
    parameters = (one_of("state", [UPLOADING, *ImportState.values], "In this state."),)

    def listing(self, request: Request, asked: Json, **place: Any) -> Listing:
        rows = _uploads()
        if asked.get("state") == UPLOADING:
            rows = rows.unfinished()
        elif "state" in asked:
            rows = rows.filter(content_import__state=asked["state"])
        return Listing(rows, lambda rows: [_as_json(each) for each in rows])

    @extend_schema(
        operation_id="begin_import",
        request=ImportRequestSerializer,
        responses={201: ImportSerializer, **REFUSED_WRITES},
    )
    @done_once
    def post(self, request: Request) -> Response:
        """Begin to send a file; `Location` is where it is."""
        body = read_body(ImportRequestSerializer, request)
        begun = parts.begin_upload(
            name=body["name"],
            size=body["size"],
            sha256=body.get("sha256", ""),
            terms=parts.UploadTerms(
                format=body["format"],
                source=body.get("source", ""),
                challenge_state=ChallengeState(body["state"]),
                keep_going=body["keep_going"],
                splits_templates=body["splits_templates"],
                check_only=body["check_only"],
            ),
            **signed(request),
        )
        place = reverse("api:import", args=[begun.pk])
        return Response(
            _as_json(begun), status=status.HTTP_201_CREATED, headers={"Location": place}
        )


class Import(KeyRead):
    """A file, and how far its import is."""

    reads, writes = Scope.CONTENT_READ, Scope.CONTENT_WRITE
    operation = "read_import"
    result = ImportSerializer

    def read(self, request: Request, asked: Json, **place: Any) -> Answer:
        found = _as_json(get_object_or_404(_uploads(), pk=place["upload"]))
        return Answer(etag_of(found, asked), lambda: only(found, asked.get("fields")))

    @extend_schema(
        operation_id="delete_import",
        request=None,
        responses={204: None, **REFUSED_WRITES},
    )
    @done_once
    def delete(self, request: Request, upload: UUID) -> Response:
        """Delete a file that is not finished. Otherwise a day does."""
        parts.drop_upload(upload=_find(upload), **signed(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class ImportContent(KeyView):
    """The bytes of the file."""

    reads = writes = Scope.CONTENT_WRITE
    parser_classes = (PartParser,)

    @extend_schema(
        operation_id="read_import_offset",
        request=None,
        responses={
            204: OpenApiResponse(description=f"`{OFFSET}` is where the next part begins."),
            404: OpenApiResponse(ProblemSerializer, description="There is no such import."),
            **REFUSED_KEYS,
        },
    )
    def get(self, request: Request, upload: UUID) -> Response:
        """How much of the file is there: ask before resuming."""
        del request
        return _told(_find(upload))

    @extend_schema(
        operation_id="send_part",
        request={PartParser.media_type: OpenApiTypes.BINARY},
        parameters=[
            OpenApiParameter(
                OFFSET,
                OpenApiTypes.INT64,
                OpenApiParameter.HEADER,
                required=True,
                description="Where in the file the part begins.",
            )
        ],
        responses={
            204: OpenApiResponse(description=f"`{OFFSET}` is where the next part begins."),
            413: OpenApiResponse(ProblemSerializer, description="The part is larger than 16 MiB."),
            **REFUSED_WRITES,
        },
    )
    def patch(self, request: Request, upload: UUID) -> Response:
        """Send a part of at most 16 MiB. One that is there already is harmless; one that begins
        elsewhere than where the file ends is refused, with that place in `Upload-Offset`."""
        offset, length = _number(request, OFFSET), int(request.META.get("CONTENT_LENGTH") or 0)
        if length > parts.PART_BYTES:
            raise BodyTooLarge(f"A part has at most {parts.PART_BYTES} bytes.")
        sent = _blocks(request, length)
        found, person = _find(upload), signed(request)["actor"]
        parts.receive_part(upload=found, offset=offset, content=sent, length=length, actor=person)
        found.refresh_from_db()
        return _told(found)


class FinishImport(KeyView):
    reads, writes = Scope.CONTENT_READ, Scope.CONTENT_WRITE

    @extend_schema(
        operation_id="finish_import",
        request=None,
        responses={202: ImportSerializer, **REFUSED_WRITES},
    )
    @done_once
    def post(self, request: Request, upload: UUID) -> Response:
        """Hand the whole file to the worker; finishing again is harmless."""
        parts.finish_upload(upload=_find(upload), **signed(request))
        transaction.on_commit(lambda: wake(work_on_imports))
        return Response(_as_json(_find(upload)), status=status.HTTP_202_ACCEPTED)


class ActOnImport(KeyView):
    reads, writes = Scope.CONTENT_READ, Scope.CONTENT_WRITE

    @extend_schema(
        operation_id="act_on_import",
        request=ImportActionSerializer,
        responses={202: ImportSerializer, **REFUSED_WRITES},
    )
    @done_once
    def post(self, request: Request, upload: UUID) -> Response:
        """Have what was checked written, or take an import back; as the desk does."""
        body, found = read_body(ImportActionSerializer, request), _find(upload)
        if found.content_import is None:
            raise NothingToDo
        action, reason = body["action"], body.get("reason", "")
        by: Json = {"content_import": found.content_import, **signed(request)}
        if action == "write":
            imports.write_import(**by)
        elif action == "undo":
            imports.undo_import(reason=reason, **by)
        else:
            drop_import(reason=reason, **by)
        transaction.on_commit(lambda: wake(work_on_imports))
        return Response(_as_json(_find(upload)), status=status.HTTP_202_ACCEPTED)


class ImportLines(KeyListRead):
    """The lines of a file that were refused, each with its reason."""

    reads = Scope.CONTENT_READ
    operation = "list_import_lines"
    result = RefusedLineSerializer
    sorts = {"id": Sort("id", int)}

    def listing(self, request: Request, asked: Json, **place: Any) -> Listing:
        found = _find(place["upload"])
        rows = ImportLine.objects.filter(content_import=found.content_import_id)
        return Listing(rows, lambda rows: [_line(each) for each in rows])


def _uploads() -> Any:
    return ContentUpload.objects.select_related("content_import", "begun_by")


def _find(upload: UUID) -> ContentUpload:
    found: ContentUpload = get_object_or_404(_uploads(), pk=upload)
    return found


def _number(request: Request, header: str) -> int:
    text = request.headers.get(header, "")
    if not (text.isascii() and text.isdecimal() and len(text) <= _DIGITS):
        raise ValidationError({header: ["It is a number of bytes."]})
    return int(text)


def _blocks(request: Request, length: int) -> Iterator[bytes]:
    stream: Any = request.data if length else None
    left = length
    while stream and left and (block := stream.read(min(left, _BLOCK))):
        left -= len(block)
        yield block


def _told(upload: ContentUpload) -> Response:
    headers = {OFFSET: str(upload.received), LENGTH: str(upload.size)}
    return Response(status=status.HTTP_204_NO_CONTENT, headers=headers)


def _line(line: ImportLine) -> Json:
    return {"file": line.file, "line": line.line, "field": line.field, "reason": line.reason}


def _as_json(upload: ContentUpload) -> Json:
    names = ("id", "name", "format", "source", "size", "received", "check_only", "begun_at")
    begun = upload.content_import
    return {
        **{name: getattr(upload, name) for name in names},
        "state": begun.state if begun else UPLOADING,
        "number": begun and begun.pk,
        "progress": imports.progress_of(begun) if begun else "",
        "report": _report(begun) if begun and begun.report else None,
        "begun_by": upload.begun_by.get_username(),
        "ended_at": begun and begun.ended_at,
    }


def _report(begun: ContentImport) -> Json:
    report = begun.report
    empty: Json = {"added": {}, "there": {}, "refused": 0, "held": 0, "alike": [], "error": None}
    return {name: report.get(name, usual) for name, usual in empty.items()}
