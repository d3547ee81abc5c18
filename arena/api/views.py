"""Open a match, vote on it, skip it. The voter is the cookie the pages use, too.

A form of another site could send these requests with a visitor's cookies, so a browser may send
them for this site's pages alone, and only as JSON, which no form can.
"""

import random
from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from arena import framing, site
from arena.api.authentication import NoKey
from arena.api.limits import LimitedView
from arena.api.problems import ProblemSerializer, everything_judged
from arena.api.serializers import (
    BallotSerializer,
    MatchSerializer,
    SessionSerializer,
    SkippedSerializer,
    VerdictSerializer,
    WishSerializer,
    match_as_json,
    session_as_json,
    verdict_as_json,
)
from arena.errors import NoPairAvailable
from arena.matches import (
    Choice,
    cast_vote,
    contribution_of,
    end_session,
    find_match,
    find_session,
    open_match,
    require_known,
    rule_without_work,
    skip_match,
    verdict_of,
)
from arena.models import Ending, Match, Outcome, Voter
from arena.views.visitor import address_of, voter_of
from arena.visitors import hash_address, sightings, throttling, voters

JSON = "application/json"
# JSON of any kind, which is not read, so that clients made from the schema send the content type.
NO_FIELDS = {JSON: {"description": "It is not read."}}
_chance = random.SystemRandom()


def _problem(sentence: str) -> OpenApiResponse:
    return OpenApiResponse(ProblemSerializer, description=sentence)


NOT_TAKEN = {
    400: _problem("The body is not JSON, or a field is not valid."),
    403: _problem(
        "A browser sent this for another site's page: Origin is another, or Sec-Fetch-Site is not "
        "same-origin. A program sends neither."
    ),
    415: _problem("It is not sent as application/json, which an empty body has to be, too."),
}
LIMITED = {429: _problem("Too many requests; see Retry-After.")}
CONSUMED = {
    404: _problem("No such match, or it was served to another browser."),
    409: _problem("It has your vote with another outcome, or there is no pair left."),
    410: _problem("It was voted on, skipped, or has expired."),
}


class CookieWrite(LimitedView):
    """A write for the voter of the cookie, which another site's page cannot send."""

    authentication_classes = (NoKey,)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method == "POST":
            site.require_own_page(request)
            if request.content_type.partition(";")[0].strip().lower() != JSON:
                raise UnsupportedMediaType(request.content_type)


class OpenMatch(CookieWrite):
    @extend_schema(
        operation_id="open_match",
        request=WishSerializer,
        responses={
            201: MatchSerializer,
            409: _problem(
                "There is no pair left that this voter can judge blind, with what was contributed; "
                "or none of the choice, with how many are left elsewhere; or none for anybody."
            ),
            **NOT_TAKEN,
            400: _problem(
                "The body is not JSON, a field is not valid, or there is nothing of the choice: "
                "`choice_not_known`."
            ),
            **LIMITED,
        },
    )
    def post(self, request: Request) -> Response:
        """Open a match of responses whose authors the voter does not know.

        With two open, the older of them is the answer, as with one and nothing else left. With a
        choice, those outside of it are not; of two such matches the newer one ends."""
        wish = WishSerializer(data=request.data)
        wish.is_valid(raise_exception=True)
        choice = require_known(Choice(**wish.validated_data.get("choice", {})))
        voter_id, now = voter_of(request), timezone.now()
        address = address_of(request)
        self.allowance = throttling.admit_match(voter_id=voter_id, address=address, now=now)
        address_hash = hash_address(address, now=now)
        asked: dict[str, Any] = {"now": now, "address_hash": address_hash, "choice": choice}

        def open_for(voter: Voter) -> tuple[Match, bool]:
            has_settled = sightings.save_sightings(request, voter.id)
            return open_match(voter=voter, rng=_chance, **asked), has_settled

        try:
            voter, (match, has_settled) = voters.act_as(voter_id, open_for)
        except NoPairAvailable as refusal:
            if voter_id is None or not refusal.has_judged_all:
                raise
            return everything_judged(request.path, refusal, contribution_of(voter_id))
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


class CastVote(CookieWrite):
    @extend_schema(
        operation_id="cast_vote",
        request=BallotSerializer,
        responses={
            200: OpenApiResponse(VerdictSerializer, description="The same vote again."),
            201: VerdictSerializer,
            **CONSUMED,
            **NOT_TAKEN,
            **LIMITED,
        },
    )
    def post(self, request: Request, match_id: UUID) -> Response:
        """Vote on a match and learn who was who, if it names its authors after each vote. The same
        vote again is harmless."""
        ballot = BallotSerializer(data=request.data)
        ballot.is_valid(raise_exception=True)
        voter_id, now = voter_of(request), timezone.now()
        self.allowance = throttling.admit_vote(
            voter_id=voter_id, address=address_of(request), now=now
        )
        outcome = Outcome(ballot.validated_data["outcome"])
        solution = ballot.validated_data.get("work", "")
        rule = rule_without_work(match_id=match_id, voter_id=voter_id, solution=solution)
        recorded = cast_vote(
            match_id=match_id, voter_id=voter_id, outcome=outcome, now=now, excluded_under=rule
        )
        match = find_match(match_id=match_id, voter_id=voter_id)
        code = status.HTTP_201_CREATED if recorded.is_first else status.HTTP_200_OK
        return Response(verdict_as_json(verdict_of(match), match), status=code)


class SkipMatch(CookieWrite):
    @extend_schema(
        operation_id="skip_match",
        request=NO_FIELDS,
        responses={200: SkippedSerializer, **CONSUMED, **NOT_TAKEN},
    )
    def post(self, request: Request, match_id: UUID) -> Response:
        """Close a match without an outcome. Skipping twice is harmless."""
        skip_match(match_id=match_id, voter_id=voter_of(request), now=timezone.now())
        return Response({"id": match_id, "ending": Ending.SKIP})


class EndSession(CookieWrite):
    @extend_schema(
        operation_id="end_session",
        request=NO_FIELDS,
        responses={
            201: SessionSerializer,
            409: _problem("No vote waits for its authors to be named."),
            **NOT_TAKEN,
        },
    )
    def post(self, request: Request) -> Response:
        """Have the authors of all votes named that wait for the end of the session."""
        voter_id = voter_of(request)
        session = end_session(voter_id=voter_id, now=timezone.now())
        ended = find_session(session_id=session.id, voter_id=voter_id)
        return Response(session_as_json(ended), status=status.HTTP_201_CREATED)


class ShowSession(APIView):
    authentication_classes = (NoKey,)

    @extend_schema(
        operation_id="session",
        responses={200: SessionSerializer, 404: _problem("No such session of this browser.")},
    )
    def get(self, request: Request, session_id: UUID) -> Response:
        """A session of this browser that has ended, with who wrote what."""
        ended = find_session(session_id=session_id, voter_id=voter_of(request))
        return Response(session_as_json(ended), headers={"Cache-Control": "no-store"})
