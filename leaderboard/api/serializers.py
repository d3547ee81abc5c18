"""The shapes of boards and models."""

from typing import Any

from rest_framework import serializers

from arena.models import Competitor
from leaderboard.models import Board, Entry, RatingRun


class BoardSerializer(serializers.ModelSerializer[Board]):
    category = serializers.SlugRelatedField(  # type: ignore[var-annotated]  # generic only in stubs
        slug_field="slug", read_only=True, allow_null=True
    )

    class Meta:
        model = Board
        fields = ("slug", "name", "category")


class RunSerializer(serializers.ModelSerializer[RatingRun]):
    """Which votes were counted: `votes` in all, of which `imported` and `simulated`."""

    class Meta:
        model = RatingRun
        fields = (
            "id",
            "finished_at",
            "votes",
            "imported",
            "simulated",
            "excluded",
            "sequence",
            "head",
            "method",
            "warnings",
        )


class CompetitorSerializer(serializers.ModelSerializer[Competitor]):
    class Meta:
        model = Competitor
        fields = ("slug", "name", "provider")


class EntrySerializer(serializers.ModelSerializer[Entry]):
    """A row; a null bound is infinite, a null rank has no order to be in."""

    competitor = CompetitorSerializer()

    class Meta:
        model = Entry
        exclude = ("id", "run")


class RatedBoardSerializer(serializers.Serializer[dict[str, Any]]):
    board = BoardSerializer()
    run = RunSerializer(allow_null=True)
    entries = EntrySerializer(many=True)


class ModelSerializer(serializers.ModelSerializer[Competitor]):
    class Meta:
        model = Competitor
        fields = ("slug", "name", "provider", "description", "released_on", "specs")
