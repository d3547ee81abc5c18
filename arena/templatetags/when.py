"""Times on pages: all in one form, with their zone."""

from datetime import UTC, datetime

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def at_time(at: datetime | None) -> str:
    """Such as 29 Nov 2026, 14:05 UTC, for sentences; a dash if there is no time."""
    return f"{date_format(at.astimezone(UTC), 'j M Y, H:i')} UTC" if at else "–"


@register.simple_tag
def when(at: datetime | None, *, ago: bool = False) -> SafeString | str:
    """The same as an element; with `ago`, a script adds how long ago that is."""
    if at is None:
        return at_time(at)
    utc = at.astimezone(UTC)
    mark = SafeString(" data-ago") if ago else ""
    iso = utc.isoformat(timespec="seconds")
    return format_html('<time datetime="{}"{}>{}</time>', iso, mark, at_time(utc))
