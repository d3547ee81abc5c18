"""What a process of the leaderboard keeps between requests and between ticks, in one object."""

from collections.abc import Callable
from functools import _lru_cache_wrapper, lru_cache


class Kept:
    """Results of functions by their arguments, such as a run and what of it is asked for; of each
    function the result that was used longest ago makes room."""

    def __init__(self) -> None:
        self._functions: list[_lru_cache_wrapper[object]] = []

    def at_most[**P, Result](
        self, number: int
    ) -> "Callable[[Callable[P, Result]], _lru_cache_wrapper[Result]]":
        """Keep so many results of a function; its `__wrapped__` keeps none."""

        def keep(function: Callable[P, Result]) -> "_lru_cache_wrapper[Result]":
            keeping = lru_cache(maxsize=number)(function)
            self._functions.append(keeping)
            return keeping

        return keep

    def clear(self) -> None:
        """For tests: runs of two databases share ids."""
        for function in self._functions:
            function.cache_clear()


kept = Kept()
