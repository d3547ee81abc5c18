"""The shapes of the API, and how the arena's objects take them."""

from typing import Any
from uuid import UUID

from rest_framework import serializers

from arena.matches import (
    WAITS_FOR_REVIEW,
    Crowd,
    EndedSession,
    Revealed,
    Unnamed,
    Verdict,
    challenge_for,
    waiting_for_review,
)
from arena.models import (
    Competitor,
    Kind,
    Match,
    NameAuthors,
    Outcome,
    PromptFormat,
    ResponsesPublic,
    Side,
    receipt_code,
)
from arena.rendering import prompt_as_turns, show_side
from arena.visibility import rule_of

type Json = dict[str, Any]


class ChallengeSerializer(serializers.Serializer[Json]):
    slug = serializers.SlugField()
    title = serializers.CharField()
    prompt = serializers.CharField(help_text="The text of all parts, if it is a conversation.")
    prompt_format = serializers.ChoiceField(choices=PromptFormat.choices)
    turns = serializers.JSONField(
        allow_null=True, help_text="Of a conversation: each with a role, and parts by type."
    )
    category = serializers.SlugField()
    kind = serializers.ChoiceField(choices=Kind.choices)
    responses_public = serializers.ChoiceField(
        choices=ResponsesPublic.choices,
        help_text="When its responses are shown with their authors: now, or once it is retired.",
    )


class SideSerializer(serializers.Serializer[Json]):
    """A response as it may be shown; nothing in it tells whose it is."""

    kind = serializers.ChoiceField(choices=Kind.choices)
    language = serializers.CharField(allow_blank=True)
    html = serializers.CharField(allow_null=True, help_text="Sanitised, of text and code.")
    turns = serializers.JSONField(
        allow_null=True, help_text="Of a conversation: each with a role, and parts by type."
    )
    frame_url = serializers.CharField(
        allow_null=True, help_text='Of web pages and SVG, for a frame with sandbox="allow-scripts".'
    )
    media_url = serializers.CharField(allow_null=True, help_text="Of images, audio and video.")
    reasoning_html = serializers.CharField(
        allow_null=True, help_text="Sanitised; there on both sides of a match or on neither."
    )


class MatchSerializer(serializers.Serializer[Json]):
    id = serializers.UUIDField()
    expires_at = serializers.DateTimeField()
    name_authors = serializers.ChoiceField(
        choices=NameAuthors.choices, help_text="When this match names who wrote the responses."
    )
    challenge = ChallengeSerializer()
    left = SideSerializer()
    right = SideSerializer()
    work = serializers.JSONField(
        required=False,
        help_text="An ALTCHA challenge, there if a vote counts at once only with its solution.",
    )


class ChoiceSerializer(serializers.Serializer[Json]):
    """What to judge; what is left out, or empty, is anything."""

    category = serializers.CharField(required=False, allow_blank=True, help_text="Slug.")
    kind = serializers.CharField(required=False, allow_blank=True)
    language = serializers.CharField(required=False, allow_blank=True, help_text="Tag as en.")
    challenge = serializers.CharField(required=False, allow_blank=True, help_text="Slug.")

    def to_internal_value(self, data: Any) -> Json:
        unknown = sorted(set(data) - set(self.fields)) if isinstance(data, dict) else []
        if unknown:
            raise serializers.ValidationError(dict.fromkeys(unknown, "There is no such field."))
        chosen: Json = super().to_internal_value(data)
        return chosen


class WishSerializer(serializers.Serializer[Json]):
    """What a match is asked for with; an empty object asks for any."""

    choice = ChoiceSerializer(required=False)


class BallotSerializer(serializers.Serializer[Json]):
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    work = serializers.CharField(
        required=False,
        allow_blank=True,
        help_text="Base64 of the JSON of the match's `work` as `challenge`, and its `solution`.",
    )


class AuthorSerializer(serializers.Serializer[Json]):
    slug = serializers.SlugField()
    name = serializers.CharField()
    provider = serializers.CharField(allow_blank=True)


class RevealedSerializer(serializers.Serializer[Json]):
    """Who wrote a response, with the rating of the overall board; null before the first."""

    competitor = AuthorSerializer()
    rating = serializers.FloatField(allow_null=True)
    lower = serializers.FloatField(allow_null=True, help_text="Null when there is no lower bound.")
    upper = serializers.FloatField(allow_null=True, help_text="Null when there is no upper bound.")
    rank_low = serializers.IntegerField(allow_null=True)
    rank_high = serializers.IntegerField(allow_null=True)
    masked = serializers.BooleanField(
        help_text="Whether words that name the author were shown as ▮▮▮ in this match."
    )


class CrowdSerializer(serializers.Serializer[Json]):
    left = serializers.IntegerField()
    right = serializers.IntegerField()
    tie = serializers.IntegerField()
    both_bad = serializers.IntegerField()
    simulated = serializers.IntegerField(help_text="How many of the total were simulated.")
    total = serializers.IntegerField()


class WaitsField(serializers.CharField):
    """Why a vote does not count yet, as a sentence for its voter."""

    def __init__(self) -> None:
        super().__init__(
            required=False,
            help_text="A sentence for the voter, there if the vote came without the solution that "
            "its match asks for and does not count before a person has looked at it.",
        )


class ReceiptField(serializers.CharField):
    """The code of a vote's receipt."""

    def __init__(self) -> None:
        super().__init__(
            help_text="Code of the vote's receipt: `/api/v1/receipts/<code>/` says where it is in "
            "the ledger."
        )


class VerdictSerializer(serializers.Serializer[Json]):
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    name_authors = serializers.ChoiceField(choices=NameAuthors.choices)
    left = RevealedSerializer(allow_null=True, help_text="Null while the match names no authors.")
    right = RevealedSerializer(allow_null=True, help_text="Null while the match names no authors.")
    crowd = CrowdSerializer(
        allow_null=True,
        help_text="Null below five votes on this pair, and while the match names no authors.",
    )
    session = serializers.UUIDField(
        allow_null=True, help_text="The session that ended and named the authors, if one did."
    )
    waiting = serializers.IntegerField(
        help_text="How many votes have their authors named at the end of the session under way."
    )
    receipt = ReceiptField()
    waits_for_review = WaitsField()


class NamedMatchSerializer(serializers.Serializer[Json]):
    match = serializers.UUIDField()
    challenge = serializers.SlugField()
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    left = AuthorSerializer()
    right = AuthorSerializer()
    receipt = ReceiptField()
    waits_for_review = WaitsField()


class SessionSerializer(serializers.Serializer[Json]):
    """An ended session of votes, with who wrote the responses of each match."""

    id = serializers.UUIDField()
    ended_at = serializers.DateTimeField()
    matches = NamedMatchSerializer(many=True)


class SkippedSerializer(serializers.Serializer[Json]):
    id = serializers.UUIDField()
    ending = serializers.CharField()


def match_as_json(match: Match, *, frame_origin: str) -> Json:
    challenge, work = match.challenge, challenge_for(match)
    return {
        "id": match.id,
        "expires_at": match.expires_at,
        "name_authors": match.name_authors,
        "challenge": {
            "slug": challenge.slug,
            "title": challenge.title,
            "prompt": challenge.prompt,
            "prompt_format": challenge.prompt_format,
            "turns": prompt_as_turns(challenge),
            "category": challenge.category.slug,
            "kind": challenge.kind,
            "responses_public": rule_of(challenge),
        },
        "left": _side_as_json(match, Side.LEFT, frame_origin),
        "right": _side_as_json(match, Side.RIGHT, frame_origin),
        **({"work": work} if work else {}),
    }


def competitor_as_json(competitor: Competitor) -> Json:
    return {
        "slug": competitor.slug,
        "name": competitor.name,
        "provider": competitor.provider,
    }


def verdict_as_json(verdict: Verdict | Unnamed, match: Match) -> Json:
    body = {
        "outcome": verdict.outcome,
        "name_authors": match.name_authors,
        "left": None,
        "right": None,
        "crowd": None,
        "session": match.session_id,
        "waiting": 0,
        "receipt": receipt_code(match.vote.pk),
        **_waits(match.id, waiting_for_review([match.id])),
    }
    if isinstance(verdict, Unnamed):
        return body | {"waiting": verdict.waiting}
    return body | {
        "left": _revealed_as_json(verdict.left),
        "right": _revealed_as_json(verdict.right),
        "crowd": None if verdict.crowd is None else _crowd_as_json(verdict.crowd),
    }


def session_as_json(ended: EndedSession) -> Json:
    return {
        "id": ended.session.id,
        "ended_at": ended.session.ended_at,
        "matches": [
            _named_as_json(match) | _waits(match.id, ended.waiting_for_review)
            for match in ended.matches
        ],
    }


def _waits(match: UUID, waiting: frozenset[UUID]) -> Json:
    return {"waits_for_review": str(WAITS_FOR_REVIEW)} if match in waiting else {}


def _named_as_json(match: Match) -> Json:
    return {
        "match": match.id,
        "challenge": match.challenge.slug,
        "outcome": match.vote.outcome,
        "left": competitor_as_json(match.left_competitor),
        "right": competitor_as_json(match.right_competitor),
        "receipt": receipt_code(match.vote.pk),
    }


def _side_as_json(match: Match, side: Side, frame_origin: str) -> Json:
    shown = show_side(match, side, frame_origin=frame_origin)
    return {
        "kind": shown.kind,
        "language": shown.language,
        "html": shown.html,
        "turns": shown.turns,
        "frame_url": shown.frame_url,
        "media_url": shown.media_url,
        "reasoning_html": shown.reasoning,
    }


def _revealed_as_json(revealed: Revealed) -> Json:
    standing = revealed.standing
    names = ("rating", "lower", "upper", "rank_low", "rank_high")
    return {
        "competitor": competitor_as_json(revealed.competitor),
        **{name: None if standing is None else getattr(standing, name) for name in names},
        "masked": revealed.is_masked,
    }


def _crowd_as_json(crowd: Crowd) -> Json:
    names = ("left", "right", "tie", "both_bad", "simulated", "total")
    return {name: getattr(crowd, name) for name in names}
