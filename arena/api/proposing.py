"""What visitors send to the staff: challenges they propose, and reports."""

import secrets
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from arena import site
from arena.api.authentication import reader_of
from arena.api.bodies import Body, Text, read_body
from arena.api.idempotency import done_once
from arena.api.problems import ProblemSerializer
from arena.api.views import LIMITED, NOT_TAKEN, CookieWrite
from arena.forms import ProposalForm, ReportForm
from arena.models import (
    LONGEST_WORDS,
    Challenge,
    ChallengeState,
    Difficulty,
    Kind,
    ReportReason,
    Side,
    Submission,
)
from arena.models import Response as Answered
from arena.submissions import submitting
from arena.views.visitor import address_of, voter_of
from arena.visitors import reporting, throttling, voters

type Json = dict[str, Any]
type Thing = tuple[Challenge, Answered | None]

_SIDES = {"left": Side.LEFT, "right": Side.RIGHT, "challenge": None}
_TOKEN_BYTES = 24
_REUSED = OpenApiResponse(
    ProblemSerializer, description="The Idempotency-Key was sent with another request."
)
REFUSED = {**NOT_TAKEN, **LIMITED, 422: _REUSED}


class ReportSerializer(Body[Json]):
    reason = serializers.ChoiceField(choices=ReportReason.choices)
    words = Text(required=False, allow_blank=True, max_length=LONGEST_WORDS)


class MatchReportSerializer(ReportSerializer):
    about = serializers.ChoiceField(choices=list(_SIDES))


class ReportedSerializer(serializers.Serializer[Json]):
    challenge = serializers.SlugField()
    reason = serializers.ChoiceField(choices=ReportReason.choices)
    reported_at = serializers.DateTimeField()


class ProposalSerializer(Body[Json]):
    """A challenge as its form takes it, with the same limits."""

    title = Text(max_length=120)
    prompt = Text(max_length=20_000, trim_whitespace=False, help_text="At least 10 characters.")
    category = serializers.SlugField()
    kind = serializers.ChoiceField(choices=Kind.choices, default=Kind.TEXT.value)
    difficulty = serializers.ChoiceField(
        choices=Difficulty.choices, default=Difficulty.MEDIUM.value
    )
    language = Text(required=False, allow_blank=True, max_length=35, help_text="Such as en.")
    message = Text(
        required=False, allow_blank=True, max_length=1_000, help_text="For the reviewers alone."
    )


class ProposedSerializer(serializers.Serializer[Json]):
    """Keep the token: nobody else has it, and it is not stored."""

    token = serializers.CharField(help_text="Of `/api/v1/submissions/<token>/`.")
    link = serializers.URLField(help_text="The page where it is followed.")
    title = serializers.CharField()
    state = serializers.ChoiceField(choices=ChallengeState.choices)
    submitted_at = serializers.DateTimeField()


class ReportMatch(CookieWrite):
    @extend_schema(
        operation_id="report_match",
        request=MatchReportSerializer,
        responses={
            201: ReportedSerializer,
            404: OpenApiResponse(ProblemSerializer, description="There is nothing to report."),
            **REFUSED,
        },
    )
    @done_once
    def post(self, request: Request, match_id: UUID) -> Response:
        """Report a side of a match, or its challenge. Once more before it is decided is the first
        report."""
        body = read_body(MatchReportSerializer, request)
        voter_id, side = voter_of(request), _SIDES[body.pop("about")]

        def thing() -> Thing:
            return reporting.response_in_match(match_id=match_id, voter_id=voter_id, side=side)

        return _report(self, request, body, thing)


class ReportChallenge(CookieWrite):
    @extend_schema(
        operation_id="report_challenge",
        request=ReportSerializer,
        responses={
            201: ReportedSerializer,
            404: OpenApiResponse(ProblemSerializer, description="There is nothing to report."),
            **REFUSED,
        },
    )
    @done_once
    def post(self, request: Request, slug: str) -> Response:
        """Report a challenge that is public."""
        body = read_body(ReportSerializer, request)
        return _report(
            self, request, body, lambda: (reporting.published_challenge(slug=slug), None)
        )


class ReportResponse(CookieWrite):
    @extend_schema(
        operation_id="report_response",
        request=ReportSerializer,
        responses={
            201: ReportedSerializer,
            404: OpenApiResponse(ProblemSerializer, description="There is nothing to report."),
            **REFUSED,
        },
    )
    @done_once
    def post(self, request: Request, slug: str, challenge: str) -> Response:
        """Report the response of a model to a challenge, if you may read it."""
        body, reader = read_body(ReportSerializer, request), reader_of(request)

        def thing() -> Thing:
            found = reporting.response_to(competitor=slug, challenge=challenge, reader=reader)
            return found.challenge, found

        return _report(self, request, body, thing)


class Propose(CookieWrite):
    @extend_schema(
        operation_id="submit_challenge",
        request=ProposalSerializer,
        responses={
            201: ProposedSerializer,
            409: OpenApiResponse(ProblemSerializer, description="Too many wait for review."),
            **REFUSED,
        },
    )
    @done_once
    def post(self, request: Request) -> Response:
        """Propose a challenge. It is followed by its token, and published by the staff or not."""
        form, token = _proposal(request), secrets.token_urlsafe(_TOKEN_BYTES)
        voter_id, told = _admitted(self, request, form, token)
        voter, submission = voters.act_as(
            voter_id, lambda voter: submitting.propose_challenge(voter=voter, **told)
        )
        response = Response(_proposed(request, submission, token), status=status.HTTP_201_CREATED)
        if voter.id != voter_id:
            voters.set_voter_cookie(response, voter)
        return response


class ProposeAgain(CookieWrite):
    @extend_schema(
        operation_id="resubmit_challenge",
        request=ProposalSerializer,
        responses={
            200: ProposedSerializer,
            404: OpenApiResponse(ProblemSerializer, description="No submission has this token."),
            409: OpenApiResponse(ProblemSerializer, description="It was not sent back."),
            **REFUSED,
        },
    )
    @done_once
    def post(self, request: Request, token: str) -> Response:
        """Change a challenge that was sent back, and submit it again."""
        submitting.find_submission(token=token)
        _, told = _admitted(self, request, _proposal(request), token)
        return Response(_proposed(request, submitting.resubmit_challenge(**told), token))


def _report(
    view: CookieWrite, request: Request, body: Json, thing: Callable[[], Thing]
) -> Response:
    form = _cleaned(ReportForm(body))
    voter_id, now = voter_of(request), timezone.now()
    view.allowance = throttling.admit_report(
        voter_id=voter_id, address=address_of(request), now=now
    )
    challenge, response = thing()
    told: Json = {
        "challenge": challenge,
        "response": response,
        "reason": ReportReason(form.cleaned_data["reason"]),
        "words": form.cleaned_data["words"],
        "now": now,
    }
    voter, made = voters.act_as(voter_id, lambda voter: reporting.report(voter=voter, **told))
    shown = {
        "challenge": challenge.slug,
        "reason": made.reason,
        "reported_at": made.reported_at,
    }
    answer = Response(shown, status=status.HTTP_201_CREATED)
    if voter.id != voter_id:
        voters.set_voter_cookie(answer, voter)
    return answer


def _proposal(request: Request) -> ProposalForm:
    body = read_body(ProposalSerializer, request)
    form = ProposalForm(body)
    form.fields["category"].to_field_name = "slug"  # type: ignore[attr-defined]
    return _cleaned(form)


def _cleaned[Form: forms.Form](form: Form) -> Form:
    """What the page's form says is wrong is wrong here, too."""
    if not form.is_valid():
        told = form.errors.get_json_data()
        raise ValidationError({name: [each["message"] for each in told[name]] for name in told})
    return form


def _admitted(
    view: CookieWrite, request: Request, form: ProposalForm, token: str
) -> tuple[UUID | None, Json]:
    voter_id, now = voter_of(request), timezone.now()
    view.allowance = throttling.admit_submission(
        voter_id=voter_id, address=address_of(request), now=now
    )
    told: Json = {
        "proposal": form.proposal,
        "message": form.cleaned_data["message"],
        "token": token,
        "actor": None,
        "now": now,
    }
    return voter_id, told


def _proposed(request: Request, submission: Submission, token: str) -> Json:
    place = reverse("arena:submission", args=[token])
    return {
        "token": token,
        "link": f"{site.origin_of(request)}{place}",
        "title": submission.challenge.title,
        "state": submission.challenge.state,
        "submitted_at": submission.submitted_at,
    }
