"""The API's schema, which takes longer to make than any page."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils import translation
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.views import SpectacularAPIView
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request


class SchemaView(SpectacularAPIView):
    """Makes it once for each language and format, or a few who ask hold up all others."""

    def _get_schema_response(self, request: Request) -> HttpResponse:
        language = translation.get_language()
        if language not in dict(settings.LANGUAGES):
            language = settings.LANGUAGE_CODE
        renderer = request.accepted_renderer
        key = language, renderer.media_type
        if key not in _made:
            _made[key] = _make(language, renderer)
        name = f'inline; filename="Podium.{renderer.format}"'
        headers = {"Content-Disposition": name}
        return HttpResponse(_made[key], content_type=renderer.media_type, headers=headers)


# By language and format, of which there are few.
_made: dict[tuple[str, str], str | bytes] = {}


def document(language: str = settings.LANGUAGE_CODE) -> dict[str, Any]:
    """The OpenAPI document, which names choices in this language."""
    generator: Any = SchemaGenerator  # carries no types
    with translation.override(language):
        found: dict[str, Any] = generator().get_schema(request=None, public=True)
    return found


def _make(language: str, renderer: BaseRenderer) -> str | bytes:
    with translation.override(language):
        return renderer.render(document(language), renderer_context={})
