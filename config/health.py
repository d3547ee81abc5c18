"""Health checks: `/healthz/` of a process, `/readyz/` of all that it needs."""

import time
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache

from leaderboard.doctor import examine, is_ready

# Whoever asks, the checks run this often at most.
_READY_SECONDS = 2.0

_last: tuple[float, int, dict[str, Any]] | None = None


def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 if the database answers; an outage is answered by 503."""
    del request
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Answer 200 if pages can be served, and what else is wrong; 503 if they cannot."""
    del request
    status, found = _findings()
    response = JsonResponse(found, status=status)
    if status != HttpResponse.status_code:
        response.headers["Retry-After"] = "5"
    return response


def _findings() -> tuple[int, dict[str, Any]]:
    global _last  # noqa: PLW0603 - one memory per process
    if _last is None or time.monotonic() - _last[0] > _READY_SECONDS:
        with translation.override("en"):
            findings = examine(now=timezone.now())
        ready = is_ready(findings)
        checks = {each.name: {"status": each.level, "what": each.what} for each in findings}
        _last = time.monotonic(), 200 if ready else 503, {"ready": ready, "checks": checks}
    return _last[1:]


def forget_findings() -> None:
    """For tests."""
    global _last  # noqa: PLW0603 - the same
    _last = None
