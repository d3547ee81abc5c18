"""Draw intervals with characters in the terminal."""

from collections.abc import Mapping, Sequence

from leaderboard.rate.rating import Number


class CharacterAxis:
    """A scale from ratings to positions in a line of `width` characters."""

    def __init__(self, entries: Sequence[Mapping[str, Number]], width: int) -> None:
        marks = [
            mark
            for entry in entries
            if entry["theta_se"] is not None
            for mark in (entry["lower"], entry["rating"], entry["upper"])
            if isinstance(mark, float)
        ]
        self.least, self.most = min(marks, default=1000.0), max(marks, default=1000.0)
        self.width = width

    def title(self) -> str:
        """The ratings at both ends."""
        least, most = f"{self.least:.0f}", f"{self.most:.0f}"
        return least + most.rjust(self.width - len(least))

    def draw(self, entry: Mapping[str, Number]) -> str:
        """`├──●──┤`, with an arrow at an end that has no bound."""
        if entry["theta_se"] is None:
            return ""
        lower, upper = entry["lower"], entry["upper"]
        start = self._place(lower) if isinstance(lower, float) else 0
        end = self._place(upper) if isinstance(upper, float) else self.width - 1
        drawn = [" "] * self.width
        drawn[start : end + 1] = "─" * (end + 1 - start)
        drawn[start] = "├" if isinstance(lower, float) else "◂"
        drawn[end] = "┤" if isinstance(upper, float) else "▸"
        rating = entry["rating"]
        drawn[self._place(rating if isinstance(rating, float) else 0.0)] = "●"
        return "".join(drawn).rstrip()

    def _place(self, rating: float) -> int:
        span = self.most - self.least
        share = (rating - self.least) / span if span > 0 else 0.5
        return round(share * (self.width - 1))
