"""The schema of reads, made from what they declare."""

from typing import Any

import uritemplate
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from arena.api.problems import CONTENT_TYPE, ProblemSerializer
from arena.api.reads.parameters import SLUG, Parameter

# Shapes of which a reader may ask for some members alone, so none is required.
SPARSE: set[str] = set()
# Parameters of addresses that are slugs.
_SLUGS = {"slug", "first", "second", "challenge"}
_SLUG = {"type": "string", "pattern": f"^{SLUG}$"}
PROBLEM = {"$ref": "#/components/schemas/Problem"}
_PAGES: dict[type, type[serializers.Serializer[Any]]] = {}


class ReadSchema(AutoSchema):
    """A write at the same address describes itself as writes do."""

    @property
    def _is_read(self) -> bool:
        return self.method == "GET"

    def get_operation_id(self) -> str:
        if not self._is_read:
            return str(super().get_operation_id())
        view: Any = self.view
        return str(view.operation)

    def get_override_parameters(self) -> list[Any]:
        if not self._is_read:
            found: list[Any] = super().get_override_parameters()
            return found
        view: Any = self.view
        slugs = [name for name in uritemplate.variables(self.path) if name in _SLUGS]
        return [
            *(_described(each) for each in view.all_parameters()),
            *(OpenApiParameter(name, _SLUG, OpenApiParameter.PATH) for name in slugs),
        ]

    def get_auth(self) -> list[Any]:
        """The cookie of a browser, without which there is nothing of one's own."""
        view: Any = self.view
        if self._is_read and view.is_own:
            return [{"voter": []}, {}]
        found: list[Any] = super().get_auth()
        return found

    def get_response_serializers(self) -> Any:
        if not self._is_read:
            return super().get_response_serializers()
        view: Any = self.view
        SPARSE.add(name_of(view.result))
        refusals = {400: "A parameter is unknown, or has a value that it does not take."}
        refusals[401] = "A key was sent, and it is unknown, revoked or expired."
        if "{" in self.path:
            refusals[404] = "There is nothing here."
        refusals |= view.refusals
        return {
            200: view.answer_shape(),
            304: OpenApiResponse(description="What you have is still so: `If-None-Match` says it."),
            **{
                status: OpenApiResponse(ProblemSerializer, description=sentence)
                for status, sentence in sorted(refusals.items())
            },
        }


def _described(parameter: Parameter) -> OpenApiParameter:
    schema = dict(parameter.schema)
    if "items" in schema:
        return OpenApiParameter(
            parameter.name, schema, description=parameter.help, style="form", explode=False
        )
    return OpenApiParameter(parameter.name, schema, description=parameter.help)


def name_of(shape: type) -> str:
    return shape.__name__.removesuffix("Serializer")


def page_shape(row: type[serializers.Serializer[Any]]) -> type[serializers.Serializer[Any]]:
    """The shape of a page of these rows."""
    if row not in _PAGES:
        members = {
            "next": serializers.URLField(allow_null=True, help_text="The next page, if any."),
            "previous": serializers.URLField(allow_null=True, help_text="The page before, if any."),
            "results": row(many=True),
        }
        _PAGES[row] = type(f"{name_of(row)}PageSerializer", (serializers.Serializer,), members)
    return _PAGES[row]


def require_nothing_of_sparse(
    result: dict[str, Any],
    generator: Any,
    request: Any,
    public: bool,  # noqa: FBT001 - as called
) -> dict[str, Any]:
    """A hook of drf-spectacular: members that may be left out are not required."""
    del generator, request, public
    for name, shape in result.get("components", {}).get("schemas", {}).items():
        if name in SPARSE:
            shape.pop("required", None)
    return result


def correct_schema(
    result: dict[str, Any],
    generator: Any,
    request: Any,
    public: bool,  # noqa: FBT001 - as called
) -> dict[str, Any]:
    """A hook of drf-spectacular: problems have a media type of their own, bodies must be sent, and
    what may be anything may be null."""
    del generator, request, public
    for operations in result.get("paths", {}).values():
        for operation in operations.values():
            if "requestBody" in operation:
                operation["requestBody"]["required"] = True
            for answer in operation["responses"].values():
                content = answer.get("content", {})
                if any(each.get("schema") == PROBLEM for each in content.values()):
                    answer["content"] = {CONTENT_TYPE: {"schema": PROBLEM}}
    for shape in result.get("components", {}).get("schemas", {}).values():
        for member in shape.get("properties", {}).values():
            if {} in member.get("oneOf", ()):
                del member["oneOf"]
    _forget(result)
    return result


# The least and the largest integers of columns, which differ from one database to another.
_BITS = (15, 31, 63)
_COLUMN_BOUNDS = {*(-(2**bits) for bits in _BITS), *(2**bits - 1 for bits in _BITS)}


def _forget(schema: Any) -> None:
    """What says more of the database than of the API, and ids by which drf-spectacular would give
    choices names: they stand where they are used, since many of them are of fields of one name."""
    if isinstance(schema, dict):
        schema.pop("x-spec-enum-id", None)
        for bound in ("maximum", "minimum"):
            if schema.get(bound) in _COLUMN_BOUNDS:
                del schema[bound]
        if schema.get("format") == "int64":
            del schema["format"]
        for each in schema.values():
            _forget(each)
    elif isinstance(schema, list):
        for each in schema:
            _forget(each)
