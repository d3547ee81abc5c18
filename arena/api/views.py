"""Open a match, vote on it, skip it. The voter is the cookie the pages use, too."""

import random
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from arena import framing
from arena.api.problems import ProblemSerializer
from arena.api.serializers import (
    BallotSerializer,
    MatchSerializer,
    SkippedSerializer,
    VerdictSerializer,
    match_as_json,
    verdict_as_json,
)
from arena.matches import cast_vote, find_match, open_match, skip_match, verdict_of
from arena.models import Ending, Outcome
from arena.views.visitor import address_of, voter_of
from arena.visitors import hash_address, sightings, throttling, voters

_chance = random.SystemRandom()


def _problem(sentence: str) -> OpenApiResponse:
    return OpenApiResponse(ProblemSerializer, description=sentence)


NOT_JSON = {
    400: _problem("The body is not JSON, or a field is not valid."),
    415: _problem("The body is not sent as application/json."),
}
LIMITED = {429: _problem("Too many requests; see Retry-After.")}
CONSUMED = {
    404: _problem("No such match, or it was served to another browser."),
    409: _problem("It has your vote with another outcome, or there is no pair left."),
    410: _problem("It was voted on, skipped, or has expired."),
}


class OpenMatch(APIView):
    @extend_schema(
        operation_id="open_match",
        request=None,
        responses={
            201: MatchSerializer,
            409: _problem("There is no pair left for this voter."),
            **NOT_JSON,
            **LIMITED,
        },
    )
    def post(self, request: Request) -> Response:
        """Open a match. With two open, the older of them is the answer."""
        voter_id, now = voter_of(request), timezone.now()
        address = address_of(request)
        throttling.admit_match(voter_id=voter_id, address=address, now=now)
        voter = voters.get_or_create_voter(voter_id)
        has_settled = sightings.save_sightings(request, voter.id)
        address_hash = hash_address(address, now=now)
        match = open_match(voter=voter, now=now, rng=_chance, address_hash=address_hash)
        if match.get_deferred_fields():  # it was open already
            match = find_match(match_id=match.id, voter_id=voter.id)
        body = match_as_json(match, frame_origin=framing.frame_origin(request))
        response = Response(body, status=status.HTTP_201_CREATED)
        response.headers["Cache-Control"] = "no-store"
        if has_settled:
            sightings.delete_sightings_cookie(response)
        if voter.id != voter_id:
            voters.set_voter_cookie(response, voter)
        return response


class CastVote(APIView):
    @extend_schema(
        operation_id="cast_vote",
        request=BallotSerializer,
        responses={
            200: OpenApiResponse(VerdictSerializer, description="The same vote again."),
            201: VerdictSerializer,
            **CONSUMED,
            **NOT_JSON,
            **LIMITED,
        },
    )
    def post(self, request: Request, match_id: UUID) -> Response:
        """Vote on a match and learn who was who. The same vote again is harmless."""
        ballot = BallotSerializer(data=request.data)
        ballot.is_valid(raise_exception=True)
        voter_id, now = voter_of(request), timezone.now()
        throttling.admit_vote(voter_id=voter_id, address=address_of(request), now=now)
        outcome = Outcome(ballot.validated_data["outcome"])
        recorded = cast_vote(match_id=match_id, voter_id=voter_id, outcome=outcome, now=now)
        match = find_match(match_id=match_id, voter_id=voter_id)
        code = status.HTTP_201_CREATED if recorded.is_first else status.HTTP_200_OK
        return Response(verdict_as_json(verdict_of(match)), status=code)


class SkipMatch(APIView):
    @extend_schema(
        operation_id="skip_match",
        request=None,
        responses={200: SkippedSerializer, **CONSUMED, **NOT_JSON},
    )
    def post(self, request: Request, match_id: UUID) -> Response:
        """Close a match without an outcome. Skipping twice is harmless."""
        skip_match(match_id=match_id, voter_id=voter_of(request), now=timezone.now())
        return Response({"id": match_id, "ending": Ending.SKIP})
