"""Adding one row of content, and answering what became of it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError as NotValid
from rest_framework import status
from rest_framework.exceptions import ParseError, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from arena.api.key_views import signed
from arena.content import editing
from arena.ingest import Refused
from arena.models import ChallengeState

SOURCE = "api"
# The state in which a challenge is added, as on the desk's page of imports.
STATES = (ChallengeState.DRAFT, ChallengeState.PUBLISHED)


def add(
    request: Request,
    noun: editing.Noun,
    values: Mapping[str, Any],
    find: Callable[[], Mapping[str, Any]],
    *,
    state: ChallengeState = ChallengeState.DRAFT,
) -> Response:
    """201 with what was added, or 200 with what was there already and is the same."""
    try:
        report = editing.add_one(
            noun=noun, values=values, state=state, source=SOURCE, **signed(request)
        )
    except Refused as refused:
        field = refused.field.strip("'\"") or noun  # one that is not known is quoted
        raise ValidationError({field: [refused.reason]}) from refused
    is_new = report.added[noun] > 0
    body = {**find(), "held": report.held > 0, "alike": report.alike}
    return Response(body, status=status.HTTP_201_CREATED if is_new else status.HTTP_200_OK)


def sent_object(request: Request) -> dict[str, Any]:
    """The object that was sent.

    Raises:
        ParseError: it is something else.
    """
    if not isinstance(request.data, dict):
        raise ParseError("The body is not a JSON object.")
    return dict(request.data)


def edit[Row](change: Callable[[], Row]) -> Row:
    """Do it, and say which field is not valid."""
    try:
        return change()
    except NotValid as error:
        raise ValidationError(error.message_dict) from error
