"""Read what the arena knows of the browser whose cookie is sent: matches, skips, votes, submissions
and reports. Nobody else can."""

import json
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Case, QuerySet, When
from django.http import HttpResponseBase
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request

from arena import framing
from arena.api.reads import (
    Answer,
    Listing,
    OwnListRead,
    OwnRead,
    Sort,
    etag_of,
    one_of,
    only,
    slug,
)
from arena.api.serializers import (
    MatchSerializer,
    VerdictSerializer,
    match_as_json,
    verdict_as_json,
)
from arena.api.views import OpenMatch
from arena.matches import find_match, verdict_of
from arena.models import (
    ChallengeState,
    Ending,
    Match,
    NameAuthors,
    Outcome,
    Report,
    ReportReason,
    ReviewState,
    Submission,
    Vote,
    authors_named,
)
from arena.submissions import submitting
from arena.views.visitor import voter_of
from arena.visitors import privacy, sightings

type Json = dict[str, Any]

_TIME = datetime.fromisoformat


class AboutBrowserSerializer(serializers.Serializer[Json]):
    """All that is stored about this browser, as its download on the page on privacy has it; without
    a voter's cookie `voter` is null and the lists are left out."""

    voter = serializers.DictField(allow_null=True)
    matches = serializers.ListField(child=serializers.DictField(), required=False)
    votes = serializers.ListField(child=serializers.DictField(), required=False)
    named_responses_opened = serializers.ListField(child=serializers.DictField(), required=False)
    challenges_counted_as_read = serializers.ListField(
        child=serializers.DictField(), required=False
    )
    challenges_submitted = serializers.ListField(child=serializers.DictField(), required=False)
    reports = serializers.ListField(child=serializers.DictField(), required=False)
    cookies = serializers.ListField(child=serializers.CharField())
    named_responses_opened_not_yet_stored = serializers.ListField(child=serializers.IntegerField())
    challenges_counted_as_read_not_yet_stored = serializers.ListField(child=serializers.DictField())


class OwnMatchSerializer(serializers.Serializer[Json]):
    """A match that was served to this browser; `ending` is null while it is open."""

    id = serializers.UUIDField()
    challenge = serializers.SlugField()
    name_authors = serializers.ChoiceField(choices=NameAuthors.choices)
    opened_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    ending = serializers.ChoiceField(choices=Ending.choices, allow_null=True)


class OwnMatchDetailSerializer(OwnMatchSerializer):
    """A match of this browser: as it is to be voted on while it is open, and with its verdict once
    it has a vote."""

    match = MatchSerializer(allow_null=True)
    verdict = VerdictSerializer(allow_null=True)


class OwnVoteSerializer(serializers.Serializer[Json]):
    """A vote of this browser; `left` and `right` are null until its authors are named."""

    match = serializers.UUIDField()
    challenge = serializers.SlugField()
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    cast_at = serializers.DateTimeField()
    name_authors = serializers.ChoiceField(choices=NameAuthors.choices)
    authors_are_named = serializers.BooleanField()
    left = serializers.SlugField(allow_null=True)
    right = serializers.SlugField(allow_null=True)


class OwnSubmissionSerializer(serializers.Serializer[Json]):
    """A challenge that this browser proposed."""

    challenge = serializers.SlugField()
    title = serializers.CharField()
    state = serializers.ChoiceField(choices=ChallengeState.choices)
    message = serializers.CharField(allow_blank=True)
    submitted_at = serializers.DateTimeField()


class StepSerializer(serializers.Serializer[Json]):
    at = serializers.DateTimeField()
    state = serializers.ChoiceField(choices=ChallengeState.choices)


class FollowedSubmissionSerializer(OwnSubmissionSerializer):
    """A proposed challenge, for whoever has its private link: what became of it, and what the
    reviewer said last."""

    prompt = serializers.CharField()
    note = serializers.CharField(allow_blank=True)
    can_change = serializers.BooleanField()
    steps = StepSerializer(many=True)


class OwnReportSerializer(serializers.Serializer[Json]):
    """What this browser reported; not on which response, which an open match may still hide."""

    challenge = serializers.SlugField()
    reason = serializers.ChoiceField(choices=ReportReason.choices)
    words = serializers.CharField(allow_blank=True)
    reported_at = serializers.DateTimeField()
    state = serializers.ChoiceField(choices=ReviewState.choices)


class AboutBrowser(OwnRead):
    """All that is stored about this browser."""

    operation = "read_me"
    result = AboutBrowserSerializer

    def read(self, request: Request, asked: Json, **place: Any) -> Answer:
        found = privacy.all_about_browser(
            voter_of(request),
            cookies=request.COOKIES,
            sighted=sightings.read_sightings(request),
        )
        wanted = only(found, asked.get("fields"))
        # As the download writes it, which has times of its own form.
        return Answer(etag_of(wanted), lambda: json.dumps(wanted, cls=DjangoJSONEncoder).encode())


class OwnMatches(OpenMatch, OwnListRead):
    """The matches of this browser, the newest first; with `ending`, such as the skipped ones."""

    operation = "list_own_matches"
    result = OwnMatchSerializer
    sorts = {"opened_at": Sort("opened_at", _TIME)}
    is_falling = True
    parameters = (
        one_of("ending", ("open", *Ending.values), "Only matches that ended so, or are open."),
        slug("challenge", "Only matches on this challenge."),
    )

    def listing(self, request: Request, asked: Json, **place: Any) -> Listing:
        rows = _of_voter(Match.objects.select_related("challenge"), request)
        if "ending" in asked:
            is_open = asked["ending"] == "open"
            rows = rows.filter(ending=None if is_open else asked["ending"])
        if "challenge" in asked:
            rows = rows.filter(challenge__slug=asked["challenge"])
        return Listing(rows, lambda rows: [_match(each) for each in rows])


class OwnMatch(OwnRead):
    """One match of this browser."""

    operation = "read_own_match"
    result = OwnMatchDetailSerializer
    refusals = {404: "There is no such match, or it is another browser's (`match_not_found`)."}

    def read(self, request: Request, asked: Json, **place: Any) -> Answer:
        match = find_match(match_id=place["match_id"], voter_id=voter_of(request))
        is_open = match.ending is None and not match.has_expired(timezone.now())
        verdict = None
        if match.ending == Ending.VOTE:
            verdict = verdict_as_json(verdict_of(match), match)
        origin, fields = framing.frame_origin(request), asked.get("fields")

        def make() -> Json:
            shown = match_as_json(match, frame_origin=origin) if is_open else None
            return only({**_match(match), "match": shown, "verdict": verdict}, fields)

        # Its addresses are good for a day.
        version = etag_of(_match(match), is_open, verdict, timezone.now().date(), origin, fields)
        return Answer(version, make)


class OwnVotes(OwnListRead):
    """The votes of this browser, the newest first."""

    operation = "list_own_votes"
    result = OwnVoteSerializer
    sorts = {"cast_at": Sort("cast_at", _TIME)}
    is_falling = True
    parameters = (
        one_of("outcome", Outcome.values, "Only votes with this outcome."),
        slug("challenge", "Only votes on this challenge."),
    )

    def listing(self, request: Request, asked: Json, **place: Any) -> Listing:
        named = Case(When(authors_named("match__"), then=True), default=False)
        rows = _of_voter(Vote.objects.annotate(is_named=named), request).select_related(
            "match", "challenge", "left_competitor", "right_competitor"
        )
        if "outcome" in asked:
            rows = rows.filter(outcome=asked["outcome"])
        if "challenge" in asked:
            rows = rows.filter(challenge__slug=asked["challenge"])
        return Listing(rows, lambda rows: [_vote(each) for each in rows])


class OwnSubmissions(OwnListRead):
    """The challenges that this browser proposed, the newest first."""

    operation = "list_own_submissions"
    result = OwnSubmissionSerializer
    sorts = {"submitted_at": Sort("submitted_at", _TIME)}
    is_falling = True
    parameters = (one_of("state", ChallengeState.values, "Only those in this state."),)

    def listing(self, request: Request, asked: Json, **place: Any) -> Listing:
        rows = _of_voter(Submission.objects.select_related("challenge"), request)
        if "state" in asked:
            rows = rows.filter(challenge__state=asked["state"])
        return Listing(rows, lambda rows: [_submission(each) for each in rows])


class FollowedSubmission(OwnRead):
    """A proposed challenge, by its private link."""

    operation = "read_submission"
    result = FollowedSubmissionSerializer
    refusals = {404: "There is no submission with this link (`submission_not_found`)."}

    def get(self, request: Request, **place: Any) -> HttpResponseBase:
        response = super().get(request, **place)
        response.headers["Referrer-Policy"] = "strict-origin"  # the address is a secret
        return response

    def read(self, request: Request, asked: Json, **place: Any) -> Answer:
        found = submitting.find_submission(token=place["token"])
        challenge = found.challenge
        steps = [
            {"at": each.at, "state": each.state.value} for each in submitting.steps_of(challenge)
        ]
        shown = _submission(found) | {
            "prompt": challenge.prompt,
            "note": challenge.note,
            "can_change": challenge.state == ChallengeState.DRAFT,
            "steps": steps,
        }
        wanted = only(shown, asked.get("fields"))
        return Answer(etag_of(wanted), lambda: wanted)


class OwnReports(OwnListRead):
    """What this browser reported, the newest first."""

    operation = "list_own_reports"
    result = OwnReportSerializer
    sorts = {"reported_at": Sort("reported_at", _TIME)}
    is_falling = True
    parameters = (one_of("state", ReviewState.values, "Only those in this state."),)

    def listing(self, request: Request, asked: Json, **place: Any) -> Listing:
        rows = _of_voter(Report.objects.select_related("challenge"), request)
        if "state" in asked:
            rows = rows.filter(state=asked["state"])
        return Listing(rows, lambda rows: [_report(each) for each in rows])


def _of_voter(rows: QuerySet[Any], request: Request) -> QuerySet[Any]:
    voter_id = voter_of(request)
    return rows.none() if voter_id is None else rows.filter(voter=voter_id)


def _match(match: Match) -> Json:
    names = ("id", "name_authors", "opened_at", "expires_at", "ended_at", "ending")
    return {name: getattr(match, name) for name in names} | {"challenge": match.challenge.slug}


def _vote(vote: Any) -> Json:
    return {
        "match": vote.match_id,
        "challenge": vote.challenge.slug,
        "outcome": vote.outcome,
        "cast_at": vote.cast_at,
        "name_authors": vote.match.name_authors,
        "authors_are_named": vote.is_named,
        "left": vote.left_competitor.slug if vote.is_named else None,
        "right": vote.right_competitor.slug if vote.is_named else None,
    }


def _submission(found: Submission) -> Json:
    return {
        "challenge": found.challenge.slug,
        "title": found.challenge.title,
        "state": found.challenge.state,
        "message": found.message,
        "submitted_at": found.submitted_at,
    }


def _report(found: Report) -> Json:
    return {
        "challenge": found.challenge.slug,
        "reason": found.reason,
        "words": found.words,
        "reported_at": found.reported_at,
        "state": found.state,
    }
