"""Read challenges: those that are published or retired."""

from datetime import datetime
from typing import Any

from django.http import Http404
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request

from arena.api.reads import Answer, Listing, ListRead, Read, Sort, etag_of, one_of, only, text
from arena.models import (
    PUBLIC_STATES,
    Category,
    Challenge,
    Difficulty,
    Kind,
    PromptFormat,
    ResponsesPublic,
)
from arena.rendering import prompt_as_turns
from arena.visibility import OUTSIDER, rule_of, shows_responses
from leaderboard.api.serializers import EntrySerializer
from leaderboard.catalogue import (
    ChallengeFilter,
    board_of,
    categories,
    matching_challenges,
    tags,
    totals,
)

type Json = dict[str, Any]


class PublicChallengeSerializer(serializers.Serializer[Json]):
    """A prompt that every model answers."""

    slug = serializers.SlugField()
    title = serializers.CharField()
    prompt = serializers.CharField(help_text="The text of all parts, if it is a conversation.")
    prompt_format = serializers.ChoiceField(choices=PromptFormat.choices)
    turns = serializers.JSONField(
        allow_null=True, help_text="Of a conversation: each with a role, and parts by type."
    )
    description = serializers.CharField(allow_blank=True)
    category = serializers.SlugField()
    tags = serializers.ListField(child=serializers.SlugField())
    kind = serializers.ChoiceField(choices=Kind.choices)
    language = serializers.CharField(allow_blank=True)
    difficulty = serializers.ChoiceField(choices=Difficulty.choices)
    state = serializers.ChoiceField(choices=[(each.value, each.label) for each in PUBLIC_STATES])
    published_at = serializers.DateTimeField(allow_null=True)
    responses_public = serializers.ChoiceField(
        choices=ResponsesPublic.choices,
        help_text="When its responses are shown with their authors: now, or once it is retired.",
    )
    answers = serializers.IntegerField(help_text="How many models have answered.")


class ChallengeDetailSerializer(PublicChallengeSerializer):
    """A challenge with its own board, if it has one."""

    shows_responses = serializers.BooleanField(help_text="Whether its responses are public.")
    votes = serializers.IntegerField(help_text="Counted votes on pairs of responses to it.")
    entries = EntrySerializer(many=True)


class CategorySerializer(serializers.Serializer[Json]):
    slug = serializers.SlugField()
    name = serializers.CharField()


class ChallengeList(ListRead):
    """Published challenges, the newest first; with `state`, retired ones."""

    operation = "list_challenges"
    result = PublicChallengeSerializer
    sorts = {
        "published_at": Sort("published_at", datetime.fromisoformat),
        "title": Sort("title"),
        "slug": Sort("slug"),
    }
    is_falling = True
    parameters = (
        one_of(
            "category", lambda: categories().values_list("slug", flat=True), "Of this category."
        ),
        one_of("difficulty", Difficulty.values, "As difficult as this."),
        one_of("kind", Kind.values, "Of this kind of responses."),
        one_of("tag", lambda: tags().values_list("slug", flat=True), "With this tag."),
        one_of("state", PUBLIC_STATES, "In this state; published if it is left out."),
        text("q", "With this text in the title or the prompt."),
    )

    def listing(self, request: Request, asked: Json, **place: Any) -> Listing:
        wanted = {name: asked.get(name, "") for name in ("category", "difficulty", "kind", "tag")}
        state = asked.get("state", PUBLIC_STATES[0])
        rows = matching_challenges(
            Challenge.objects.filter(state=state),
            ChallengeFilter(text=asked.get("q", ""), **wanted),
        )
        rows = totals.with_answers(rows).select_related("category").prefetch_related("tags")
        return Listing(
            rows,
            lambda rows: [_challenge(each) for each in rows],
            facts=lambda rows: [_facts(each) for each in rows],
        )


class ChallengeRead(Read):
    """One challenge."""

    operation = "read_challenge"
    result = ChallengeDetailSerializer

    def read(self, request: Request, asked: Json, **place: Any) -> Answer:
        public = totals.with_answers(totals.with_votes(Challenge.objects.public()))
        rows = public.select_related("category").prefetch_related("tags")
        found = rows.filter(slug=place["slug"]).first()
        if found is None:
            raise Http404
        about = {
            "shows_responses": shows_responses(found, OUTSIDER),
            "votes": getattr(found, "vote_count", 0),
            "entries": EntrySerializer(board_of(found), many=True).data,
        }
        fields = asked.get("fields")
        version = etag_of(_facts(found), about, fields)
        return Answer(version, lambda: only(_challenge(found) | about, fields))


class Categories(ListRead):
    """The categories that challenges are published in."""

    operation = "list_categories"
    result = CategorySerializer
    sorts = {"name": Sort("name"), "slug": Sort("slug")}

    def listing(self, request: Request, asked: Json, **place: Any) -> Listing:
        return Listing(categories(), lambda rows: [_category(each) for each in rows])


def _category(found: Category) -> Json:
    return {"slug": found.slug, "name": found.name}


def _challenge(found: Challenge) -> Json:
    return _facts(found) | {"turns": prompt_as_turns(found)}


def _facts(found: Challenge) -> Json:
    """With the day in place of addresses of files in the prompt, which are good for so long."""
    return {
        "slug": found.slug,
        "title": found.title,
        "prompt": found.prompt,
        "prompt_format": found.prompt_format,
        "turns": found.turns and (found.turns, timezone.now().date()),
        "description": found.description,
        "category": found.category.slug,
        "tags": [tag.slug for tag in found.tags.all()],
        "kind": found.kind,
        "language": found.language,
        "difficulty": found.difficulty,
        "state": found.state,
        "published_at": found.published_at,
        "responses_public": rule_of(found),
        "answers": getattr(found, "answer_count", 0),
    }
