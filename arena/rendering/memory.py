"""Rendered texts, kept for a while: a response never changes, so its HTML does not either."""

from collections.abc import Callable, Hashable
from threading import Lock

from django.utils.safestring import SafeString

# Characters of HTML this process keeps, about 64 MB.
MOST_CHARACTERS = 32_000_000

_kept: dict[Hashable, SafeString] = {}
_lock = Lock()


def remembered[Text](key: Hashable, text: Text, render: Callable[[Text], SafeString]) -> SafeString:
    """The text rendered, now or some time ago."""
    html = _kept.get(key)
    if html is None:
        html = render(text)
        _keep(key, html)
    return html


def _keep(key: Hashable, html: SafeString) -> None:
    with _lock:
        _kept[key] = html
        size = sum(len(each) for each in _kept.values()) if len(_kept) % 64 == 0 else 0
        while size > MOST_CHARACTERS:
            size -= len(_kept.pop(next(iter(_kept))))


def forget() -> None:
    """For tests, whose responses share ids."""
    with _lock:
        _kept.clear()
