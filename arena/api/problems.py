"""Errors as problem details (RFC 9457): `application/problem+json` with a stable `code`."""

from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404
from django.urls import reverse
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import CharField, DictField, IntegerField, Serializer
from rest_framework.views import APIView, exception_handler

from arena.api.limits import say_refused
from arena.api.parsing import BodyTooLarge
from arena.errors import ArenaError, NoPairAvailable, OffsetWrong, TooManyRequests, Unavailable
from arena.matches import Contribution
from arena.measures import Measure, count
from arena.outages import outage_of
from arena.refusals import status_of

CONTENT_TYPE = "application/problem+json"


class ContributionSerializer(Serializer[dict[str, Any]]):
    """What a voter contributed who has nothing left to judge blind."""

    votes = IntegerField()
    challenges = IntegerField(help_text="On how many challenges.")
    models = IntegerField(help_text="Between how many models.")


class ProblemSerializer(Serializer[dict[str, Any]]):
    """What went wrong; `code` is stable, `detail` is for people."""

    type = CharField()
    title = CharField()
    status = IntegerField()
    code = CharField()
    detail = CharField()
    instance = CharField()  # type: ignore[assignment]  # a field, not the attribute of DRF
    contributed = ContributionSerializer(
        required=False, help_text="Of `no_pair_available`, if everything was judged."
    )
    left_elsewhere = IntegerField(
        required=False,
        help_text="Of `no_pair_available`, if nothing is left of the choice: how many pairs are "
        "left outside of it.",
    )
    links = DictField(
        child=CharField(),
        required=False,
        help_text="What can be read then: `leaderboard`, `challenges`, `models`, `votes`.",
    )
    nearest = DictField(
        required=False, help_text="Of `run_not_kept`: the run that is kept and nearest to it."
    )
    errors = DictField(  # type: ignore[assignment]  # a field, not the attribute of DRF
        required=False, help_text="What is wrong with which field."
    )


class NothingHere(APIView):
    """Addresses of the API at which there is nothing."""

    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        del request, args, kwargs
        raise Http404


def problem(error: Exception, context: dict[str, Any]) -> Response | None:
    """Django REST framework's exception handler; None lets the error be a 500."""
    path = context["request"].path
    error = outage_of(error) or error
    if isinstance(error, ArenaError):
        return _refusal(error, context)
    if isinstance(error, Http404):
        return _problem(path, HTTPStatus.NOT_FOUND, "not_found", "There is nothing here.")
    if isinstance(error, RequestDataTooBig):
        error = BodyTooLarge()
    handled = exception_handler(error, context)
    if handled is None:
        return None
    status = HTTPStatus(handled.status_code)
    if isinstance(error, exceptions.ValidationError):
        fields = {"errors": handled.data}
        return _problem(path, status, "invalid", "Some fields are not valid.", **fields)
    code = getattr(error, "default_code", "error")
    more = getattr(error, "more", {})
    response = _problem(path, status, str(code), str(getattr(error, "detail", error)), **more)
    for header in ("Allow", "Retry-After"):
        if header in handled.headers:
            response.headers[header] = handled.headers[header]
    return response


def _refusal(error: ArenaError, context: dict[str, Any]) -> Response:
    request = context["request"]
    if request.resolver_match.url_name == "vote":
        count(Measure.VOTE_REFUSED, error.code)
    response = _problem(request.path, status_of(error), error.code, str(error), **_more(error))
    if isinstance(error, (TooManyRequests, Unavailable)):
        response.headers["Retry-After"] = str(error.retry_after_seconds)
    if isinstance(error, OffsetWrong):
        response.headers["Upload-Offset"] = str(error.received)
    if isinstance(error, TooManyRequests):
        say_refused(response, error)
    if response.status_code == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = f'Bearer error="{error.code}"'
    return response


def _more(error: ArenaError) -> dict[str, Any]:
    if isinstance(error, NoPairAvailable) and error.elsewhere:
        return {"left_elsewhere": error.elsewhere}
    return {}


def everything_judged(path: str, error: NoPairAvailable, contributed: Contribution) -> Response:
    """The end of a voter's matches: what was contributed, and addresses of what can be read."""
    links = {
        "leaderboard": reverse("site:leaderboard"),
        "challenges": reverse("site:challenges"),
        "models": reverse("site:models"),
        "votes": reverse("site:download"),
    }
    more = {"contributed": asdict(contributed), "links": links}
    return _problem(path, status_of(error), error.code, str(error), **more)


def _problem(path: str, status: HTTPStatus, code: str, detail: str, **more: Any) -> Response:
    body = {
        "type": "about:blank",
        "title": status.phrase,
        "status": int(status),
        "code": code,
        "detail": detail,
        "instance": path,
        **more,
    }
    return Response(body, status=status, content_type=CONTENT_TYPE)
