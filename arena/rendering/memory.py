"""Rendered texts, kept for a while: a response never changes, so its HTML does not either."""

from collections.abc import Callable, Hashable
from threading import Lock

from cachetools import LRUCache, cached
from django.utils.safestring import SafeString

# Characters of HTML this process keeps, about 64 MB.
MOST_CHARACTERS = 32_000_000

_kept: LRUCache[Hashable, SafeString] = LRUCache(MOST_CHARACTERS, getsizeof=len)
_lock = Lock()


def _key[Text](key: Hashable, text: Text, render: Callable[[Text], SafeString]) -> Hashable:
    del text, render
    return key


@cached(_kept, key=_key, lock=_lock)
def remembered[Text](key: Hashable, text: Text, render: Callable[[Text], SafeString]) -> SafeString:
    """The text rendered, now or some time ago."""
    del key
    return render(text)


def forget() -> None:
    """For tests, whose responses share ids."""
    with _lock:
        _kept.clear()
