"""Which part of a file a request asks for."""

import re

from django.http import HttpRequest

from arena.text import numbers

_RANGE = re.compile(r"bytes=(\d*)-(\d*)", re.ASCII)


def asked_part(request: HttpRequest, size: int) -> range | None:
    """Which bytes the header asks for, of so many; empty for bytes that are not there, None for
    all.

    Source:
        RFC 9110, 14.2. Several ranges at once may be answered by the whole, and are.
    """
    asked = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    if asked is None or not any(asked.groups()):
        return None
    first, last = asked.groups()
    if not first:
        return range(size - numbers.at_most(last, size), size)
    stop = numbers.at_most(last, size - 1) + 1 if last else size
    return range(numbers.at_most(first, size), stop)
