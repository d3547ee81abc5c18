"""Which responses a reader may see under their authors' names.

A challenge says when its responses are public, or leaves it to the settings of the arena: now, or
once it is retired. The rule is written twice, as a condition on rows and for one challenge in
memory; a test compares both in every case.
"""

from django.db.models import Q

from arena.arena_settings import current_settings
from arena.models import (
    PUBLIC_STATES,
    Challenge,
    ChallengeState,
    Response,
    ResponseQuerySet,
    ResponsesPublic,
)
from arena.visibility.readers import Reader


def visible_to(reader: Reader) -> ResponseQuerySet:
    """The responses that this reader may see with their authors: on pages, as files or as data."""
    return Response.objects.visible().filter(are_public(reader, "challenge__"))


def are_public(reader: Reader, path: str = "") -> Q:
    """A condition on rows: their challenge has a page, and this reader may see its responses.

    Args:
        reader: who reads.
        path: from a row to its challenge, such as `challenge__`; empty for challenges themselves.
    """
    states = Q(**{f"{path}state__in": PUBLIC_STATES})
    if reader.is_staff:
        return states
    rule = f"{path}responses_public"
    now = Q(**{rule: ResponsesPublic.NOW})
    if current_settings().responses_public == ResponsesPublic.NOW:
        now |= Q(**{f"{rule}__isnull": True})
    return states & (now | Q(**{f"{path}state": ChallengeState.RETIRED}))


def shows_responses(challenge: Challenge, reader: Reader) -> bool:
    """What `are_public` is for this challenge."""
    if challenge.state not in PUBLIC_STATES:
        return False
    is_now = rule_of(challenge) == ResponsesPublic.NOW
    return reader.is_staff or is_now or challenge.state == ChallengeState.RETIRED


def rule_of(challenge: Challenge) -> ResponsesPublic:
    """When the responses to this challenge are public."""
    return ResponsesPublic(challenge.responses_public or current_settings().responses_public)
