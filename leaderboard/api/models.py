"""Read models: their list, one with where it stands, and its rivals."""

from datetime import date
from typing import Any

from django.http import Http404
from rest_framework import serializers
from rest_framework.request import Request

from arena.api.reads import (
    Answer,
    Listing,
    ListRead,
    Read,
    Sort,
    etag_of,
    one_of,
    only,
    text,
)
from arena.models import Competitor
from arena.visibility import OUTSIDER
from leaderboard.api.serializers import CompetitorSerializer, EntrySerializer
from leaderboard.catalogue import Record, competitors, totals, versus, with_position
from leaderboard.models import Entry

type Json = dict[str, Any]


class ModelSerializer(serializers.Serializer[Json]):
    """What is ranked. `position` is its place on the board of all votes; `merged_into` the model as
    which it is counted."""

    slug = serializers.SlugField()
    name = serializers.CharField()
    provider = serializers.CharField(allow_blank=True)
    description = serializers.CharField(allow_blank=True)
    released_on = serializers.DateField(allow_null=True)
    retired_at = serializers.DateTimeField(allow_null=True)
    merged_into = serializers.SlugField(allow_null=True)
    position = serializers.IntegerField(allow_null=True)
    specs = serializers.JSONField()


class StandingSerializer(serializers.Serializer[Json]):
    """A row of a board's newest run."""

    board = serializers.SlugField()
    run = serializers.IntegerField()
    entry = EntrySerializer()


class RecordSerializer(serializers.Serializer[Json]):
    """Votes by result; `score` is the share of wins in per cent, a tie as half; null without
    votes."""

    wins = serializers.IntegerField()
    losses = serializers.IntegerField()
    ties = serializers.IntegerField()
    both_bad = serializers.IntegerField()
    votes = serializers.IntegerField()
    score = serializers.FloatField(allow_null=True)


class OpponentSerializer(serializers.Serializer[Json]):
    """The record of the model against this one, on the board of all votes."""

    opponent = CompetitorSerializer()
    position = serializers.IntegerField(allow_null=True)
    record = RecordSerializer()


class ModelDetailSerializer(ModelSerializer):
    """A model with its rows on all boards but those of single challenges, and the last of all votes
    before it retired. `responses` has a page of its own; `withheld` of them are not public yet."""

    boards = StandingSerializer(many=True)
    last = StandingSerializer(allow_null=True)
    responses = serializers.IntegerField()
    withheld = serializers.IntegerField()


class Models(ListRead):
    """Everything that is ranked."""

    operation = "list_models"
    result = ModelSerializer
    sorts = {
        "name": Sort("name"),
        "position": Sort("position"),
        "released_on": Sort("released_on", date.fromisoformat),
        "slug": Sort("slug"),
    }
    parameters = (
        one_of("provider", competitors.providers, "Only models of this provider."),
        one_of("status", ("active", "retired"), "Only models that are still served, or not."),
        text("q", "Only models whose name, slug or provider has this text."),
    )

    def listing(self, request: Request, asked: Json, **place: Any) -> Listing:
        found = competitors.named(text=asked.get("q", ""), provider=asked.get("provider", ""))
        if "status" in asked:
            found = found.filter(retired_at__isnull=asked["status"] == "active")
        rows = with_position(found).select_related("merged_into")
        return Listing(rows, lambda rows: [_model(each) for each in rows])


class Model(Read):
    """One model."""

    operation = "read_model"
    result = ModelDetailSerializer

    def read(self, request: Request, asked: Json, **place: Any) -> Answer:
        counted = totals.with_withheld(
            totals.with_responses(Competitor.objects.all()), reader=OUTSIDER
        )
        rows = with_position(counted).select_related("merged_into")
        found = rows.filter(slug=place["slug"]).first()
        if found is None:
            raise Http404
        ranked = competitors.ranked(found)
        shown = {
            **_model(found),
            "boards": [_standing(entry) for entry in ranked.boards],
            "last": _standing(ranked.last) if ranked.last else None,
            "responses": getattr(found, "response_count", 0),
            "withheld": getattr(found, "withheld_count", 0),
        }
        wanted = only(shown, asked.get("fields"))
        return Answer(etag_of(wanted), lambda: wanted)


class Opponents(ListRead):
    """The record of a model against each other one, by rank."""

    operation = "list_opponents"
    result = OpponentSerializer
    sorts = {
        "position": Sort(),
        "votes": Sort(key=lambda row: row.record.votes),
        "score": Sort(key=lambda row: row.record.score),
    }

    def listing(self, request: Request, asked: Json, **place: Any) -> Listing:
        found = Competitor.objects.filter(slug=place["slug"]).first()
        if found is None:
            raise Http404
        rows = versus.head_to_head(found)
        return Listing(rows, lambda rows: [_opponent(each) for each in rows], etag_of(rows))


def record_as_json(record: Record) -> Json:
    names = ("wins", "losses", "ties", "both_bad", "votes", "score")
    return {name: getattr(record, name) for name in names}


def _model(found: Competitor) -> Json:
    return {
        "slug": found.slug,
        "name": found.name,
        "provider": found.provider,
        "description": found.description,
        "released_on": found.released_on,
        "retired_at": found.retired_at,
        "merged_into": found.merged_into.slug if found.merged_into else None,
        "position": getattr(found, "position", None),
        "specs": found.specs,
    }


def _standing(entry: Entry) -> Json:
    return {
        "board": entry.run.board.slug,
        "run": entry.run_id,
        "entry": EntrySerializer(entry).data,
    }


def _opponent(opponent: versus.Opponent) -> Json:
    who = {name: getattr(opponent, name) for name in ("slug", "name", "provider")}
    return {
        "opponent": who,
        "position": opponent.position,
        "record": record_as_json(opponent.record),
    }
