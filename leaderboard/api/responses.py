"""Read responses under their authors' names, as far as pages show them.

Who reads one with the cookies of a browser is not served it blind any more, as after its page.
"""

from http import HTTPStatus
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponseBase
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request

from arena import framing
from arena.api.reads import (
    Answer,
    Gone,
    Listing,
    ListRead,
    NotThere,
    Read,
    Sort,
    between,
    etag_of,
    one_of,
    only,
    slug,
)
from arena.errors import MatchIsOpen
from arena.models import Challenge, Kind, Response
from arena.rendering import show_named
from arena.views.visitor import voter_of
from arena.visibility import OUTSIDER, Reader, ReaderKind, are_public, shows_responses, visible_to
from arena.visitors import sightings
from leaderboard.api.models import RecordSerializer, record_as_json
from leaderboard.catalogue import records

# The column holds no more.
MOST_SAMPLES = 32_767

type Json = dict[str, Any]


class ResponseSerializer(serializers.Serializer[Json]):
    """A response without what it says, and how it was voted on."""

    model = serializers.SlugField()
    challenge = serializers.SlugField()
    sample = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=Kind.choices)
    record = RecordSerializer()


class ProvenanceSerializer(serializers.Serializer[Json]):
    """Where it came from: what was sent and returned, as recorded, and the SHA-256 of its bytes."""

    sent = serializers.JSONField()
    returned = serializers.JSONField()
    generated_at = serializers.DateTimeField(allow_null=True)
    source = serializers.CharField(allow_blank=True)  # type: ignore[assignment]  # a field
    sha256 = serializers.CharField()


class ResponseDetailSerializer(ResponseSerializer):
    """A response as it was received, and as it is shown. Addresses are good for a day."""

    language = serializers.CharField(allow_blank=True, help_text="Programming language of code.")
    content = serializers.CharField(
        allow_blank=True, help_text="The text as received; empty for a file."
    )
    turns = serializers.JSONField(
        allow_null=True, help_text="Of a conversation: each with a role, and parts by type."
    )
    html = serializers.CharField(allow_null=True, help_text="Sanitised, of text and code.")
    reasoning_html = serializers.CharField(allow_null=True, help_text="Sanitised.")
    frame_url = serializers.CharField(
        allow_null=True, help_text='Of web pages and SVG, for a frame with sandbox="allow-scripts".'
    )
    media_url = serializers.CharField(allow_null=True, help_text="Of images, audio and video.")
    media_type = serializers.CharField(allow_blank=True)
    original_url = serializers.CharField(allow_null=True, help_text="The file as received.")
    provenance = ProvenanceSerializer()


class ResponseList(ListRead):
    """Responses that anybody may read, as far as the list tells: who answered what, and its
    record."""

    operation = "list_responses"
    result = ResponseSerializer
    sorts = {"id": Sort("id")}
    parameters = (
        slug("model", "Only responses of this model."),
        slug("challenge", "Only responses to this challenge."),
        one_of("kind", Kind.values, "Only responses of this kind."),
        between("sample", 0, MOST_SAMPLES, "Only these of several samples; 0 is the first."),
    )

    def listing(self, request: Request, asked: Json, **place: Any) -> Listing:
        columns = {
            "model": "competitor__slug",
            "challenge": "challenge__slug",
            "kind": "kind",
            "sample": "sample",
        }
        wanted = {column: asked[name] for name, column in columns.items() if name in asked}
        return Listing(visible_to(OUTSIDER).filter(**wanted).only("id"), _listed)


class ResponseRead(Read):
    """One response with its author."""

    operation = "read_response"
    result = ResponseDetailSerializer
    parameters = (between("sample", 0, MOST_SAMPLES, "Which sample; the first if left out."),)
    refusals = {
        404: "There is no such response, or it is not public yet (`response_withheld`).",
        409: "This browser has a match open on the challenge (`match_is_open`).",
        410: "It was withdrawn (`response_withdrawn`).",
    }

    def get(self, request: Request, **place: Any) -> HttpResponseBase:
        answer = super().get(request, **place)
        if answer.status_code in {HTTPStatus.OK, HTTPStatus.NOT_MODIFIED}:
            sightings.add_sightings(answer, request, [self.shown])
        answer.headers["Cache-Control"] = "private, no-store"
        return answer

    def read(self, request: Request, asked: Json, **place: Any) -> Answer:
        voter_id = voter_of(request)
        reader = Reader(ReaderKind.VISITOR if voter_id is None else ReaderKind.VOTER, voter_id)
        found = _find(place["slug"], place["challenge"], asked.get("sample"), reader)
        if found.challenge_id in sightings.challenges_of_open_matches(voter_id):
            raise MatchIsOpen
        self.shown = found.pk
        record = _listed([found])[0]
        fields = asked.get("fields")
        origin = framing.frame_origin(request)
        version = etag_of(record, found.pk, timezone.now().date(), fields, origin)
        return Answer(version, lambda: only(record | _detail(found, origin, reader), fields))


def _find(model: str, challenge: str, sample: int | None, reader: Reader) -> Response:
    """
    Raises:
        NotThere: there is none, or it may not be read yet.
        Gone: it was withdrawn.
    """
    rows: QuerySet[Response] = Response.objects.filter(
        are_public(reader, "challenge__"), competitor__slug=model, challenge__slug=challenge
    ).select_related("challenge", "competitor", "withdrawal")
    if sample is not None:
        rows = rows.filter(sample=sample)
    found = rows.order_by("sample").first()
    if found is None:
        asked = Challenge.objects.public().filter(slug=challenge).first()
        if asked is None or shows_responses(asked, reader):
            raise Http404
        raise ResponseWithheld("Responses become public when the challenge is retired.")
    if hasattr(found, "withdrawal"):
        raise ResponseWithdrawn("This response was withdrawn.")
    return found


class ResponseWithheld(NotThere):
    default_code = "response_withheld"


class ResponseWithdrawn(Gone):
    default_code = "response_withdrawn"


def _listed(rows: Any) -> list[Json]:
    """In one query more."""
    keys = [row.pk for row in rows]
    found = {each.id: each for each in records.records_of(Response.objects.filter(pk__in=keys))}
    return [_record(found[key]) for key in keys]


def _record(found: records.ResponseRecord) -> Json:
    return {
        "model": found.competitor,
        "challenge": found.challenge,
        "sample": found.sample,
        "kind": found.kind,
        "record": record_as_json(found.record),
    }


def _detail(found: Response, origin: str, reader: Reader) -> Json:
    shown = show_named(found, frame_origin=origin, reader=reader)
    return {
        "language": found.language,
        "content": found.content,
        "turns": shown.turns,
        "html": shown.html,
        "reasoning_html": shown.reasoning,
        "frame_url": shown.frame_url,
        "media_url": shown.media_url,
        "media_type": shown.media_type,
        "original_url": shown.original_url,
        "provenance": {
            "sent": found.sent,
            "returned": found.returned,
            "generated_at": found.generated_at,
            "source": found.source,
            "sha256": found.sha256,
        },
    }
