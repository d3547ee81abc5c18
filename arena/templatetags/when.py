"""Times and days in one form."""

from datetime import UTC, datetime

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from arena.text import at_time, day

register = template.Library()
register.filter(at_time)
register.filter(day)


@register.simple_tag
def when(at: datetime | None, *, ago: bool = False) -> SafeString | str:
    """A time as an element; with `ago`, a script adds how long ago that is."""
    if at is None:
        return at_time(at)
    mark = SafeString(" data-ago") if ago else ""
    iso = at.astimezone(UTC).isoformat(timespec="seconds")
    return format_html('<time datetime="{}"{}>{}</time>', iso, mark, at_time(at))
