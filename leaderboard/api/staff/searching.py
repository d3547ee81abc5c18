"""Which votes a program means: by the names that the desk's search has."""

import re
from typing import Any
from uuid import UUID

from rest_framework import serializers

from arena.api.bodies import Body, Number, Text
from arena.api.reads import Parameter, between, moment, one_of, slug, text
from arena.models import ExclusionRule, Origin, Outcome
from arena.moderation import VoteSearch

type Json = dict[str, Any]

# Numbers of rows, which fit a bigint.
_NUMBERS = r"[0-9]{1,18}(,[0-9]{1,18})*"
_LARGEST = 10**18
_YES_NO = ["yes", "no"]


def _voter(written: str) -> str:
    try:
        return str(UUID(written))
    except ValueError:
        raise ValueError("It is the id of a voter, a UUID.") from None


def _votes(written: str) -> str:
    if not re.fullmatch(_NUMBERS, written):
        raise ValueError("They are numbers of votes, with commas between them.")
    return written


PARAMETERS = (
    Parameter("vote", "Only these votes.", _votes, {"type": "string", "pattern": f"^{_NUMBERS}$"}),
    Parameter("voter", "Only by this voter.", _voter, {"type": "string", "format": "uuid"}),
    text("address", "Only from this digest of an address."),
    moment("since", "Only votes cast then or later."),
    moment("until", "Only votes cast before."),
    slug("model", "Only votes on responses of this model."),
    slug("rival", "Only against this model."),
    slug("challenge", "Only votes on this challenge."),
    one_of("outcome", Outcome.values, "Only votes with this outcome."),
    one_of("origin", Origin.values, "Only votes that were cast here, or came otherwise."),
    text("source", "Only from this source of an import."),
    one_of("counted", _YES_NO, "Only votes that count, or only excluded ones."),
    one_of("quarantined", ["yes"], "Only votes of voters in quarantine."),
    between("response", 1, _LARGEST, "Only votes on this response."),
    one_of("rule", ExclusionRule.values, "Only votes excluded under this rule."),
    text("excluded_by", "Only votes excluded by this member of the staff."),
    moment("excluded_since", "Only votes excluded then or later."),
    moment("excluded_until", "Only votes excluded before."),
    text("excluded_why", "Only votes excluded with these words in the reason."),
)


class VoteSearchSerializer(Body[Json]):
    """Which votes are meant; what is left out asks for nothing."""

    vote = serializers.ListField(
        child=Number(min_value=1, max_value=_LARGEST),
        required=False,
        max_length=1_000,
        help_text="Numbers of votes.",
    )
    voter = serializers.UUIDField(required=False)
    address = Text(required=False, max_length=24)
    since = serializers.DateTimeField(required=False)
    until = serializers.DateTimeField(required=False)
    model = serializers.SlugField(required=False)
    rival = serializers.SlugField(required=False)
    challenge = serializers.SlugField(required=False)
    outcome = serializers.ChoiceField(choices=Outcome.choices, required=False)
    origin = serializers.ChoiceField(choices=Origin.choices, required=False)
    source = Text(required=False, max_length=120)  # type: ignore[assignment]  # a field
    counted = serializers.ChoiceField(choices=_YES_NO, required=False)
    quarantined = serializers.ChoiceField(choices=["yes"], required=False)
    response = Number(required=False, min_value=1, max_value=_LARGEST)
    rule = serializers.ChoiceField(choices=ExclusionRule.choices, required=False)
    excluded_by = Text(required=False, max_length=150)
    excluded_since = serializers.DateTimeField(required=False)
    excluded_until = serializers.DateTimeField(required=False)
    excluded_why = Text(required=False, max_length=100)


def search_of(asked: Json) -> VoteSearch:
    """The search of a body or of a query."""
    found = {name: value for name, value in asked.items() if name in VoteSearch.__slots__}
    if "voter" in found:
        found["voter"] = str(found["voter"])
    if isinstance(found.get("vote"), list):
        found["vote"] = ",".join(str(each) for each in found["vote"])
    return VoteSearch(**found)
