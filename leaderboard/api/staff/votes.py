"""Votes as the staff sees them: found, weighed, and excluded or reinstated."""

from typing import Any

from django.core import signing
from django.db import transaction
from django.db.models import Max
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from arena.access import Scope
from arena.api.authentication import key_of
from arena.api.bodies import Body, Reason, Text, read_body
from arena.api.idempotency import done_once
from arena.api.key_views import (
    REFUSED_BODIES,
    REFUSED_KEYS,
    REFUSED_WRITES,
    KeyListRead,
    KeyRead,
    KeyView,
    signed,
)
from arena.api.reads import Answer, Listing, Sort, etag_of, only
from arena.errors import PreviewNotValid, VotesChanged
from arena.models import BulkAction, BulkKind, ExclusionRule, Origin, Outcome, Vote
from arena.moderation import VoteSearch, begin_bulk, carry_on, changeable
from arena.tasks import carry_on_bulk, wake
from leaderboard.api.staff.searching import PARAMETERS, VoteSearchSerializer, search_of
from leaderboard.models import OVERALL, Board
from leaderboard.runs import Effect, Place, effect_of

type Json = dict[str, Any]

SALT = "leaderboard.api.preview"
# How long votes may be changed by what a preview showed.
PREVIEW_SECONDS = 3_600


class StandingExclusionSerializer(serializers.Serializer[Json]):
    rule = serializers.ChoiceField(choices=ExclusionRule.choices)
    reason = serializers.CharField()
    by = serializers.CharField(allow_null=True, help_text="Null is the arena itself.")
    at = serializers.DateTimeField()


class StaffVoteSerializer(serializers.Serializer[Json]):
    id = serializers.IntegerField()
    challenge = serializers.SlugField(allow_null=True)
    left = serializers.SlugField()
    right = serializers.SlugField()
    left_response = serializers.IntegerField(allow_null=True)
    right_response = serializers.IntegerField(allow_null=True)
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    origin = serializers.ChoiceField(choices=Origin.choices)
    source = serializers.CharField(allow_blank=True)  # type: ignore[assignment]  # a field
    voter = serializers.UUIDField(allow_null=True)
    address = serializers.CharField(
        allow_blank=True, help_text="A digest of that day, which does not tell the address."
    )
    cast_at = serializers.DateTimeField()
    exclusion = StandingExclusionSerializer(allow_null=True, help_text="Null if it counts.")


class PreviewRequestSerializer(Body[Json]):
    kind = serializers.ChoiceField(choices=BulkKind.choices)
    search = VoteSearchSerializer()
    board = serializers.SlugField(required=False, help_text="The board of all votes if left out.")


class PlaceSerializer(serializers.Serializer[Json]):
    rating = serializers.FloatField()
    lower = serializers.FloatField(allow_null=True)
    upper = serializers.FloatField(allow_null=True)
    rank_low = serializers.IntegerField(allow_null=True)
    rank_high = serializers.IntegerField(allow_null=True)
    votes = serializers.IntegerField()


class MovedSerializer(serializers.Serializer[Json]):
    competitor = serializers.SlugField()
    before = PlaceSerializer(allow_null=True)
    after = PlaceSerializer(allow_null=True)
    by = serializers.FloatField(allow_null=True, help_text="Of the rating, in points.")
    changes_rank = serializers.BooleanField()


class PreviewSerializer(serializers.Serializer[Json]):
    """What a board would say; `token` lets it be done for an hour, while votes are the same."""

    token = serializers.CharField()
    kind = serializers.ChoiceField(choices=BulkKind.choices)
    votes = serializers.IntegerField(help_text="How many votes would change.")
    board = serializers.SlugField()
    board_votes = serializers.IntegerField(help_text="How many of them this board has.")
    board_total = serializers.IntegerField(help_text="How many votes it counts now.")
    movers = serializers.IntegerField(help_text="How many models move.")
    rows = MovedSerializer(many=True)


class VoteChangeRequestSerializer(Body[Json]):
    token = Text(help_text="Of a preview.", max_length=4_000)
    rule = serializers.ChoiceField(
        choices=ExclusionRule.choices,
        required=False,
        help_text="Under which votes are excluded; needed for that alone.",
    )
    reason = Reason()


class VoteChangeSerializer(serializers.Serializer[Json]):
    """Votes being excluded or reinstated, in steps."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=BulkKind.choices)
    rule = serializers.CharField(allow_blank=True)
    reason = serializers.CharField()
    total = serializers.IntegerField(help_text="Votes found when it began.")
    touched = serializers.IntegerField(help_text="Votes changed so far.")
    begun_by = serializers.CharField(allow_null=True)
    begun_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True, help_text="Null while it goes on.")


class StaffVotes(KeyListRead):
    """Votes, the newest first, by what the desk searches for."""

    reads = Scope.VOTES_READ
    operation = "staff_list_votes"
    result = StaffVoteSerializer
    sorts = {"id": Sort("id", int)}
    is_falling = True
    parameters = PARAMETERS

    def listing(self, request: Request, asked: Json, **place: Any) -> Listing:
        found = search_of(asked).votes()
        rows = found.select_related("left_competitor", "right_competitor", "challenge", "match")
        light = rows.defer("challenge__prompt").prefetch_related("exclusions__excluded_by")
        return Listing(light, lambda rows: [_vote(each) for each in rows])


class PreviewVotes(KeyView):
    """It writes nothing, so reading is enough."""

    reads = writes = Scope.VOTES_READ

    @extend_schema(
        operation_id="staff_preview_votes",
        request=PreviewRequestSerializer,
        responses={200: PreviewSerializer, **REFUSED_KEYS, **REFUSED_BODIES},
    )
    def post(self, request: Request) -> Response:
        """What a board would say if these votes were excluded, or reinstated."""
        body = read_body(PreviewRequestSerializer, request)
        board = Board.objects.filter(slug=body.get("board", OVERALL)).first()
        if board is None:
            raise ValidationError({"board": ["There is no such board."]})
        kind, search = BulkKind(body["kind"]), search_of(body["search"])
        effect = effect_of(votes=changeable(search, kind), kind=kind, board=board)
        count, last = _extent(search, kind)
        shown = {"kind": kind.value, "search": search.as_json(), "count": count, "last": last}
        token = signing.dumps([key_of(request).pk, shown], salt=SALT, compress=True)
        return Response({"token": token, "kind": kind.value, "votes": count, **_effect(effect)})


class VoteChanges(KeyView):
    reads, writes = Scope.VOTES_READ, Scope.VOTES_WRITE

    @extend_schema(
        operation_id="staff_change_votes",
        request=VoteChangeRequestSerializer,
        responses={201: VoteChangeSerializer, **REFUSED_WRITES},
    )
    @done_once
    def post(self, request: Request) -> Response:
        """Exclude or reinstate the votes of a preview. With many of them it goes on after the
        answer; its address says how far it is."""
        body = read_body(VoteChangeRequestSerializer, request)
        shown = _shown(body["token"], key_of(request).pk)
        kind, search = BulkKind(shown["kind"]), VoteSearch.from_json(shown["search"])
        if (kind == BulkKind.EXCLUDE) != ("rule" in body):
            raise ValidationError({"rule": ["Votes are excluded under a rule, and only then."]})
        if _extent(search, kind) != (shown["count"], shown["last"]):
            raise VotesChanged
        rule = ExclusionRule(body["rule"]) if "rule" in body else None
        bulk = begin_bulk(
            kind=kind, search=search, rule=rule, reason=body["reason"], **signed(request)
        )
        bulk = carry_on(bulk, clock=timezone.now, is_enough=lambda: True)
        if bulk.ended_at is None:
            transaction.on_commit(lambda: wake(carry_on_bulk))
        return Response(_change(bulk), status=status.HTTP_201_CREATED)


class VoteChange(KeyRead):
    """How far excluding or reinstating votes is."""

    reads = Scope.VOTES_READ
    operation = "staff_read_vote_change"
    result = VoteChangeSerializer

    def read(self, request: Request, asked: Json, **place: Any) -> Answer:
        rows = BulkAction.objects.select_related("begun_by")
        found = _change(get_object_or_404(rows, pk=place["number"]))
        return Answer(etag_of(found, asked), lambda: only(found, asked.get("fields")))


def _extent(search: VoteSearch, kind: BulkKind) -> tuple[int, int | None]:
    """How many votes would change, and the last of them: what a preview is of."""
    votes = changeable(search, kind)
    return votes.count(), votes.order_by().aggregate(last=Max("pk"))["last"]


def _shown(token: str, key: int) -> Json:
    """What a preview showed with this key.

    Raises:
        PreviewNotValid: it is none, is too old, or was made with another key.
    """
    try:
        owner, shown = signing.loads(token, salt=SALT, max_age=PREVIEW_SECONDS)
    except signing.BadSignature:
        raise PreviewNotValid from None
    if owner != key:
        raise PreviewNotValid
    return dict(shown)


def _vote(vote: Vote) -> Json:
    standing = [each for each in vote.exclusions.all() if each.lifted_at is None]
    exclusion = standing[0] if standing else None
    return {
        "id": vote.pk,
        "challenge": vote.challenge.slug if vote.challenge else None,
        "left": vote.left_competitor.slug,
        "right": vote.right_competitor.slug,
        "left_response": vote.left_id,
        "right_response": vote.right_id,
        "outcome": vote.outcome,
        "origin": vote.origin,
        "source": vote.source,
        "voter": vote.voter_id,
        "address": vote.match.address_hash if vote.match else "",
        "cast_at": vote.cast_at,
        "exclusion": exclusion
        and {
            "rule": exclusion.rule,
            "reason": exclusion.reason,
            "by": exclusion.excluded_by and exclusion.excluded_by.get_username(),
            "at": exclusion.excluded_at,
        },
    }


def _effect(effect: Effect) -> Json:
    return {
        "board": effect.board.slug,
        "board_votes": effect.votes,
        "board_total": effect.total,
        "movers": effect.movers,
        "rows": [
            {
                "competitor": row.competitor.slug,
                "before": row.before and _place(row.before),
                "after": row.after and _place(row.after),
                "by": row.by,
                "changes_rank": row.changes_rank,
            }
            for row in effect.rows
        ],
    }


def _place(place: Place) -> Json:
    names = ("rating", "lower", "upper", "rank_low", "rank_high", "votes")
    return {name: getattr(place, name) for name in names}


def _change(bulk: BulkAction) -> Json:
    names = ("kind", "rule", "reason", "total", "touched", "begun_at", "ended_at")
    return {
        "id": bulk.pk,
        "begun_by": bulk.begun_by and bulk.begun_by.get_username(),
        **{name: getattr(bulk, name) for name in names},
    }
