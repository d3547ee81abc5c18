"""Addresses for programs with a key, and what their keys must be made for."""

from datetime import datetime
from typing import Any, ClassVar, TypedDict

from django.contrib.auth.models import User
from django.http.response import HttpResponseBase
from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiResponse
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from arena import audit
from arena.access import Scope, require_scope
from arena.api.authentication import SCHEME, KeyAuthentication, NoKey, key_of
from arena.api.limits import LimitedView
from arena.api.problems import ProblemSerializer
from arena.api.reads.listing import ListingRead
from arena.api.reads.schema import ReadSchema
from arena.api.reads.views import BaseRead
from arena.visitors import throttling

REFUSALS = {
    401: "No key was sent, or it is unknown, revoked, expired, or of somebody who left.",
    403: "The key lacks the scope, or whoever made it lacks the right.",
    429: "Too many requests with this key; see Retry-After.",
}
REFUSED_KEYS = {
    status: OpenApiResponse(ProblemSerializer, description=sentence)
    for status, sentence in REFUSALS.items()
}
# Of writes with a body.
REFUSED_BODIES = {
    400: OpenApiResponse(
        ProblemSerializer, description="The body is not JSON, or `errors` says what is wrong in it."
    ),
    404: OpenApiResponse(ProblemSerializer, description="There is nothing here."),
    409: OpenApiResponse(
        ProblemSerializer, description="It is not in a state for that; `code` says why."
    ),
    415: OpenApiResponse(ProblemSerializer, description="It is not sent as application/json."),
    422: OpenApiResponse(
        ProblemSerializer, description="The Idempotency-Key was sent with another request."
    ),
}
REFUSED_WRITES = {**REFUSED_KEYS, **REFUSED_BODIES}


class HasScope(BasePermission):
    """Whether the key was made for what the method does."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        key = key_of(request)
        if not isinstance(view, KeyView):
            raise TypeError("Only a KeyView has scopes.")
        if (scope := view.scope_of(request)) is not None:
            require_scope(key, scope)
        return True


class KeyView(LimitedView):
    """An address for programs with a key; whatever they do is in the audit under the key."""

    authentication_classes = (KeyAuthentication,)
    permission_classes = (HasScope,)
    # What reading and writing here needs; None is any key.
    reads: ClassVar[Scope | None] = None
    writes: ClassVar[Scope | None] = None

    def scope_of(self, request: Request) -> Scope | None:
        is_read = request.method in {"GET", "HEAD", "OPTIONS"}
        return self.reads if is_read else self.writes

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with audit.acting_with(None):  # until the key is known, and for this request alone
            return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        key = key_of(request)
        self.allowance = throttling.admit_key(key_id=key.pk, now=timezone.now())
        audit.act_with(key)


class By(TypedDict):
    """Who does something, and when; as verbs take it."""

    actor: User
    now: datetime


def signed(request: Request) -> By:
    """By the person who made the key."""
    return {"actor": key_of(request).made_by, "now": timezone.now()}


class KeyReadSchema(ReadSchema):
    def get_auth(self) -> list[Any]:
        """The key, for reads as for writes."""
        found: list[Any] = AutoSchema.get_auth(self)
        return found


class KeyRead(BaseRead, KeyView):
    """What a program with a key may read; its answers are kept nowhere."""

    schema = KeyReadSchema()
    refusals: ClassVar[dict[int, str]] = REFUSALS


class KeyListRead(ListingRead, KeyView):
    """A list that a program with a key may read."""

    schema = KeyReadSchema()
    refusals: ClassVar[dict[int, str]] = REFUSALS


class KeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # as it is made
    """How the schema names the header."""

    target_class = KeyAuthentication
    name = "key"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        del auto_schema
        return {
            "type": "http",
            "scheme": SCHEME,
            "description": "A key that the staff makes on the desk, at /staff/keys/.",
        }


class NoScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Addresses for visitors take no key, which the schema says by naming none."""

    target_class = NoKey
    name: Any = ()

    def get_security_requirement(self, auto_schema: Any) -> list[Any]:
        del auto_schema
        return []

    def get_security_definition(self, auto_schema: Any) -> list[Any]:
        del auto_schema
        return []
