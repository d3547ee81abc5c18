"""Saying in headers how much of a limit is left (draft-ietf-httpapi-ratelimit-headers)."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from arena.errors import TooManyRequests
from arena.visitors import throttling


class LimitedView(APIView):
    """An address whose answers tell what its limit leaves; `allowance` is None without one."""

    allowance: throttling.Allowance | None = None

    def finalize_response(
        self, request: Request, response: Any, *args: Any, **kwargs: Any
    ) -> Response:
        final: Response = super().finalize_response(request, response, *args, **kwargs)
        if self.allowance is not None and "RateLimit" not in final.headers:
            say_allowance(final, self.allowance)
        return final


def say_allowance(response: Response, allowance: throttling.Allowance) -> None:
    name = f'"{allowance.action}"'
    policy = f"{name};q={allowance.limit};w={allowance.window_seconds}"
    response.headers["RateLimit-Policy"] = policy
    left = f"{name};r={allowance.left};t={allowance.reset_seconds}"
    response.headers["RateLimit"] = left


def say_refused(response: Response, error: TooManyRequests) -> None:
    """Of a request that was one too many."""
    if error.limit:
        spent = throttling.Allowance(
            action=error.action,
            limit=error.limit,
            left=0,
            window_seconds=error.window_seconds,
            reset_seconds=error.retry_after_seconds,
        )
        say_allowance(response, spent)
