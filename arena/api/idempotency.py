"""Writes that may be sent again with the same `Idempotency-Key`, and are done once."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework.exceptions import APIException
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from arena.access import answers
from arena.errors import ArenaError, Unavailable
from arena.models import ApiKey
from arena.views.visitor import voter_of

HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"
# Answers that another try may change are not kept.
_NOT_KEPT = {
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.TOO_MANY_REQUESTS,
}
_KEPT_HEADERS = ("Location", "Retry-After", "WWW-Authenticate")

type Handler = Callable[..., HttpResponseBase]


def done_once(handler: Handler) -> Handler:
    """A method of a view that answers a repeated write as it did the first time.

    The write and its answer are one transaction. Without the header, or from a visitor without a
    cookie, it is as if this were not here.
    """

    @wraps(handler)
    def answer(view: APIView, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        def write() -> HttpResponseBase:
            return handler(view, request, *args, **kwargs)

        if (wanted := _wanted(request)) is None:
            return write()
        with answers.answering(wanted), transaction.atomic():
            now = timezone.now()
            if (kept := answers.find_answer(wanted, now=now)) is not None:
                return _replay(kept)
            response = _do(view, write)
            _keep(wanted, response, now)
            return response

    return answer


def done_apart(handler: Handler) -> Handler:
    """The same for a write that waits for the ledger, which no transaction may be open for. If the
    process ends between the write and its answer, the write is refused when it is sent again."""

    @wraps(handler)
    def answer(view: APIView, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        def write() -> HttpResponseBase:
            return handler(view, request, *args, **kwargs)

        if (wanted := _wanted(request)) is None:
            return write()
        with answers.answering(wanted):
            now = timezone.now()
            with transaction.atomic():
                kept = answers.find_answer(wanted, now=now)
            if kept is not None:
                return _replay(kept)
            response = _refusing(view, write)
            with transaction.atomic():
                _keep(wanted, response, now)
            return response

    return answer


def _wanted(request: Request) -> answers.Wanted | None:
    header, owner = request.headers.get(HEADER), _owner_of(request)
    if header is None or owner is None:
        return None
    return answers.wanted_answer(
        owner=owner,
        header=header,
        method=request.method or "",
        address=request.get_full_path(),
        content_type=request.content_type or "",
        body=request.body,
    )


def _keep(wanted: answers.Wanted, response: HttpResponseBase, now: datetime) -> None:
    if response.status_code not in _NOT_KEPT and response.status_code < 500:  # noqa: PLR2004
        answers.keep_answer(wanted, _as_kept(response), now=now)


def _do(view: APIView, write: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Its answer; of a refusal, too, which has written nothing."""

    def together() -> HttpResponseBase:
        with transaction.atomic():
            return write()

    return _refusing(view, together)


def _refusing(view: APIView, write: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """The answer of a write or of its refusal; bugs and outages are raised."""
    try:
        return write()
    except Unavailable:
        raise
    except (ArenaError, APIException, Http404) as error:
        refusal: Response = view.handle_exception(error)
        return refusal


def _owner_of(request: Request) -> str | None:
    if isinstance(request.auth, ApiKey):
        return f"key {request.auth.pk}"
    voter_id = voter_of(request)
    return None if voter_id is None else f"voter {voter_id}"


def _as_kept(response: HttpResponseBase) -> answers.Kept:
    headers = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
    if isinstance(response, Response):
        content_type = response.content_type or JSONRenderer.media_type
        body = b"" if response.data is None else JSONRenderer().render(response.data)
    else:
        content_type, body = response.headers["Content-Type"], getattr(response, "content", b"")
    return answers.Kept(response.status_code, headers | {"Content-Type": content_type}, body)


def _replay(kept: answers.Kept) -> HttpResponse:
    headers = {**kept.headers, REPLAYED: "true"}
    return HttpResponse(kept.body, status=kept.status, headers=headers)
