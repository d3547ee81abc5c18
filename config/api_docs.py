"""The page of the API: what the OpenAPI document says, for people, with examples to copy."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from arena import site
from arena.models import Challenge, Competitor
from arena.visibility import OUTSIDER, visible_to
from config.schema import document
from leaderboard.models import OVERALL, RatingRun

PREFIX = "/api/v1/"
METHODS = ("get", "post", "put", "patch", "delete")
# What an example sends where the document says nothing better.
BODIES = {"cast_vote": {"outcome": "tie"}}

type Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Member:
    """A parameter, or a member of a body or an answer."""

    name: str
    type: str
    help: str
    is_required: bool = False
    place: str = ""


@dataclass(frozen=True, slots=True)
class Operation:
    """What one method does at one address; `needs` is the way its caller is known, if any."""

    name: str
    method: str
    path: str
    help: Sequence[str]
    parameters: Sequence[Member]
    body: Sequence[Member]
    answers: Sequence[tuple[str, str]]
    members: Sequence[Member]
    needs: str
    query: str
    sent: str

    def example(self, origin: str, known: Mapping[str, str]) -> str:
        """The request as a line for a shell."""
        address = origin + self.path
        for name, value in known.items():
            address = address.replace(f"{{{name}}}", value or f"{{{name}}}")
        address += f"?{self.query}" if self.query else ""
        words = ["curl"]
        if self.needs == "voter":
            words.append("-c jar -b jar")
        elif self.needs:
            words.append('-H "Authorization: Bearer $PODIUM_KEY"')
        if self.method != "GET":
            words.append(f"-X {self.method} -H 'Content-Type: application/json' -d '{self.sent}'")
        return " ".join([*words, f"'{address}'"])


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    operations: Sequence[Operation]


@require_safe
def api_docs(request: HttpRequest) -> HttpResponse:
    groups, origin = _groups(), site.origin_of(request)
    known = _known()
    context = {
        "section": "docs",
        "origin": origin,
        "groups": [
            (
                group.name,
                [
                    (each, each.example(origin, known | {"slug": known.get(group.name, "")}))
                    for each in group.operations
                ],
            )
            for group in groups
        ],
    }
    answer = render(request, "api_docs.html", context)
    patch_cache_control(answer, no_cache=True)  # the examples are of what is public now
    return answer


@cache
def _groups() -> Sequence[Group]:
    """By the first part of the address; made once, for it takes long."""
    found = document()
    paths = sorted(found["paths"].items(), key=lambda each: _group_of(each[0]))
    return [
        Group(name, [each for path, item in some for each in _operations(path, item, found)])
        for name, some in groupby(paths, key=lambda each: _group_of(each[0]))
    ]


def _group_of(path: str) -> str:
    return path.removeprefix(PREFIX).partition("/")[0]


def _known() -> dict[str, str]:
    """What is here, for the parameters of addresses, and slugs by group.

    `challenge` is one whose response by the first model anybody may read.
    """
    slugs = [*Competitor.objects.order_by("id").values_list("slug", flat=True)[:2], "", ""]
    challenge = Challenge.objects.public().order_by("id").values_list("slug", flat=True).first()
    shown = visible_to(OUTSIDER).filter(competitor__slug=slugs[0]).order_by("id")
    run = RatingRun.objects.filter(board__slug=OVERALL).order_by("-id").first()
    return {
        "boards": OVERALL,
        "models": slugs[0],
        "challenges": challenge or "",
        "first": slugs[0],
        "second": slugs[1],
        "challenge": shown.values_list("challenge__slug", flat=True).first() or "",
        "run": str(run.pk) if run else "",
    }


def _operations(path: str, item: Json, whole: Json) -> Iterator[Operation]:
    for method in METHODS:
        if method in item:
            yield _operation(path, method, item[method], whole)


def _operation(path: str, method: str, about: Json, whole: Json) -> Operation:
    answers = about["responses"]
    done: Json = next((each for status, each in answers.items() if status.startswith("2")), {})
    sent = _schema_of(about.get("requestBody", {}))
    return Operation(
        name=about["operationId"],
        method=method.upper(),
        path=path,
        help=about.get("description", "").split("\n\n"),
        parameters=[_parameter(each, whole) for each in about.get("parameters", ())],
        body=_members(sent, whole),
        answers=[(status, _words(each, whole)) for status, each in sorted(answers.items())],
        members=_members(_row_of(_schema_of(done), whole), whole),
        needs=_needs(about, path, method),
        query="&".join(
            f"{each['name']}={_sample(each['schema'], whole)}"
            for each in about.get("parameters", ())
            if each["in"] == "query" and each.get("required")
        ),
        sent=json.dumps(
            BODIES.get(about["operationId"]) or _sample(sent, whole) or {}, ensure_ascii=False
        ),
    )


def _needs(about: Json, path: str, method: str) -> str:
    """A write of a visitor names no scheme, since its cookie is set by the first answer; a key may
    be sent with what anybody may read."""
    security = about.get("security", ())
    named = {name for each in security for name in each}
    if "key" in named and {} not in security:
        return "key"
    return "voter" if "voter" in named or method != "get" or "/sessions/" in path else ""


def _schema_of(holder: Json) -> Json:
    content: Mapping[str, Json] = holder.get("content", {})
    found: Json = next((each["schema"] for each in content.values() if "schema" in each), {})
    return found


def _row_of(schema: Json, whole: Json) -> Json:
    """Of a page or a list, what one of its rows is."""
    found = _named(schema, whole)
    rows = found.get("properties", {}).get("results", found)
    return _named(rows.get("items", found), whole)


def _sample(schema: Json, whole: Json) -> Any:
    """The least that may be sent; an ellipsis is to be filled in."""
    found = _named(next(iter(schema.get("allOf", ())), schema), whole)
    if "enum" in found:
        return found["enum"][0]
    if "properties" in found:
        members = found["properties"]
        return {name: _sample(members[name], whole) for name in found.get("required", ())}
    return {"integer": 1, "boolean": True, "array": [], "string": "…"}.get(found.get("type", ""))


def _named(schema: Json, whole: Json) -> Json:
    if "$ref" not in schema:
        return schema
    named: Json = whole["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return named


def _members(schema: Json, whole: Json) -> list[Member]:
    found = _named(schema, whole)
    required = found.get("required", ())
    return [
        Member(name, _type(each, whole), _help(each), name in required)
        for name, each in found.get("properties", {}).items()
    ]


def _parameter(about: Json, whole: Json) -> Member:
    return Member(
        about["name"],
        _type(about["schema"], whole),
        about.get("description", ""),
        about.get("required", False),
        about["in"],
    )


def _help(schema: Json) -> str:
    """Without the list of choices that drf-spectacular adds."""
    return str(schema.get("description", "")).partition("\n\n*")[0].partition("* `")[0].strip()


def _type(schema: Json, whole: Json) -> str:
    """In a few words: a choice by its values."""
    parts = [*schema.get("allOf", ()), *schema.get("anyOf", ()), *schema.get("oneOf", ())]
    if parts:
        return " | ".join(dict.fromkeys(_type(each, whole) for each in parts))
    if "$ref" in schema:
        found = _named(schema, whole)
        return _type(found, whole) if "enum" in found else schema["$ref"].rpartition("/")[2]
    if "enum" in schema:
        return " | ".join(json.dumps(each) for each in schema["enum"])
    if "items" in schema:
        return f"[{_type(schema['items'], whole)}]"
    kind = schema.get("type", "any")
    words = " | ".join(kind) if isinstance(kind, list) else str(kind)
    bounds = [str(schema[each]) for each in ("minimum", "maximum") if each in schema]
    return f"{words} {'–'.join(bounds)}" if len(bounds) == 2 else words  # noqa: PLR2004 - both


def _words(answer: Json, whole: Json) -> str:
    if answer.get("description"):
        return str(answer["description"])
    schema = _schema_of(answer)
    return _type(schema, whole) if schema else ""
