"""Which votes a board counts: event by event, and as a condition for the database."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
from django.db.models import Q

from leaderboard.ledger.event_facts import ChallengeFacts
from leaderboard.ledger.events import Columns, Integers
from leaderboard.models import Board


class BoardIndex:
    """Finds the boards of an event by looking up the values of their filters.

    Boards are kept by which filters they set, so an event takes one look-up per such set, however
    many boards there are.
    """

    def __init__(self, boards: Iterable[Board]) -> None:
        self.boards = {board.pk: board for board in boards}
        self._by_places: dict[tuple[int, ...], dict[tuple[object, ...], list[int]]] = {}
        for board in self.boards.values():
            values = _filter_values(board)
            table = self._by_places.setdefault(tuple(values), {})
            table.setdefault(tuple(values.values()), []).append(board.pk)
        self._known: dict[ChallengeFacts, tuple[int, ...]] = {}

    def members(self, events: Columns) -> dict[int, Integers]:
        """By board, the places of the events it counts, in order."""
        of_facts: dict[ChallengeFacts, list[int]] = defaultdict(list)
        for place, facts in enumerate(events.facts):
            of_facts[facts].append(place)
        places: dict[int, list[list[int]]] = defaultdict(list)
        for facts, some in of_facts.items():
            for board in self._of(facts):
                places[board].append(some)
        found = {board: self._within(board, events, lists) for board, lists in places.items()}
        return {board: chosen for board, chosen in found.items() if len(chosen)}

    def _of(self, facts: ChallengeFacts) -> tuple[int, ...]:
        if facts not in self._known:
            self._known[facts] = tuple(
                board
                for places, table in self._by_places.items()
                for board in table.get(tuple(facts[place] for place in places), ())
            )
        return self._known[facts]

    def _within(self, pk: int, events: Columns, lists: list[list[int]]) -> Integers:
        """Those that pass the filters which look at the vote itself."""
        board = self.boards[pk]
        parts = [np.array(some, dtype=np.int64) for some in lists]
        chosen: Integers = np.sort(np.concatenate(parts))
        # Between two that turned out to be one there is nothing to tell apart.
        chosen = chosen[events.left[chosen] != events.right[chosen]]
        if board.window_start is not None:
            chosen = chosen[events.day[chosen] >= board.window_start.toordinal()]
        if board.style_controlled:
            chosen = chosen[events.responses[chosen, 0] > 0]
        return chosen


def _filter_values(board: Board) -> Mapping[int, object]:
    """By place in `ChallengeFacts`, what the board's filters require."""
    facts = (board.category_id, board.challenge_id, board.kind, board.language)
    return {place: value for place, value in enumerate(facts) if value not in {None, ""}}


def board_filter(board: Board, *, vote: str = "vote") -> Q:
    """The condition that a vote, found along `vote`, passes the board's filters; an empty path is
    for votes themselves."""
    path = f"{vote}__" if vote else ""
    condition = Q(**challenge_filter(board, challenge=f"{path}challenge"))
    if board.window_start is not None:
        condition &= Q(**{f"{path}cast_at__gte": midnight(board.window_start)})
    if board.style_controlled:
        condition &= Q(**{f"{path}left__isnull": False})
    return condition


def challenge_filter(board: Board, *, challenge: str) -> dict[str, object]:
    """What the board's filters require of the challenge, found along `challenge`, as keywords."""
    required = {
        f"{challenge}__category": board.category_id,
        challenge: board.challenge_id,
        f"{challenge}__kind": board.kind,
        f"{challenge}__language": board.language,
    }
    return {name: value for name, value in required.items() if value not in {None, ""}}


def start_of_window(board: Board, today: date) -> date | None:
    """The first of the days a window shows today."""
    if board.window_days is None:
        return None
    return today - timedelta(days=board.window_days - 1)


def midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=UTC)
