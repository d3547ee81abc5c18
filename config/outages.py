"""Answers while the database or the disk is away: 503 with Retry-After instead of an error."""

import logging
import sys
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.views import defaults

from arena.outages import outage_of
from arena.views.refusing import refusal_page

logger = logging.getLogger("config.outages")

type GetResponse = Callable[[HttpRequest], HttpResponse]


class OutageMiddleware:
    """A page that says so for an outage that a view has raised."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return _outage_page(request, error)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler of errors, which outages in other middleware reach as well."""
    return _outage_page(request, sys.exception()) or defaults.server_error(request)


def _outage_page(request: HttpRequest, error: BaseException | None) -> HttpResponse | None:
    outage = outage_of(error)
    if outage is None:
        return None
    logger.error("an outage, answered by 503: %s", str(error).strip().partition("\n")[0])
    response = refusal_page(request, outage)
    response.headers["Cache-Control"] = "no-store"
    return response
