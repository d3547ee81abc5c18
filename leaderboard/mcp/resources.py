"""Runs as resources: listed the newest first, read by number."""

import json
import re
from collections.abc import Mapping
from typing import Any

import msgspec
from django.http import HttpRequest

from leaderboard.mcp import results, shaping
from leaderboard.models import RatingRun

JSON = "application/json"
PREFIX = "podium://runs/"
PER_PAGE = 50
# As many digits as every database's ids.
_NUMBER = re.compile(r"[0-9]{1,18}")


class BadCursor(Exception):
    """It is none that a list gave."""


class NoSuchResource(Exception):
    """No resource has this URI."""


def templates() -> Mapping[str, Any]:
    template = {
        "uriTemplate": f"{PREFIX}{{run}}",
        "name": "run",
        "title": "A rating run",
        "description": "A board as it was published once: its run and all rows, by the run's id.",
        "mimeType": JSON,
    }
    return {"resourceTemplates": [template]}


def listed(cursor: object) -> Mapping[str, Any]:
    """Runs, the newest first; the cursor is the id of the last one before.

    Raises:
        BadCursor: it is another text.
    """
    runs = RatingRun.objects.select_related("board").only("id", "votes", "finished_at", "board")
    if cursor is not None:
        runs = runs.filter(id__lt=_number(cursor, BadCursor))
    found = list(runs.order_by("-id")[: PER_PAGE + 1])
    shown = found[:PER_PAGE]
    page: dict[str, Any] = {"resources": [_resource(run) for run in shown]}
    if len(found) > PER_PAGE:
        page["nextCursor"] = str(shown[-1].pk)
    return page


def _resource(run: RatingRun) -> Mapping[str, Any]:
    return {
        "uri": f"{PREFIX}{run.pk}",
        "name": f"run-{run.pk}",
        "title": f"{run.board.name or run.board.slug}, {run.finished_at:%Y-%m-%d %H:%M} UTC",
        "description": f"{run.votes} votes on the board {run.board.slug}.",
        "mimeType": JSON,
    }


def read(uri: str, request: HttpRequest) -> Mapping[str, Any]:
    """The contents of a resource.

    Raises:
        NoSuchResource: it is no run's, or that run was forgotten.
    """
    if not uri.startswith(PREFIX):
        raise NoSuchResource
    number = _number(uri.removeprefix(PREFIX), NoSuchResource)
    runs = RatingRun.objects.select_related("board__category", "board__challenge")
    run = runs.filter(pk=number).first()
    if run is None:
        raise NoSuchResource
    entries = run.entries.select_related("competitor").order_by("position")
    found = results.RunResource(
        shaping.board_facts(run.board, request), shaping.run_facts(run), shaping.rows(entries)
    )
    text = json.dumps(msgspec.to_builtins(found), ensure_ascii=False)
    return {"contents": [{"uri": uri, "mimeType": JSON, "text": text}]}


def _number(value: object, refusal: type[Exception]) -> int:
    if not isinstance(value, str) or _NUMBER.fullmatch(value) is None:
        raise refusal
    return int(value)
