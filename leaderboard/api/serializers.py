"""The shapes of boards and models."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import override
from rest_framework import serializers

from arena.models import Competitor
from leaderboard.catalogue import summary_of
from leaderboard.models import Board, Entry, RatingRun

if TYPE_CHECKING:

    class _Slug(serializers.SlugRelatedField[Any]): ...
else:
    _Slug = serializers.SlugRelatedField  # generic only in stubs


class BoardSerializer(serializers.ModelSerializer[Board]):
    """Which votes it counts, null or empty where it does not ask, and how it rates them."""

    category = _Slug(slug_field="slug", read_only=True, allow_null=True)
    challenge = _Slug(slug_field="slug", read_only=True, allow_null=True)
    anchor = _Slug(slug_field="slug", read_only=True, allow_null=True)

    class Meta:
        model = Board
        fields = (
            "slug",
            "name",
            "category",
            "challenge",
            "kind",
            "language",
            "window_days",
            "style_controlled",
            "ties",
            "side_effect",
            "anchor",
            "speaks_of",
        )


class RunSerializer(serializers.ModelSerializer[RatingRun]):
    """Which votes were counted: `votes` in all, of which `imported` and `simulated`, and of which
    on matches that named their authors at the end of a session, or never. What its intervals are
    over (`interval`) and speak of, how many `voters` and `challenges` they count, and when and up
    to where in the ledger errors were measured; null before the first time."""

    class Meta:
        model = RatingRun
        fields = (
            "id",
            "finished_at",
            "votes",
            "imported",
            "simulated",
            "excluded",
            "named_after_session",
            "never_named",
            "sequence",
            "head",
            "method",
            "interval",
            "speaks_of",
            "voters",
            "challenges",
            "passed_at",
            "passed_sequence",
            "tie",
            "side_effect",
            "style",
            "held_out",
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


class AsOfSerializer(serializers.Serializer[dict[str, Any]]):
    """Which time was asked for, and whether the run surely stood then: of days more than a week ago
    the last run alone is kept."""

    at = serializers.DateTimeField()
    is_exact = serializers.BooleanField()


class NamedSerializer(serializers.Serializer[dict[str, Any]]):
    slug = serializers.SlugField()
    name = serializers.CharField()


class PlacesSerializer(serializers.Serializer[dict[str, Any]]):
    low = serializers.IntegerField()
    high = serializers.IntegerField()


class SummarySerializer(serializers.Serializer[dict[str, Any]]):
    """The board in one sentence, in each language of the site, and the numbers it rests on: of the
    models with enough votes that votes connect."""

    models = serializers.IntegerField(help_text="How many these are.")
    leaders = NamedSerializer(many=True, help_text="Who may be first, the highest rated first.")
    open_places = PlacesSerializer(many=True, help_text="Places the votes leave open.")
    alike = serializers.IntegerField(
        help_text="How many models cannot be told from their neighbours."
    )
    few = serializers.IntegerField(help_text="How many models have votes, but not enough.")
    sentence = serializers.DictField(child=serializers.CharField(), help_text="By language.")


def summary_as_dict(run: RatingRun, entries: Sequence[Entry]) -> dict[str, Any]:
    found = summary_of(entries, minimum=run.minimum_votes)
    sentences = {}
    for language, _ in settings.LANGUAGES:
        with override(language):
            sentences[language] = found.sentence
    return {
        "models": found.models,
        "leaders": [{"slug": slug, "name": name} for slug, name in found.leaders],
        "open_places": [{"low": low, "high": high} for low, high in found.open_places],
        "alike": found.alike,
        "few": found.few,
        "sentence": sentences,
    }


class RatedBoardSerializer(serializers.Serializer[dict[str, Any]]):
    board = BoardSerializer()
    run = RunSerializer(allow_null=True)
    summary = SummarySerializer(allow_null=True)
    entries = EntrySerializer(many=True)
    as_of = AsOfSerializer(required=False, help_text="There if `as_of` is asked for.")
