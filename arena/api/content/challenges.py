"""Challenges and categories, of whatever state."""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from arena.access import Scope
from arena.api.bodies import Body, Text, read_body
from arena.api.content.adding import STATES, add, edit, sent_object
from arena.api.idempotency import done_once
from arena.api.key_views import REFUSED_WRITES, KeyListRead, KeyRead, signed
from arena.api.reads import Answer, Listing, Sort, etag_of, one_of, only, slug, text
from arena.content import editing
from arena.models import (
    LANGUAGE_TAG,
    Category,
    Challenge,
    ChallengeState,
    Difficulty,
    Kind,
    PromptFormat,
    ResponsesPublic,
)

type Json = dict[str, Any]


class StaffCategorySerializer(serializers.Serializer[Json]):
    slug = serializers.SlugField()
    name = serializers.CharField()
    description = serializers.CharField(allow_blank=True)


class NewCategorySerializer(Body[Json]):
    slug = serializers.SlugField(max_length=80)
    name = Text(max_length=120)
    description = Text(required=False, allow_null=True, allow_blank=True)


class CategoryChangesSerializer(Body[Json]):
    name = Text(required=False, max_length=120)
    description = Text(required=False, allow_blank=True)


class StaffChallengeSerializer(serializers.Serializer[Json]):
    """A challenge in any state; `note` is what a reviewer last said to its submitter."""

    id = serializers.IntegerField()
    slug = serializers.SlugField()
    title = serializers.CharField()
    prompt = serializers.CharField()
    prompt_format = serializers.ChoiceField(choices=PromptFormat.choices)
    turns = serializers.JSONField(allow_null=True, help_text="Of a conversation, as imported.")
    description = serializers.CharField(allow_blank=True)
    category = serializers.SlugField()
    tags = serializers.ListField(child=serializers.SlugField())
    kind = serializers.ChoiceField(choices=Kind.choices)
    language = serializers.CharField(allow_blank=True)
    difficulty = serializers.ChoiceField(choices=Difficulty.choices)
    state = serializers.ChoiceField(choices=ChallengeState.choices)
    responses_public = serializers.ChoiceField(
        choices=ResponsesPublic.choices, allow_null=True, help_text="Null is as the arena."
    )
    supersedes = serializers.SlugField(allow_null=True)
    note = serializers.CharField(allow_blank=True)
    source = serializers.CharField(allow_blank=True)  # type: ignore[assignment]  # a field
    created_at = serializers.DateTimeField()
    published_at = serializers.DateTimeField(allow_null=True)


class AddedChallengeSerializer(StaffChallengeSerializer):
    """With what is like it."""

    held = serializers.BooleanField()
    alike = serializers.ListField(
        child=serializers.CharField(), help_text="Challenges with nearly the same prompt."
    )


class AddedCategorySerializer(StaffCategorySerializer):
    held = serializers.BooleanField()
    alike = serializers.ListField(child=serializers.CharField())


class NewChallengeSerializer(Body[Json]):
    """A challenge as a line of an import; `messages` in place of `prompt` is a conversation. A
    category that is not there is added."""

    slug = serializers.SlugField(max_length=120)
    title = Text(max_length=200)
    prompt = Text(required=False, allow_null=True)
    prompt_format = serializers.ChoiceField(
        choices=PromptFormat.choices, required=False, allow_null=True
    )
    messages = serializers.JSONField(required=False, allow_null=True)
    system_prompt = serializers.ChoiceField(
        choices=["shown", "hidden"], required=False, allow_null=True
    )
    category = serializers.SlugField(max_length=80)
    kind = serializers.ChoiceField(choices=Kind.choices)
    difficulty = serializers.ChoiceField(
        choices=Difficulty.choices, required=False, allow_null=True
    )
    tags = serializers.ListField(child=serializers.SlugField(), required=False, allow_null=True)
    description = Text(required=False, allow_null=True, allow_blank=True)
    language = Text(required=False, allow_null=True, allow_blank=True)
    state = serializers.ChoiceField(
        choices=[each.value for each in STATES],
        required=False,
        allow_null=True,
        help_text="Draft if left out.",
    )


class ChallengeChangesSerializer(Body[Json]):
    """What a challenge is to be; the prompt of one that was published stays as it is."""

    title = Text(required=False, max_length=200)
    prompt = Text(required=False, max_length=100_000, trim_whitespace=False)
    prompt_format = serializers.ChoiceField(choices=PromptFormat.choices, required=False)
    description = Text(required=False, allow_blank=True)
    category = serializers.SlugField(required=False)
    kind = serializers.ChoiceField(choices=Kind.choices, required=False)
    language = serializers.RegexField(
        f"{LANGUAGE_TAG}|^$", required=False, allow_blank=True, max_length=35
    )
    difficulty = serializers.ChoiceField(choices=Difficulty.choices, required=False)
    tags = serializers.ListField(
        child=serializers.SlugField(max_length=80), required=False, max_length=100
    )


class StaffCategories(KeyListRead):
    """All categories."""

    reads, writes = Scope.CONTENT_READ, Scope.CONTENT_WRITE
    operation = "staff_list_categories"
    result = StaffCategorySerializer
    sorts = {"slug": Sort("slug"), "name": Sort("name")}

    def listing(self, request: Request, asked: Json, **place: Any) -> Listing:
        rows = Category.objects.all()
        return Listing(rows, lambda rows: [_category(each) for each in rows])

    @extend_schema(
        operation_id="staff_add_category",
        request=NewCategorySerializer,
        responses={200: AddedCategorySerializer, 201: AddedCategorySerializer, **REFUSED_WRITES},
    )
    @done_once
    def post(self, request: Request) -> Response:
        """Add a category; it gets a board with the first vote on its challenges."""
        values = sent_object(request)
        return add(
            request,
            "category",
            values,
            lambda: _category(Category.objects.get(slug=values["slug"])),
        )


class StaffCategory(KeyRead):
    """One category."""

    reads, writes = Scope.CONTENT_READ, Scope.CONTENT_WRITE
    operation = "staff_read_category"
    result = StaffCategorySerializer

    def read(self, request: Request, asked: Json, **place: Any) -> Answer:
        found = _category(get_object_or_404(Category, slug=place["slug"]))
        return Answer(etag_of(found, asked), lambda: only(found, asked.get("fields")))

    @extend_schema(
        operation_id="staff_change_category",
        request=CategoryChangesSerializer,
        responses={200: StaffCategorySerializer, **REFUSED_WRITES},
    )
    @done_once
    def patch(self, request: Request, slug: str) -> Response:
        """Change its name or description."""
        found, changes = get_object_or_404(Category, slug=slug), _changes(request, Category)
        return Response(
            _category(
                edit(
                    lambda: editing.edit_category(
                        category=found, changes=changes, **signed(request)
                    )
                )
            )
        )


class StaffChallenges(KeyListRead):
    """Challenges in every state, the newest first."""

    reads, writes = Scope.CONTENT_READ, Scope.CONTENT_WRITE
    operation = "staff_list_challenges"
    result = StaffChallengeSerializer
    sorts = {
        "created_at": Sort("created_at", datetime.fromisoformat),
        "title": Sort("title"),
        "slug": Sort("slug"),
    }
    is_falling = True
    parameters = (
        one_of("state", ChallengeState.values, "In this state."),
        slug("category", "Of this category."),
        one_of("kind", Kind.values, "Of this kind of responses."),
        text("source", "From this source of an import."),
        text("q", "With this text in the title, the slug or the prompt."),
    )

    def listing(self, request: Request, asked: Json, **place: Any) -> Listing:
        names = {"state": "state", "category": "category__slug", "kind": "kind", "source": "source"}
        wanted = {column: asked[name] for name, column in names.items() if name in asked}
        rows = _challenges().filter(**wanted)
        if words := asked.get("q"):
            named = Q(title__icontains=words) | Q(slug__icontains=words)
            rows = rows.filter(named | Q(prompt__icontains=words))
        return Listing(rows, lambda rows: [challenge_as_json(each) for each in rows])

    @extend_schema(
        operation_id="staff_add_challenge",
        request=NewChallengeSerializer,
        responses={200: AddedChallengeSerializer, 201: AddedChallengeSerializer, **REFUSED_WRITES},
    )
    @done_once
    def post(self, request: Request) -> Response:
        """Add a challenge, as an import of one line does. The same again is answered by 200."""
        values = sent_object(request)
        state = values.pop("state", ChallengeState.DRAFT)
        if state not in STATES:
            raise ValidationError({"state": [f"It is one of: {', '.join(STATES)}."]})
        return add(
            request,
            "challenge",
            values,
            lambda: challenge_as_json(_challenges().get(slug=values["slug"])),
            state=ChallengeState(state),
        )


class StaffChallenge(KeyRead):
    """One challenge, in whatever state."""

    reads, writes = Scope.CONTENT_READ, Scope.CONTENT_WRITE
    operation = "staff_read_challenge"
    result = StaffChallengeSerializer

    def read(self, request: Request, asked: Json, **place: Any) -> Answer:
        found = challenge_as_json(get_object_or_404(_challenges(), slug=place["slug"]))
        return Answer(etag_of(found, asked), lambda: only(found, asked.get("fields")))

    @extend_schema(
        operation_id="staff_change_challenge",
        request=ChallengeChangesSerializer,
        responses={200: StaffChallengeSerializer, **REFUSED_WRITES},
    )
    @done_once
    def patch(self, request: Request, slug: str) -> Response:
        """Change its texts, and where it belongs while nobody has voted on it. Its state changes by
        actions, and another wording of one that was published by the action `revise`."""
        found, changes = get_object_or_404(Challenge, slug=slug), _changes(request, Challenge)
        if "category" in changes:
            category = Category.objects.filter(slug=changes["category"]).first()
            if category is None:
                raise ValidationError({"category": ["There is no such category."]})
            changes["category"] = category
        edit(lambda: editing.edit_challenge(challenge=found, changes=changes, **signed(request)))
        return Response(challenge_as_json(_challenges().get(pk=found.pk)))


def challenge_as_json(found: Challenge) -> Json:
    names = (
        *("slug", "title", "prompt", "prompt_format", "turns", "description", "kind", "language"),
        *("difficulty", "state", "responses_public", "note", "source", "created_at"),
        "published_at",
    )
    return {
        "id": found.pk,
        "category": found.category.slug,
        "tags": [tag.slug for tag in found.tags.all()],
        "supersedes": found.supersedes.slug if found.supersedes else None,
        **{name: getattr(found, name) for name in names},
    }


def _challenges() -> Any:
    return Challenge.objects.select_related("category", "supersedes").prefetch_related("tags")


def _category(found: Category) -> Json:
    return {"slug": found.slug, "name": found.name, "description": found.description}


_SHAPES = {Category: CategoryChangesSerializer, Challenge: ChallengeChangesSerializer}


def _changes(request: Request, kind: type[Category | Challenge]) -> Json:
    return dict(read_body(_SHAPES[kind], request))
