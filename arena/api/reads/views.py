"""A read: its query is checked, its answer has a version, and its schema is made from both."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.http import HttpResponseBase
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from arena.api.reads.answering import Answer, open_to_all, respond
from arena.api.reads.parameters import Parameter, read_query, several_of
from arena.api.reads.schema import ReadSchema

READS = ("GET", "HEAD", "OPTIONS")


class BaseRead(APIView):
    """
    Args:
        operation: its name in the schema.
        result: the shape of what is answered, or of each row of a list.
        parameters: of the query, beside `fields`.
        refusals: statuses of its own, and when they are.
    """

    schema = ReadSchema()
    operation: ClassVar[str]
    is_own: ClassVar[bool] = False
    result: ClassVar[type[Serializer[Any]]]
    parameters: ClassVar[Sequence[Parameter]] = ()
    refusals: ClassVar[dict[int, str]] = {}
    _known: ClassVar[dict[type, Sequence[Parameter]]] = {}

    def get(self, request: Request, **place: Any) -> HttpResponseBase:
        asked = (
            read_query(request.GET, self.all_parameters()) if request.META["QUERY_STRING"] else {}
        )
        return respond(request, self.read(request, asked, **place))

    def read(self, request: Request, asked: dict[str, Any], **place: Any) -> Answer:
        raise NotImplementedError

    @classmethod
    def all_parameters(cls) -> Sequence[Parameter]:
        """With those that all reads of this kind have; made once, for they ask the serializer."""
        if cls not in cls._known:
            cls._known[cls] = (*cls.parameters, *cls.shared_parameters())
        return cls._known[cls]

    @classmethod
    def shared_parameters(cls) -> Sequence[Parameter]:
        names = cls.result_fields()
        return (several_of("fields", names, "Only these members, with commas between them."),)

    @classmethod
    def answer_shape(cls) -> Any:
        return cls.result

    @classmethod
    def result_fields(cls) -> tuple[str, ...]:
        return tuple(cls.result().fields)


class Read(BaseRead):
    """What anybody may read, from pages of any site, without a cookie."""

    def finalize_response(
        self, request: Request, response: Any, *args: Any, **kwargs: Any
    ) -> Response:
        final = super().finalize_response(request, response, *args, **kwargs)
        open_to_all(final, READS)
        return final


class OwnRead(BaseRead):
    """What the browser of the cookie alone may read."""

    is_own = True

    def get(self, request: Request, **place: Any) -> HttpResponseBase:
        response = super().get(request, **place)
        response.headers["Cache-Control"] = "private, no-store"
        return response


def only[Value](found: dict[str, Value], fields: Sequence[str] | None) -> dict[str, Value]:
    """The members asked for; all if none are."""
    return found if fields is None else {name: found[name] for name in found if name in fields}
