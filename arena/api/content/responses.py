"""Models and their responses, of whatever state."""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from arena.access import Scope
from arena.api.bodies import Body, Number, Text, read_body
from arena.api.content.adding import add, edit, sent_object
from arena.api.idempotency import done_once
from arena.api.key_views import REFUSED_WRITES, KeyListRead, KeyRead, signed
from arena.api.reads import Answer, Listing, Sort, etag_of, one_of, only, slug, text
from arena.content import editing
from arena.models import Competitor, Kind, Leak, ReviewState
from arena.models import Response as Answered

type Json = dict[str, Any]

_STATES = {
    "active": Q(retired_at__isnull=True),
    "retired": Q(retired_at__isnull=False, merged_into__isnull=True),
    "merged": Q(merged_into__isnull=False),
}


class StaffModelSerializer(serializers.Serializer[Json]):
    slug = serializers.SlugField()
    name = serializers.CharField()
    provider = serializers.CharField(allow_blank=True)
    description = serializers.CharField(allow_blank=True)
    released_on = serializers.DateField(allow_null=True)
    aliases = serializers.ListField(child=serializers.CharField())
    specs = serializers.JSONField()
    state = serializers.ChoiceField(choices=list(_STATES))
    merged_into = serializers.SlugField(allow_null=True)
    source = serializers.CharField(allow_blank=True)  # type: ignore[assignment]  # a field
    created_at = serializers.DateTimeField()
    retired_at = serializers.DateTimeField(allow_null=True)


class NewModelSerializer(Body[Json]):
    """A model as a line of an import."""

    slug = serializers.SlugField(max_length=120)
    name = Text(max_length=160)
    provider = Text(required=False, allow_null=True, allow_blank=True, max_length=120)
    description = Text(required=False, allow_null=True, allow_blank=True)
    released_on = serializers.DateField(required=False, allow_null=True)
    specs = serializers.DictField(required=False, allow_null=True)


class AddedModelSerializer(StaffModelSerializer):
    held = serializers.BooleanField()
    alike = serializers.ListField(child=serializers.CharField())


class ModelChangesSerializer(Body[Json]):
    """What is said of a model; what it is called changes by the actions `names` and `reveal`."""

    provider = Text(required=False, allow_blank=True, max_length=120)
    description = Text(required=False, allow_blank=True)
    released_on = serializers.DateField(required=False, allow_null=True)
    specs = serializers.DictField(required=False)


class StaffResponseSerializer(serializers.Serializer[Json]):
    """A response as it was received, with what is known of where it comes from."""

    id = serializers.IntegerField()
    challenge = serializers.SlugField()
    competitor = serializers.SlugField()
    sample = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=Kind.choices)
    language = serializers.CharField(allow_blank=True)
    content = serializers.CharField(allow_blank=True, help_text="Empty if it is a file.")
    turns = serializers.JSONField(allow_null=True)
    media_type = serializers.CharField(allow_blank=True)
    sha256 = serializers.CharField()
    sent = serializers.JSONField(help_text="What was asked of the model.")
    returned = serializers.JSONField(help_text="What came back beside the content.")
    generated_at = serializers.DateTimeField(allow_null=True)
    source = serializers.CharField(allow_blank=True)  # type: ignore[assignment]  # a field
    created_at = serializers.DateTimeField()
    state = serializers.ChoiceField(choices=["visible", "withdrawn"])
    is_held = serializers.BooleanField(
        help_text="Whether it is in no match until somebody says that it does not name its author."
    )


class NewResponseSerializer(Body[Json]):
    """A response as a line of an import; `messages` in place of `content` is a conversation. Files
    come by imports alone."""

    challenge = serializers.SlugField()
    competitor = serializers.SlugField()
    sample = Number(required=False, allow_null=True, min_value=0, max_value=32_767)
    kind = serializers.ChoiceField(choices=Kind.choices, required=False, allow_null=True)
    language = Text(required=False, allow_null=True, allow_blank=True, max_length=40)
    content = Text(required=False, allow_null=True)
    messages = serializers.JSONField(required=False, allow_null=True)
    generated_at = serializers.DateTimeField(required=False, allow_null=True)
    sent = serializers.DictField(required=False, allow_null=True)
    returned = serializers.DictField(required=False, allow_null=True)


class AddedResponseSerializer(StaffResponseSerializer):
    held = serializers.BooleanField(help_text="Whether it may name its author, so waits.")
    alike = serializers.ListField(child=serializers.CharField())


class StaffModels(KeyListRead):
    """Models in every state, by name."""

    reads, writes = Scope.CONTENT_READ, Scope.CONTENT_WRITE
    operation = "staff_list_models"
    result = StaffModelSerializer
    sorts = {
        "name": Sort("name"),
        "slug": Sort("slug"),
        "created_at": Sort("created_at", datetime.fromisoformat),
    }
    parameters = (
        one_of("state", list(_STATES), "In this state."),
        text("source", "From this source of an import."),
        text("q", "With this text in the name, the slug or the provider."),
    )

    def listing(self, request: Request, asked: Json, **place: Any) -> Listing:
        rows = _models().filter(_STATES[asked["state"]] if "state" in asked else Q())
        if "source" in asked:
            rows = rows.filter(source=asked["source"])
        if words := asked.get("q"):
            named = Q(name__icontains=words) | Q(slug__icontains=words)
            rows = rows.filter(named | Q(provider__icontains=words))
        return Listing(rows, lambda rows: [model_as_json(each) for each in rows])

    @extend_schema(
        operation_id="staff_add_model",
        request=NewModelSerializer,
        responses={200: AddedModelSerializer, 201: AddedModelSerializer, **REFUSED_WRITES},
    )
    @done_once
    def post(self, request: Request) -> Response:
        """Add a model. One that is there under this slug stays as it is, and is answered by 200."""
        values = sent_object(request)
        return add(
            request,
            "competitor",
            values,
            lambda: model_as_json(_models().get(slug=values["slug"])),
        )


class StaffModel(KeyRead):
    """One model, in whatever state."""

    reads, writes = Scope.CONTENT_READ, Scope.CONTENT_WRITE
    operation = "staff_read_model"
    result = StaffModelSerializer

    def read(self, request: Request, asked: Json, **place: Any) -> Answer:
        found = model_as_json(get_object_or_404(_models(), slug=place["slug"]))
        return Answer(etag_of(found, asked), lambda: only(found, asked.get("fields")))

    @extend_schema(
        operation_id="staff_change_model",
        request=ModelChangesSerializer,
        responses={200: StaffModelSerializer, **REFUSED_WRITES},
    )
    @done_once
    def patch(self, request: Request, slug: str) -> Response:
        """Change what is said of it; `specs` are replaced as a whole."""
        found = get_object_or_404(Competitor, slug=slug)
        changes = read_body(ModelChangesSerializer, request)
        edit(lambda: editing.edit_competitor(competitor=found, changes=changes, **signed(request)))
        return Response(model_as_json(_models().get(pk=found.pk)))


class StaffResponses(KeyListRead):
    """Responses, withdrawn or not, the newest first."""

    reads, writes = Scope.CONTENT_READ, Scope.CONTENT_WRITE
    operation = "staff_list_responses"
    result = StaffResponseSerializer
    sorts = {"id": Sort("id", int)}
    is_falling = True
    parameters = (
        slug("model", "By this model."),
        slug("challenge", "To this challenge."),
        one_of("state", ["visible", "withdrawn"], "In this state."),
        one_of("kind", Kind.values, "Of this kind."),
        text("source", "From this source of an import."),
    )

    def listing(self, request: Request, asked: Json, **place: Any) -> Listing:
        names = {"model": "competitor__slug", "challenge": "challenge__slug"}
        names |= {"kind": "kind", "source": "source"}
        wanted = {column: asked[name] for name, column in names.items() if name in asked}
        rows = _responses().filter(**wanted)
        if "state" in asked:
            rows = rows.filter(withdrawal__isnull=asked["state"] == "visible")
        return Listing(rows, lambda rows: [response_as_json(each) for each in rows])

    @extend_schema(
        operation_id="staff_add_response",
        request=NewResponseSerializer,
        responses={200: AddedResponseSerializer, 201: AddedResponseSerializer, **REFUSED_WRITES},
    )
    @done_once
    def post(self, request: Request) -> Response:
        """Add a response, as an import of one line does. It is looked through for names; the same
        again is answered by 200, and another in its place refused."""
        values = sent_object(request)

        def find() -> Json:
            place = {"challenge__slug": values["challenge"], "sample": values.get("sample") or 0}
            rows = _responses().filter(competitor__slug=values["competitor"], **place)
            return response_as_json(rows.get())

        return add(request, "response", values, find)


class StaffResponse(KeyRead):
    """One response."""

    reads, writes = Scope.CONTENT_READ, Scope.CONTENT_WRITE
    operation = "staff_read_response"
    result = StaffResponseSerializer

    def read(self, request: Request, asked: Json, **place: Any) -> Answer:
        found = response_as_json(get_object_or_404(_responses(), pk=place["number"]))
        return Answer(etag_of(found, asked), lambda: only(found, asked.get("fields")))


def model_as_json(found: Competitor) -> Json:
    names = (
        *("slug", "name", "provider", "description", "released_on", "aliases", "specs", "source"),
        *("created_at", "retired_at"),
    )
    state = "merged" if found.merged_into else "retired" if found.retired_at else "active"
    return {
        "state": state,
        "merged_into": found.merged_into.slug if found.merged_into else None,
        **{name: getattr(found, name) for name in names},
    }


def response_as_json(found: Answered) -> Json:
    names = (
        *("sample", "kind", "language", "content", "turns", "media_type", "sha256", "sent"),
        *("returned", "generated_at", "source", "created_at"),
    )
    leak: Leak | None = getattr(found, "leak", None)
    return {
        "id": found.pk,
        "challenge": found.challenge.slug,
        "competitor": found.competitor.slug,
        "state": "withdrawn" if hasattr(found, "withdrawal") else "visible",
        "is_held": leak is not None and leak.state == ReviewState.OPEN,
        **{name: getattr(found, name) for name in names},
    }


def _models() -> Any:
    return Competitor.objects.select_related("merged_into")


def _responses() -> Any:
    named = Answered.objects.select_related("challenge", "competitor", "withdrawal", "leak")
    return named.defer("challenge__prompt", "challenge__description", "challenge__turns")
