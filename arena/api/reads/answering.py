"""Answers of reads: 304 for who has this version already, compressed for who takes that, and open
to pages of other sites where anybody may read them."""

import gzip
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import quote_etag
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

JSON = "application/json"
# Less than this is not worth it.
LEAST_COMPRESSED = 1_000
# Compressed bodies in memory: those of boards are asked for again and again.
MOST_COMPRESSED = 32
# Of 11 and 9: the quickest that still halve most answers twice.
BROTLI_QUALITY, GZIP_LEVEL = 4, 5
# A preflight is good for a day.
PREFLIGHT_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Answer:
    """What a read answers.

    Args:
        version: two answers with the same version have the same bytes.
        make: the content, as bytes of JSON or as what becomes JSON; not called for who has it.
        headers: more of them.
    """

    version: str
    make: Callable[[], Any]
    headers: Mapping[str, str] = field(default_factory=dict)


def etag_of(*parts: object) -> str:
    """A version made of all that an answer depends on."""
    return sha256(repr(parts).encode()).hexdigest()[:32]


def respond(request: Request, answer: Answer) -> HttpResponseBase:
    etag = quote_etag(answer.version)
    response = get_conditional_response(request, etag=etag)
    if response is None:
        body = answer.make()
        response = _whole(request, body if isinstance(body, bytes) else _as_json(body))
        if response.has_header("Content-Encoding"):
            etag = f"W/{etag}"  # other bytes with the same meaning
    response.headers["ETag"] = etag
    for name, value in answer.headers.items():
        response.headers[name] = value
    response.headers.setdefault("Cache-Control", "no-cache")
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _as_json(content: Any) -> bytes:
    rendered: bytes = JSONRenderer().render(content)
    return rendered


def _whole(request: Request, body: bytes) -> HttpResponse:
    coding = _coding_of(request.META.get("HTTP_ACCEPT_ENCODING", ""))
    if coding is None or len(body) < LEAST_COMPRESSED:
        return HttpResponse(body, content_type=JSON)
    headers = {"Content-Encoding": coding}
    return HttpResponse(_compressed(body, coding), content_type=JSON, headers=headers)


def _coding_of(accepted: str) -> str | None:
    """The shorter of what is accepted; without parsing weights but that of zero."""
    taken = {
        name.strip().lower()
        for name, _, weight in (each.partition(";") for each in accepted.split(","))
        if weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    }
    return next((coding for coding in ("br", "gzip") if coding in taken), None)


@lru_cache(maxsize=MOST_COMPRESSED)
def _compressed(body: bytes, coding: str) -> bytes:
    if coding == "br":
        import brotli  # noqa: PLC0415 - most processes compress nothing

        packed: bytes = brotli.compress(body, quality=BROTLI_QUALITY)
        return packed
    return gzip.compress(body, compresslevel=GZIP_LEVEL, mtime=0)


def open_to_all(response: HttpResponseBase, methods: Iterable[str]) -> None:
    """Let pages of all sites read it: it is what anybody may read, and no cookie comes with it."""
    headers = response.headers
    headers["Access-Control-Allow-Origin"] = "*"
    headers["Access-Control-Allow-Methods"] = ", ".join(methods)
    headers["Access-Control-Allow-Headers"] = "Accept, Accept-Language, Content-Type, If-None-Match"
    headers["Access-Control-Expose-Headers"] = "ETag, Link, Retry-After"
    headers["Access-Control-Max-Age"] = str(PREFLIGHT_SECONDS)
    headers["Cross-Origin-Resource-Policy"] = "cross-origin"
