"""Read the comparison of two models: the numbers of the page."""

from typing import Any

from django.http import Http404
from rest_framework import serializers
from rest_framework.request import Request

from arena.api.reads import Answer, Read, etag_of, only
from arena.models import Competitor
from arena.visibility import OUTSIDER
from leaderboard.api.models import RecordSerializer, record_as_json
from leaderboard.api.serializers import CompetitorSerializer, EntrySerializer
from leaderboard.catalogue import newest_overall, totals, versus
from leaderboard.models import Entry

type Json = dict[str, Any]


class SideOfComparisonSerializer(serializers.Serializer[Json]):
    model = CompetitorSerializer()
    entry = EntrySerializer(allow_null=True)


class ChanceSerializer(serializers.Serializer[Json]):
    """In per cent, with 95 % bounds."""

    value = serializers.FloatField()
    lower = serializers.FloatField()
    upper = serializers.FloatField()


class ComparisonSerializer(serializers.Serializer[Json]):
    """The first model against the second, by the newest run of the board of all votes. `record` is
    that of the first. `more_votes` is about how many more would tell them apart, null for never or
    unknown."""

    run = serializers.IntegerField(allow_null=True)
    first = SideOfComparisonSerializer()
    second = SideOfComparisonSerializer()
    conclusion = serializers.ChoiceField(choices=[(each.value, each) for each in versus.Conclusion])
    better = serializers.SlugField(allow_null=True, help_text="Of `better`: which one is.")
    chance = ChanceSerializer(allow_null=True, help_text="That the first is preferred.")
    more_votes = serializers.IntegerField(allow_null=True)
    record = RecordSerializer()
    shared = serializers.IntegerField(
        help_text="Challenges that both have answered and whose responses are public."
    )
    withheld = serializers.IntegerField(help_text="Those whose responses are not public yet.")


class ComparisonRead(Read):
    """Two models against each other."""

    operation = "compare"
    result = ComparisonSerializer

    def read(self, request: Request, asked: Json, **place: Any) -> Answer:
        one, other = _both(place["first"], place["second"])
        run = newest_overall().values_list("pk", flat=True).first()
        shared = {
            "shared": getattr(one, "shared_count", 0),
            "withheld": getattr(one, "withheld_count", 0),
        }
        fields = asked.get("fields")
        names = [(each.slug, each.name, each.provider) for each in (one, other)]
        version = etag_of("compare", run, names, shared, fields)
        return Answer(version, lambda: only(_compared(one, other, run) | shared, fields))


def _both(first: str, second: str) -> tuple[Competitor, Competitor]:
    named = Competitor.objects.filter(slug__in=(first, second))
    both = totals.with_shared(named, first, second, reader=OUTSIDER)
    found = {each.slug: each for each in both}
    if first == second or not {first, second} <= found.keys():
        raise Http404
    return found[first], found[second]


def _compared(one: Competitor, other: Competitor, run: int | None) -> Json:
    comparison = versus.compare(one, other)
    found = comparison.contrast
    is_better = comparison.answer == versus.Conclusion.BETTER
    ahead = one if comparison.first_is_better else other
    return {
        "run": run,
        "first": _side(one, comparison.entries[0]),
        "second": _side(other, comparison.entries[1]),
        "conclusion": comparison.answer.value,
        "better": ahead.slug if is_better else None,
        # A bound would come from the prior for models that never lost or never won.
        "chance": None
        if found is None or comparison.answer == versus.Conclusion.UNBOUNDED
        else {
            "value": 100 * found.chance,
            "lower": 100 * found.chance_lower,
            "upper": 100 * found.chance_upper,
        },
        "more_votes": comparison.more_votes,
        "record": record_as_json(versus.record_between(one, other)),
    }


def _side(model: Competitor, entry: Entry | None) -> Json:
    return {
        "model": CompetitorSerializer(model).data,
        "entry": EntrySerializer(entry).data if entry else None,
    }
