"""How events change the tallies, as a value: computed before anything is written."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from leaderboard.ledger.board_index import BoardIndex
from leaderboard.ledger.cell_sums import sum_cells
from leaderboard.ledger.events import Columns, Integers


@dataclass(frozen=True, slots=True)
class TallyChange:
    """What successive events add to every tally.

    `members` are, by board, the places of its events in `events`; `boards` is, by board, its cells
    (fold, left, right) and how they change; `versions` are the boards' versions before the change.
    """

    events: Columns
    members: Mapping[int, Integers]
    boards: Mapping[int, tuple[Integers, Integers]]
    responses: tuple[Integers, Integers]
    pairs: tuple[Integers, Integers]
    versions: Mapping[int, tuple[int, int]]

    @property
    def sequence(self) -> int:
        """Of its last event."""
        return self.events.first_sequence + len(self.events) - 1


def change_of(events: Columns, index: BoardIndex) -> TallyChange:
    """How the events change the tallies, those of the index's boards among them."""
    members = index.members(events)
    cells = np.column_stack([events.fold, events.left, events.right])
    answered = events.responses[:, 0] > 0
    pairs = np.sort(np.column_stack([events.left, events.right]), axis=1)
    differ = events.left != events.right
    return TallyChange(
        events=events,
        members=members,
        boards={
            board: sum_cells(cells[some], events.change[some]) for board, some in members.items()
        },
        responses=sum_cells(events.responses[answered], events.change[answered]),
        pairs=sum_cells(pairs[differ], events.sign[differ, None]),
        versions={board.pk: board.version for board in index.boards.values()},
    )


def board_cells(board: int, cells: Integers) -> Integers:
    """Cells (fold, left, right) of a board as cells of `BoardTally`."""
    return np.insert(cells, 0, board, axis=1)
