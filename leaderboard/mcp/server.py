"""The server: django-mcpz's, which has tools, with resources added.

What is private of django-mcpz and overridden here is pinned by the version in pyproject.toml, and
by tests with the official client in old and new versions of the protocol.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django_mcpz.jsonrpc import INVALID_PARAMS, error_response, result_response
from django_mcpz.legacy import LEGACY_PROTOCOL_VERSIONS, is_legacy_request, legacy_dispatch
from django_mcpz.server import MCPServer, _validate_name_header, public

from leaderboard.mcp import resources, tools

# Of protocols before 2026-07-28, which has "invalid params" instead.
RESOURCE_NOT_FOUND = -32002
CAPABILITIES: dict[str, Any] = {"tools": {}, "resources": {}}
# How long a client may keep what is the same for everybody; runs come every few seconds.
LISTS_FRESH = {"ttlMs": 300_000, "cacheScope": "public"}
RUNS_FRESH = {"ttlMs": 5_000, "cacheScope": "public"}
# Of the tools and their results.
VERSION = "1"
INSTRUCTIONS = (
    "Podium is an arena where people vote blind between two anonymous responses to a challenge; "
    "the votes make leaderboards. Begin with `leaderboard`. A rank is a set of places that the "
    "votes cannot tell apart, so speak of models with overlapping ranks as equal. Models, "
    "challenges and boards are named by slugs, as results have them. Everything is read-only: "
    "nobody can vote here."
)


class ArenaServer(MCPServer):
    """Tools and resources, in the protocol's current version and in those of 2025."""

    def __init__(self, **facts: Any) -> None:
        super().__init__(minimum_protocol_version="2026-07-28", auth=public, **facts)
        # Served below, where resources are known.
        self.supported_versions.extend(LEGACY_PROTOCOL_VERSIONS)

    def _validate_metadata(
        self, request: HttpRequest, request_id: str | int, method: str, params: dict[str, Any]
    ) -> HttpResponse | None:
        """An answer, or nothing for what django-mcpz goes on with."""
        if is_legacy_request(request):
            return self._legacy(request, request_id, method, params)
        error = super()._validate_metadata(request, request_id, method, params)
        if error is None and method == "resources/read":
            error = _validate_name_header(request, request_id, str(params.get("uri", "")))
        return error or self._resources(request, request_id, method, params)

    def _legacy(
        self, request: HttpRequest, request_id: str | int, method: str, params: dict[str, Any]
    ) -> HttpResponse:
        if method == "initialize":
            return self._initialize(request, request_id, params)
        answer = self._resources(request, request_id, method, params, missing=RESOURCE_NOT_FOUND)
        return answer or legacy_dispatch(self, request, request_id, method, params)

    def _initialize(
        self, request: HttpRequest, request_id: str | int, params: dict[str, Any]
    ) -> HttpResponse:
        asked = params.get("protocolVersion")
        known = asked if asked in LEGACY_PROTOCOL_VERSIONS else LEGACY_PROTOCOL_VERSIONS[0]
        result = {
            "protocolVersion": known,
            "capabilities": CAPABILITIES,
            "serverInfo": self.server_info_for(request),
            "instructions": INSTRUCTIONS,
        }
        return result_response(request_id, result)

    def _discover(self, request: HttpRequest, request_id: str | int) -> HttpResponse:
        result = {
            "supportedVersions": self.supported_versions,
            "capabilities": CAPABILITIES,
            "instructions": INSTRUCTIONS,
            **LISTS_FRESH,
        }
        return self._result(request, request_id, result)

    def _resources(
        self,
        request: HttpRequest,
        request_id: str | int,
        method: str,
        params: dict[str, Any],
        *,
        missing: int = INVALID_PARAMS,
    ) -> HttpResponse | None:
        """The answer to a method of resources; None to another."""
        try:
            if method == "resources/list":
                result = {**resources.listed(params.get("cursor")), **RUNS_FRESH}
            elif method == "resources/templates/list":
                result = {**resources.templates(), **LISTS_FRESH}
            elif method == "resources/read":
                uri = params.get("uri")
                if not isinstance(uri, str):
                    return error_response(request_id, INVALID_PARAMS, "Missing resource uri")
                # A run never changes.
                result = {**resources.read(uri, request), **LISTS_FRESH}
            else:
                return None
        except resources.BadCursor:
            return error_response(request_id, INVALID_PARAMS, "Invalid cursor")
        except resources.NoSuchResource:
            message = f"There is no such resource. They are {resources.PREFIX} and a run's id."
            return error_response(request_id, missing, message)
        return self._result(request, request_id, result)


server = ArenaServer(
    name="podium",
    title="Podium",
    version=VERSION,
    instructions=INSTRUCTIONS,
)

DESCRIPTIONS: Mapping[Callable[..., Any], str] = {
    tools.leaderboard: "A board's newest ratings, best first, with rank sets and 95 % intervals. "
    "`boards` in the result names the other boards.",
    tools.model: "One model: its rows on all boards, specs, and its record against each rival.",
    tools.compare: "Whether votes tell two models apart: the chance that the first is preferred, "
    "with its interval, and their record.",
    tools.search_challenges: "Published challenges by text, category, kind, difficulty or tag, "
    "the newest first.",
    tools.responses: "Public responses to a challenge, of a model, or both, with their authors.",
    tools.methodology: "How ratings are computed: constants, limits, measured side bias and ties, "
    "exclusions by rule.",
    tools.dataset: "Where data can be downloaded, under which licence, and how to verify it.",
}
for function, description in DESCRIPTIONS.items():
    server.tool(
        description=description,
        read_only=True,
        destructive=False,
        idempotent=True,
        open_world=False,
    )(function)
