"""Which requests a server of this process is still at work on."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.signals import request_finished, request_started

LONGEST_SECONDS = 120


class UnderWay:
    """Counts from the first byte of a request to the last of its answer, whoever still listens."""

    def __init__(self) -> None:
        self._number = 0
        self._changed = threading.Condition()

    def begin(self, **_kwargs) -> None:
        with self._changed:
            self._number += 1

    def end(self, **_kwargs) -> None:
        with self._changed:
            self._number -= 1
            self._changed.notify_all()

    def wait_until_none(self) -> None:
        """A browser that is gone leaves its last requests behind, and they write."""
        with self._changed:
            done = self._changed.wait_for(lambda: self._number <= 0, timeout=LONGEST_SECONDS)
        assert done, f"{self._number} requests did not end"


@contextmanager
def counted() -> Iterator[UnderWay]:
    under_way = UnderWay()
    request_started.connect(under_way.begin)
    request_finished.connect(under_way.end)
    try:
        yield under_way
    finally:
        request_started.disconnect(under_way.begin)
        request_finished.disconnect(under_way.end)
