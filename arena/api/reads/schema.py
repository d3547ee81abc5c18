"""The schema of reads, made from what they declare."""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from arena.api.problems import ProblemSerializer
from arena.api.reads.parameters import Parameter

# Shapes of which a reader may ask for some members alone, so none is required.
SPARSE: set[str] = set()
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
        return [_described(each) for each in view.all_parameters()]

    def get_response_serializers(self) -> Any:
        if not self._is_read:
            return super().get_response_serializers()
        view: Any = self.view
        SPARSE.add(name_of(view.result))
        refusals = {400: "A parameter is unknown, or has a value that it does not take."}
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
