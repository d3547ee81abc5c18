"""Rendered responses, kept for a while: a response never changes, so its HTML does not either."""

from collections.abc import Callable
from threading import Lock

from django.utils.safestring import SafeString

from arena.models import Response

# Characters of HTML this process keeps, about 64 MB.
MOST_CHARACTERS = 32_000_000

_kept: dict[int, SafeString] = {}
_lock = Lock()


def remembered(
    key: int, response: Response, render: Callable[[Response], SafeString]
) -> SafeString:
    """The response rendered, now or some time ago."""
    html = _kept.get(key)
    if html is None:
        html = render(response)
        _keep(key, html)
    return html


def _keep(key: int, html: SafeString) -> None:
    with _lock:
        _kept[key] = html
        size = sum(len(each) for each in _kept.values()) if len(_kept) % 64 == 0 else 0
        while size > MOST_CHARACTERS:
            size -= len(_kept.pop(next(iter(_kept))))


def forget() -> None:
    """For tests, whose responses share ids."""
    with _lock:
        _kept.clear()
