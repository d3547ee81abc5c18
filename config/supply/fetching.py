"""Requests to an advisory database or a container registry, whose answers are not trusted."""

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from config.supply.errors import SupplyError

TIMEOUT_SECONDS = 20
LARGEST_ANSWER = 32 << 20
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of any status."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def fetch(url: str, *, body: object = None, headers: Mapping[str, str] | None = None) -> Answer:
    """GET the address, or POST a JSON body to it.

    Raises:
        SupplyError: it cannot be reached, answers too much, or could be forged on the way.
    """
    _require_https(url)
    data = None if body is None else json.dumps(body).encode()
    sent = {"User-Agent": "podium", **(headers or {})}
    if data is not None:
        sent["Content-Type"] = "application/json"
    request = Request(url, data=data, headers=sent)  # noqa: S310 - https, or loopback
    try:
        with urlopen(request, timeout=TIMEOUT_SECONDS) as response:  # noqa: S310
            return _read(url, response)
    except HTTPError as error:
        with error:
            return _read(url, error)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise SupplyError(f"{_host(url)} cannot be reached: {error}") from error


def read_json(url: str, answer: Answer) -> Any:
    """The JSON of an answer with status 200.

    Raises:
        SupplyError: another status, or no JSON.
    """
    if answer.status != http.HTTPStatus.OK:
        raise SupplyError(f"{_host(url)} answers with status {answer.status}.")
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError):
        raise SupplyError(f"{_host(url)} answers with something that is not JSON.") from None


def _read(url: str, response: Any) -> Answer:
    try:
        body = response.read(LARGEST_ANSWER + 1)
    except (OSError, http.client.HTTPException) as error:
        raise SupplyError(f"{_host(url)} breaks off its answer: {error}") from error
    if len(body) > LARGEST_ANSWER:
        raise SupplyError(f"{_host(url)} answers with more than {LARGEST_ANSWER} bytes.")
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Answer(response.status, headers, body)


def _require_https(url: str) -> None:
    parts = urlsplit(url)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    if not is_safe or not parts.hostname:
        raise SupplyError(f"{url!r} must begin with https://.")


def _host(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
