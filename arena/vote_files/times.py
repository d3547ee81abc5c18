"""Read times as people and programs write them."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from arena.vote_files.encoding import number_in
from arena.vote_files.errors import BadInput

DATE_ORDERS = ("day-first", "month-first")

# What a number counts is told by its size: seconds since 1970 from 1973 to 5138, and so on.
_LEAST_SECONDS, _LEAST_MILLISECONDS, _LEAST_MICROSECONDS, _LEAST_NANOSECONDS = 1e8, 1e11, 1e14, 1e17
# Days since the end of 1899, as spreadsheets count: from 1954 to 2173.
_LEAST_EXCEL, _MOST_EXCEL = 20_000, 100_000
_EXCEL_EPOCH = datetime(1899, 12, 30, tzinfo=UTC)
# Clocks of two machines differ a little.
_LEEWAY = timedelta(minutes=5)

_NO_TIME = "{!r} is neither an ISO 8601 time nor seconds since 1970"
_SLASHED = re.compile(
    r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})"
    r"(?:[ T,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,6}))?)?\s*([AaPp])?\.?[Mm]?\.?)?"
)
_ZONE = re.compile(r"\s*(?:UTC|GMT|Z)$", re.IGNORECASE)
_SHORT_OFFSET = re.compile(r"([+-]\d{2})$")
_WINDOW = re.compile(r"(\d+)\s*(d|days?|h|hours?|w|weeks?|m|months?|y|years?)?", re.IGNORECASE)
_DAYS = {"d": 1.0, "h": 1 / 24, "w": 7.0, "m": 30.0, "y": 365.0}


class BadTime(ValueError):
    """A text is no time; the message is the reason."""


def read_moment(
    text: str, *, dates: str | None = None, now: datetime, decimal_commas: bool = False
) -> datetime:
    """The time, in UTC; one without a zone is taken for UTC.

    Args:
        text: ISO 8601, RFC 1123, a date with slashes, or a number.
        dates: the order of day and month in dates with slashes or points, one of `DATE_ORDERS`.
        now: no time may be later.
        decimal_commas: whether a comma may stand before decimals.

    Raises:
        BadTime: it is none, or in the future.
    """
    number = number_in(text.strip(), decimal_commas=decimal_commas)
    is_number = number == number  # noqa: PLR0124 - NaN
    found = _of_number(number) if is_number else _of_text(text.strip(), dates)
    if found > now + _LEEWAY:
        raise BadTime(f"{text.strip()!r} is in the future ({found:%Y-%m-%d %H:%M} UTC)")
    return found


def _of_number(number: float) -> datetime:
    for least, per_second in (
        (_LEAST_NANOSECONDS, 1e9),
        (_LEAST_MICROSECONDS, 1e6),
        (_LEAST_MILLISECONDS, 1e3),
        (_LEAST_SECONDS, 1.0),
    ):
        if number >= least:
            try:
                return datetime.fromtimestamp(number / per_second, UTC)
            except (ValueError, OverflowError, OSError) as error:
                raise BadTime(_NO_TIME.format(f"{number:g}")) from error
    if _LEAST_EXCEL <= number <= _MOST_EXCEL:
        # To the second: a day's fraction has no more digits in a spreadsheet.
        return _EXCEL_EPOCH + timedelta(seconds=round(number * 86_400))
    if number >= 0:
        return datetime.fromtimestamp(number, UTC)
    raise BadTime(_NO_TIME.format(f"{number:g}"))


def _of_text(text: str, dates: str | None) -> datetime:
    if found := _SLASHED.fullmatch(_ZONE.sub("", text)):
        return _of_parts(text, found, dates)
    bare = _ZONE.sub("", text)
    zone = "+00:00" if bare != text else ""
    if " " in bare and _SHORT_OFFSET.search(bare):
        bare += ":00"
    try:
        return _in_utc(datetime.fromisoformat(bare.replace(",", ".") + zone))
    except (ValueError, OverflowError):
        pass
    try:
        return _in_utc(parsedate_to_datetime(text))
    except (ValueError, TypeError, IndexError, OverflowError) as error:
        raise BadTime(_NO_TIME.format(text[:60])) from error


def _of_parts(text: str, found: "re.Match[str]", dates: str | None) -> datetime:
    if dates is None:
        raise BadTime(
            f"{text!r} may begin with the day or the month; say which with --dates day-first or "
            "--dates month-first"
        )
    first, second, year = int(found[1]), int(found[2]), int(found[3])
    day, month = (first, second) if dates == "day-first" else (second, first)
    hour, minute, seconds = (int(found[place] or 0) for place in (4, 5, 6))
    if found[8]:
        hour = hour % 12 + (12 if found[8] in "pP" else 0)
    micro = int((found[7] or "0").ljust(6, "0"))
    century = 2000 if year < 100 else 0  # noqa: PLR2004 - two digits
    try:
        return datetime(year + century, month, day, hour, minute, seconds, micro, tzinfo=UTC)
    except ValueError as error:
        raise BadTime(f"{text!r} is no date with --dates {dates}: {error}") from error


def _in_utc(time: datetime) -> datetime:
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


def window_length(text: str) -> timedelta:
    """The length of `--window`: days, or a number with h, d, w, m (30 days) or y.

    Raises:
        BadInput: it is none.
    """
    found = _WINDOW.fullmatch(text.strip())
    if not found or not int(found[1]):
        raise BadInput(f"--window {text}: wants a number of days, such as 30, 30d, 12h or 4w.")
    return timedelta(days=int(found[1]) * _DAYS[(found[2] or "d")[0].lower()])


def option_time(option: str, text: str, *, now: datetime) -> datetime:
    """The time of `--since` or `--until`."""
    try:
        return _of_text(text.strip(), None)
    except BadTime:
        pass
    try:
        return read_moment(text, now=now)
    except BadTime as error:
        raise BadInput(f"--{option} {text}: {error}.") from error
