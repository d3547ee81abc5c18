"""What the desk says of the servers on every page."""

from collections.abc import Mapping

from django import template
from django.conf import settings

from config.embedded.outages import ServerDown, servers_down

register = template.Library()


@register.simple_tag
def down_servers() -> Mapping[str, ServerDown]:
    """The bundled servers that crash again and again, by name."""
    return servers_down(settings.DATA_DIR)
