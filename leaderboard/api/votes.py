"""Read the votes that may be published, and how many were excluded and reinstated by day."""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request

from arena.api.reads import Listing, ListRead, Sort, flag, moment, one_of, slug
from arena.models import ExclusionRule, Origin, Outcome
from leaderboard.catalogue import days_of_exclusions
from leaderboard.open_data import standing_exclusion_told, told_votes

type Json = dict[str, Any]

_FILTERS = {
    "challenge": "challenge__slug",
    "category": "challenge__category__slug",
    "outcome": "outcome",
    "origin": "origin",
}


class ToldVoteSerializer(serializers.Serializer[Json]):
    """A vote whose responses are public and whose authors were named to the voter. Who cast it is
    told nowhere."""

    id = serializers.IntegerField()
    challenge = serializers.SlugField(allow_null=True)
    left = serializers.SlugField()
    right = serializers.SlugField()
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    origin = serializers.ChoiceField(choices=Origin.choices)
    source = serializers.CharField(allow_blank=True)  # type: ignore[assignment]  # a field
    cast_at = serializers.DateTimeField()
    counts = serializers.BooleanField(
        help_text="False if an exclusion stands that may be published."
    )


class DayOfExclusionsSerializer(serializers.Serializer[Json]):
    """Votes excluded and reinstated under a rule on a day in UTC."""

    day = serializers.DateField()
    rule = serializers.ChoiceField(choices=ExclusionRule.choices)
    excluded = serializers.IntegerField()
    reinstated = serializers.IntegerField()


class VoteList(ListRead):
    """Votes that are in the ledger and may be published, the newest first."""

    operation = "list_votes"
    result = ToldVoteSerializer
    sorts = {"id": Sort("id"), "cast_at": Sort("cast_at", datetime.fromisoformat)}
    is_falling = True
    parameters = (
        slug("model", "Only votes on responses of this model."),
        slug("challenge", "Only votes on this challenge."),
        slug("category", "Only votes on challenges of this category."),
        one_of("outcome", Outcome.values, "Only votes with this outcome."),
        one_of("origin", Origin.values, "Only votes that were cast here, or came otherwise."),
        flag("counts", "Only votes that count, or only others."),
        moment("since", "Only votes cast then or later."),
        moment("until", "Only votes cast by then."),
    )

    def listing(self, request: Request, asked: Json, **place: Any) -> Listing:
        excluded = standing_exclusion_told(now=timezone.now())
        rows = told_votes().annotate(is_excluded=excluded)
        if "counts" in asked:
            rows = rows.filter(is_excluded=not asked["counts"])
        if "model" in asked:
            on_left = Q(left_competitor__slug=asked["model"])
            rows = rows.filter(on_left | Q(right_competitor__slug=asked["model"]))
        if "since" in asked:
            rows = rows.filter(cast_at__gte=asked["since"])
        if "until" in asked:
            rows = rows.filter(cast_at__lte=asked["until"])
        wanted = {column: asked[name] for name, column in _FILTERS.items() if name in asked}
        named = rows.filter(**wanted).select_related(
            "challenge", "left_competitor", "right_competitor"
        )
        return Listing(named, lambda rows: [_vote(each) for each in rows])


class Exclusions(ListRead):
    """How many votes were excluded and reinstated, by day and rule, the newest day first."""

    operation = "list_exclusions"
    result = DayOfExclusionsSerializer
    sorts = {"day": Sort()}
    parameters = (one_of("rule", ExclusionRule.values, "Only under this rule."),)

    def listing(self, request: Request, asked: Json, **place: Any) -> Listing:
        known = days_of_exclusions(now=timezone.now())
        days = [each for each in known if asked.get("rule", each.key) == each.key]
        return Listing(days, lambda rows: [_day(each) for each in rows])


def _vote(vote: Any) -> Json:
    return {
        "id": vote.pk,
        "challenge": vote.challenge.slug if vote.challenge else None,
        "left": vote.left_competitor.slug,
        "right": vote.right_competitor.slug,
        "outcome": vote.outcome,
        "origin": vote.origin,
        "source": vote.source,
        "cast_at": vote.cast_at,
        "counts": not vote.is_excluded,
    }


def _day(day: Any) -> Json:
    return {
        "day": day.day,
        "rule": day.key,
        "excluded": day.excluded,
        "reinstated": day.reinstated,
    }
