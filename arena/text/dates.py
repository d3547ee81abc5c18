"""Times and days as pages and feeds write them: all in one form, times with their zone."""

from datetime import UTC, date, datetime

from django.utils.formats import date_format
from django.utils.translation import pgettext


def at_time(at: datetime | None) -> str:
    """Such as 29 Nov 2026, 14:05 UTC; a dash if there is no time."""
    return f"{day(at.astimezone(UTC))}, {at.astimezone(UTC):%H:%M} UTC" if at else "–"


def day(on: date | None) -> str:
    """Such as 29 Nov 2026; a dash if there is no day."""
    return date_format(on, pgettext("format of a day", "j M Y")) if on else "–"
