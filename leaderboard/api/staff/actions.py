"""Actions on challenges, models and responses: those of the desk, by the same names."""

from collections.abc import Sequence
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from arena.access import Scope
from arena.api.bodies import Body, Reason, Text, read_body
from arena.api.content.challenges import StaffChallengeSerializer, challenge_as_json
from arena.api.content.responses import (
    StaffModelSerializer,
    StaffResponseSerializer,
    model_as_json,
    response_as_json,
)
from arena.api.idempotency import done_apart, done_once
from arena.api.key_views import REFUSED_WRITES, KeyView, signed
from arena.errors import NothingToDo, Unavailable
from arena.locks import LockBusy
from arena.models import Challenge, Competitor, ResponsesPublic
from arena.models import Response as Answered
from arena.moderation import revise_challenge, set_aliases, set_responses_public
from leaderboard import merging
from leaderboard.queue import (
    CHALLENGE_ACTIONS,
    MODEL_ACTIONS,
    RESPONSE_ACTIONS,
    Action,
    perform,
)

type Json = dict[str, Any]

# How long a merge may be tried again after: a recomputation ends sooner.
RETRY_SECONDS = 30


def _choices(actions: Sequence[Action], *more: str) -> serializers.ChoiceField:
    names = [action.name for action in actions]
    return serializers.ChoiceField(choices=[*names, *more], help_text="As the desk has them.")


class ChallengeActionSerializer(Body[Json]):
    action = _choices(CHALLENGE_ACTIONS)
    reason = Reason(required=False, allow_blank=True)


class ResponseActionSerializer(Body[Json]):
    action = _choices(RESPONSE_ACTIONS)
    reason = Reason()


class ModelActionSerializer(Body[Json]):
    action = _choices(MODEL_ACTIONS)
    reason = Reason()


class RevisionSerializer(Body[Json]):
    title = Text(max_length=200)
    prompt = Text(max_length=100_000)


class ResponsesPublicSerializer(Body[Json]):
    rule = serializers.ChoiceField(
        choices=ResponsesPublic.choices, allow_null=True, help_text="Null is as the arena."
    )


class NamesSerializer(Body[Json]):
    aliases = serializers.ListField(child=Text(max_length=160), max_length=50)


class RevealSerializer(Body[Json]):
    name = Text(max_length=160, help_text="Its real name; the one it has becomes an alias.")
    provider = Text(required=False, allow_blank=True, max_length=120)
    reason = Reason()


class MergeSerializer(Body[Json]):
    into = serializers.SlugField(help_text="The model that it is.")
    reason = Reason()


class ReasonSerializer(Body[Json]):
    reason = Reason()


class ContentAction(KeyView):
    """An action on content; its answer is what the thing is then."""

    reads, writes = Scope.CONTENT_READ, Scope.CONTENT_WRITE


class ActOnChallenge(ContentAction):
    @extend_schema(
        operation_id="staff_act_on_challenge",
        request=ChallengeActionSerializer,
        responses={200: StaffChallengeSerializer, **REFUSED_WRITES},
    )
    @done_once
    def post(self, request: Request, slug: str) -> Response:
        """Submit, publish, send back, reject or retire it. All but the first two need a reason."""
        found = get_object_or_404(Challenge, slug=slug)
        _act(request, found, CHALLENGE_ACTIONS, ChallengeActionSerializer)
        return Response(_challenge(slug))


class ReviseChallenge(ContentAction):
    @extend_schema(
        operation_id="staff_revise_challenge",
        request=RevisionSerializer,
        responses={201: StaffChallengeSerializer, **REFUSED_WRITES},
    )
    @done_once
    def post(self, request: Request, slug: str) -> Response:
        """Submit another wording of a challenge that was published. The answer is the new one,
        which somebody else has to publish."""
        found = get_object_or_404(Challenge, slug=slug)
        body = read_body(RevisionSerializer, request)
        version = revise_challenge(challenge=found, **body, **signed(request))
        return Response(_challenge(version.slug), status=status.HTTP_201_CREATED)


class SetResponsesPublic(ContentAction):
    @extend_schema(
        operation_id="staff_set_responses_public",
        request=ResponsesPublicSerializer,
        responses={200: StaffChallengeSerializer, **REFUSED_WRITES},
    )
    @done_once
    def put(self, request: Request, slug: str) -> Response:
        """Choose when the responses to this challenge are public."""
        found = get_object_or_404(Challenge, slug=slug)
        rule = read_body(ResponsesPublicSerializer, request)["rule"]
        chosen = None if rule is None else ResponsesPublic(rule)
        set_responses_public(challenge=found, rule=chosen, **signed(request))
        return Response(_challenge(slug))


class ActOnResponse(ContentAction):
    @extend_schema(
        operation_id="staff_act_on_response",
        request=ResponseActionSerializer,
        responses={200: StaffResponseSerializer, **REFUSED_WRITES},
    )
    @done_once
    def post(self, request: Request, number: int) -> Response:
        """Withdraw it from matches, or restore it. Its votes stay."""
        rows = Answered.objects.select_related("challenge", "competitor", "withdrawal", "leak")
        found = get_object_or_404(rows, pk=number)
        _act(request, found, RESPONSE_ACTIONS, ResponseActionSerializer)
        return Response(response_as_json(rows.get(pk=number)))


class ActOnModel(ContentAction):
    @extend_schema(
        operation_id="staff_act_on_model",
        request=ModelActionSerializer,
        responses={200: StaffModelSerializer, **REFUSED_WRITES},
    )
    @done_once
    def post(self, request: Request, slug: str) -> Response:
        """Take it out of new matches, or bring it back."""
        found = get_object_or_404(Competitor, slug=slug)
        _act(request, found, MODEL_ACTIONS, ModelActionSerializer)
        return Response(_model(slug))


class NameModel(ContentAction):
    @extend_schema(
        operation_id="staff_set_names_of_model",
        request=NamesSerializer,
        responses={200: StaffModelSerializer, **REFUSED_WRITES},
    )
    @done_once
    def put(self, request: Request, slug: str) -> Response:
        """Keep these other names of it."""
        found = get_object_or_404(Competitor, slug=slug)
        aliases = read_body(NamesSerializer, request)["aliases"]
        set_aliases(competitor=found, aliases=aliases, **signed(request))
        return Response(_model(slug))


class RevealModel(ContentAction):
    @extend_schema(
        operation_id="staff_reveal_model",
        request=RevealSerializer,
        responses={200: StaffModelSerializer, **REFUSED_WRITES},
    )
    @done_once
    def post(self, request: Request, slug: str) -> Response:
        """Give it the name it really has."""
        found = get_object_or_404(Competitor, slug=slug)
        body = {"provider": found.provider, **read_body(RevealSerializer, request)}
        merging.reveal(competitor=found, **body, **signed(request))
        return Response(_model(slug))


class MergeModel(ContentAction):
    @extend_schema(
        operation_id="staff_merge_model",
        request=MergeSerializer,
        responses={200: StaffModelSerializer, **REFUSED_WRITES},
    )
    @done_apart
    def post(self, request: Request, slug: str) -> Response:
        """Count its votes as those of another, which it turned out to be."""
        found = get_object_or_404(Competitor, slug=slug)
        body = read_body(MergeSerializer, request)
        into = Competitor.objects.filter(slug=body["into"]).first()
        if into is None:
            raise ValidationError({"into": [_("There is no model with this slug.")]})
        try:
            merging.merge(competitor=found, into=into, reason=body["reason"], **signed(request))
        except LockBusy:
            raise Unavailable(retry_after_seconds=RETRY_SECONDS) from None
        return Response(_model(slug))


class UnmergeModel(ContentAction):
    @extend_schema(
        operation_id="staff_unmerge_model",
        request=ReasonSerializer,
        responses={200: StaffModelSerializer, **REFUSED_WRITES},
    )
    @done_apart
    def post(self, request: Request, slug: str) -> Response:
        """Take a merge back. A model that the merge retired is back in matches."""
        found = get_object_or_404(Competitor, slug=slug)
        reason = read_body(ReasonSerializer, request)["reason"]
        try:
            merging.unmerge(competitor=found, reason=reason, **signed(request))
        except LockBusy:
            raise Unavailable(retry_after_seconds=RETRY_SECONDS) from None
        return Response(_model(slug))


def _act(
    request: Request, subject: Any, actions: Sequence[Action], shape: type[Body[Json]]
) -> None:
    body = read_body(shape, request)
    action = next((each for each in actions if each.name == body["action"]), None)
    if action is None:
        raise NothingToDo
    perform(action, subject, reason=body.get("reason", ""), by={**signed(request)})


def _challenge(slug: str) -> Json:
    rows = Challenge.objects.select_related("category", "supersedes").prefetch_related("tags")
    return challenge_as_json(rows.get(slug=slug))


def _model(slug: str) -> Json:
    return model_as_json(Competitor.objects.select_related("merged_into").get(slug=slug))
