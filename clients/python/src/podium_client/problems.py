"""Refusals of the API."""

from collections.abc import Mapping
from typing import Any

import httpx


class ProblemError(Exception):
    """What the API refused: `code` is stable and documented, `detail` is for people."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        self.status = status
        self.code = str(problem.get("code", "error"))
        self.detail = str(problem.get("detail", ""))
        self.errors: Mapping[str, Any] = problem.get("errors") or {}
        self.problem = problem
        super().__init__(f"{status} {self.code}: {self.detail}")


def problem_of(answer: httpx.Response) -> ProblemError:
    """The refusal that an answer is, also where a proxy answered in its own way."""
    try:
        found = answer.json()
    except ValueError:
        found = None
    if not isinstance(found, dict):
        found = {"code": "error", "detail": answer.reason_phrase}
    return ProblemError(answer.status_code, found)
