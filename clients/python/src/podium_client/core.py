"""What both clients do, without sending anything: requests are made and answers are read here, and
what takes several of them is a generator of requests to which their answers are sent."""

from collections import OrderedDict
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, BinaryIO

import httpx

from podium_client.operations import OPERATIONS
from podium_client.problems import problem_of

JSON = "application/json"
# A part of a file that is imported; the API takes 16 MiB at most.
PART_BYTES = 8 * 1024 * 1024
PART_TYPE = "application/octet-stream"
# Answers kept, each to be asked whether it is still so.
MOST_KEPT = 64
# How often a part is sent again after the connection broke.
MOST_TRIES = 5
# States of an import that the worker still has to do with.
BUSY = {"uploading", "checking", "writing", "undoing"}


@dataclass(frozen=True, slots=True)
class Call:
    """A request."""

    method: str
    path: str
    query: Mapping[str, Any] = field(default_factory=dict)
    body: Any = None
    content: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pause:
    """To be waited before the next request, in seconds."""

    seconds: float


type Steps[Result] = Generator[Call | Pause, Any, Result]


def call(
    name: str, places: Mapping[str, str | int] | None = None, body: Any = None, **query: Any
) -> Call:
    """The request of an operation; parameters that are None are left out."""
    operation = OPERATIONS[name]
    given = {key: _written(value) for key, value in query.items() if value is not None}
    unknown = given.keys() - set(operation.parameters)
    if unknown:
        raise TypeError(f"{name} has no parameter {', '.join(sorted(unknown))}")
    return Call(operation.method, operation.address(**places or {}), given, body)


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return ",".join(map(str, value))
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


class Memory:
    """What was read, by address, with its version."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[str, Any]] = OrderedDict()

    def ask(self, request: httpx.Request) -> None:
        """Ask for the answer only if it is another one than is kept."""
        known = self._kept.get(str(request.url))
        if request.method == "GET" and known is not None:
            request.headers["If-None-Match"] = known[0]

    def read(self, answer: httpx.Response) -> Any:
        """
        Raises:
            ProblemError: the API refused it.
        """
        address = str(answer.request.url)
        if answer.status_code == HTTPStatus.NOT_MODIFIED:
            self._kept.move_to_end(address)
            return self._kept[address][1]
        if answer.is_error or answer.is_redirect:
            raise problem_of(answer)
        if not answer.content:
            return answer.headers
        found = answer.json()
        if answer.request.method == "GET" and "ETag" in answer.headers:
            self._kept[address] = answer.headers["ETag"], found
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return found


def request_of(asked: Call, client: httpx.Client | httpx.AsyncClient) -> httpx.Request:
    headers = dict(asked.headers)
    if asked.method == "POST":
        headers["Content-Type"] = JSON
    more: dict[str, Any] = {}
    if asked.content is not None:
        more["content"] = asked.content
    elif asked.method == "POST":
        more["json"] = asked.body if asked.body is not None else {}
    return client.build_request(
        asked.method, asked.path, params=dict(asked.query) or None, headers=headers, **more
    )


def following(page: Mapping[str, Any]) -> Call | None:
    """The next page of a list, on whatever host the API says it is."""
    address = page["next"]
    return None if address is None else Call("GET", httpx.URL(address).raw_path.decode())


def pushing(file: BinaryIO, *, size: int, about: Mapping[str, Any], pause: float) -> Steps[Any]:
    """Send a file in parts, hand it to the worker, and wait until it is done."""
    begun = yield call("begin_import", body={**about, "size": size})
    place = {"upload": begun["id"]}
    offset, tries = begun["received"], 0
    while offset < size:
        file.seek(offset)
        part = file.read(PART_BYTES)
        headers = {"Upload-Offset": str(offset), "Content-Type": PART_TYPE}
        path = OPERATIONS["send_part"].address(**place)
        try:
            told = yield Call("PATCH", path, content=part, headers=headers)
            tries = 0
        except httpx.TransportError:
            tries += 1
            if tries > MOST_TRIES:
                raise
            yield Pause(pause * tries)
            told = yield call("read_import_offset", place)
        offset = int(told["Upload-Offset"])
    found = yield call("finish_import", place)
    while found["state"] in BUSY:
        yield Pause(pause)
        found = yield call("read_import", place)
    return found
