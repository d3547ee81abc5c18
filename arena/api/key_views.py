"""Addresses for programs with a key, and what their keys must be made for."""

from typing import Any, ClassVar

from django.http.response import HttpResponseBase
from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import OpenApiResponse
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from arena import audit
from arena.access import Scope, require_scope
from arena.api.authentication import SCHEME, KeyAuthentication, NoKey, key_of
from arena.api.limits import LimitedView
from arena.api.problems import ProblemSerializer
from arena.visitors import throttling

REFUSED_KEYS = {
    401: OpenApiResponse(
        ProblemSerializer,
        description="No key was sent, or it is unknown, revoked, expired, or of somebody who left.",
    ),
    403: OpenApiResponse(
        ProblemSerializer,
        description="The key lacks the scope, or whoever made it lacks the right.",
    ),
}


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
