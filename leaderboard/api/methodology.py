"""Read the constants in use, what was measured, and the totals of the site."""

from dataclasses import asdict
from typing import Any

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request

from arena.api.reads import Answer, Read, etag_of, only
from arena.arena_settings import current_settings
from arena.models import ExclusionRule
from leaderboard.catalogue import MEASURED_COVERAGE, counts_at, measured, totals
from leaderboard.models import OVERALL, RatingRun

type Json = dict[str, Any]


class MethodologySerializer(serializers.Serializer[Json]):
    """The numbers of the methodology page: `constants` of the formulas, `limits` and `chosen` of
    the settings, what was `measured` at the newest run of the board of all votes (null before the
    first), how often intervals held (`coverage`), votes excluded now by rule (`exclusions`) and in
    how many counted matches each model was (`servings`)."""

    run = serializers.IntegerField(allow_null=True)
    constants = serializers.DictField()
    limits = serializers.DictField()
    chosen = serializers.DictField()
    measured = serializers.DictField(allow_null=True)
    coverage = serializers.ListField(child=serializers.DictField())
    exclusions = serializers.DictField(child=serializers.IntegerField())
    servings = serializers.DictField()


class TotalsSerializer(serializers.Serializer[Json]):
    """All that is here: `votes` are those that the newest run of the board of all votes counts."""

    run = serializers.IntegerField(allow_null=True)
    votes = serializers.IntegerField()
    voters = serializers.IntegerField()
    models = serializers.IntegerField()
    challenges = serializers.IntegerField()


class MethodologyRead(Read):
    """How ratings are made, in numbers."""

    operation = "read_methodology"
    result = MethodologySerializer

    def read(self, request: Request, asked: Json, **place: Any) -> Answer:
        run = _newest()
        excluded = totals.standing_exclusions(now=timezone.now())
        settings = current_settings()
        fields = asked.get("fields")
        version = etag_of(run and run.pk, sorted(excluded.items()), settings, fields)
        return Answer(version, lambda: only(_methodology(run, excluded), fields))


class TotalsRead(Read):
    """How many votes, voters, models and challenges there are."""

    operation = "read_totals"
    result = TotalsSerializer

    def read(self, request: Request, asked: Json, **place: Any) -> Answer:
        run = _newest()
        counts = counts_at(run)
        found = {
            "run": run.pk if run else None,
            "votes": counts.votes,
            "voters": counts.voters,
            "models": counts.competitors,
            "challenges": counts.challenges,
        }
        wanted = only(found, asked.get("fields"))
        return Answer(etag_of(wanted), lambda: wanted)


def _newest() -> RatingRun | None:
    runs = RatingRun.objects.filter(board__slug=OVERALL).select_related("board")
    return runs.order_by("-id").first()


def _methodology(run: RatingRun | None, excluded: dict[str, int]) -> Json:
    settings = current_settings()
    total, served = measured.servings(run)
    names = ("name_authors", "responses_public", "reasoning_traces")
    return {
        "run": run.pk if run else None,
        "constants": asdict(measured.Constants()),
        "limits": asdict(measured.limits()),
        "chosen": {name: getattr(settings, name) for name in names},
        "measured": _measured(),
        "coverage": [each._asdict() for each in MEASURED_COVERAGE],
        "exclusions": {rule.value: excluded.get(rule.value, 0) for rule in ExclusionRule},
        "servings": {
            "matches": total,
            "models": [
                {"slug": each.slug, "matches": each.number, "share": each.share} for each in served
            ],
        },
    }


def _measured() -> Json | None:
    found = measured.measured()
    if found is None:
        return None
    return {
        "outcomes": asdict(found.outcomes),
        "tie_share": found.tie_share,
        "both_bad_share": found.both_bad_share,
        "left_share": asdict(found.left_share) if found.left_share else None,
        "side_effect": found.side_effect,
        "tie": found.tie,
        "held_out": found.run.held_out,
        "widening": found.widening,
    }
