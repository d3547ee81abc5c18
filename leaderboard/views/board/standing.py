"""A board's newest run with its rows and the list of boards: what all its pages tell of."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from leaderboard.catalogue import Rows, rows_of
from leaderboard.kept import kept
from leaderboard.models import Board, Entry, RatingRun
from leaderboard.views.board.board_query import Asked
from leaderboard.views.board.editions import Edition

# Boards kept in memory: more than this and the least read are asked for anew.
MOST_STANDINGS = 32


@dataclass(frozen=True, slots=True)
class Picker:
    """Boards to choose from, by heading. `number` is that of all, of which those of single
    challenges are left out: they are found beside the challenge."""

    groups: Sequence[tuple[str, Sequence[Board]]]
    number: int


@dataclass(frozen=True, slots=True)
class BoardStanding:
    run: RatingRun | None
    board: Board | None
    picker: Picker
    rows: Rows

    def chosen(self, asked: Asked) -> list[Entry]:
        """The rows of the models that are asked for."""
        return [entry for entry in self.rows.entries if asked.matches(entry.competitor)]

    @property
    def minimum_votes(self) -> int:
        """The votes a model needs to be established, as the run was computed."""
        return self.run.minimum_votes if self.run else 0

    @property
    def providers(self) -> list[str]:
        named = {entry.competitor.provider for entry in self.rows.entries} - {""}
        return sorted(named, key=str.casefold)


@kept.at_most(MOST_STANDINGS)
def standing_of(edition: Edition) -> BoardStanding:
    """In three queries, once a run."""
    return load(edition, run_of(edition))


def run_of(edition: Edition) -> RatingRun | None:
    if edition.run is None:
        return None
    return RatingRun.objects.select_related("board").get(pk=edition.run)


def as_of(run: RatingRun) -> BoardStanding:
    """A board as one of its runs had it, without the other boards."""
    return BoardStanding(run, run.board, Picker([], 0), rows_of(run))


def load(edition: Edition, run: RatingRun | None, rows: Rows | None = None) -> BoardStanding:
    boards = Board.objects.in_groups()
    board = next((board for board in boards if board.slug == edition.slug), None)
    if rows is None:
        rows = rows_of(run) if run else Rows([], {})
    return BoardStanding(run, board, picker_of(boards, board), rows)


def picker_of(boards: Sequence[Board], current: Board | None) -> Picker:
    """With the current board, even if it is that of a challenge."""
    listed = [board for board in boards if board.challenge_id is None or board == current]
    groups = [(name, list(some)) for name, some in groupby(listed, key=lambda board: board.group)]
    return Picker(groups, len(listed))
