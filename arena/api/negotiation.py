"""Which of the renderers a request of the API wants."""

from collections.abc import Iterable

from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

ANYTHING = "*/*"


class Negotiation(DefaultContentNegotiation):
    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """The first for those who take anything, as most clients do, without parsing headers."""
        meta, first = request.META, next(iter(renderers))
        takes_anything = meta.get("HTTP_ACCEPT", ANYTHING) == ANYTHING
        if takes_anything and not meta.get("QUERY_STRING") and not format_suffix:
            return first, str(first.media_type)
        chosen: tuple[BaseRenderer, str] = super().select_renderer(
            request, renderers, format_suffix
        )
        return chosen
