"""What a style-controlled board is rated from: counts by pair of responses, and their style."""

from collections.abc import Iterable, Sequence
from itertools import batched

import numpy as np
import numpy.typing as npt
from markdown_it import MarkdownIt

from arena.models import Competitor, Kind, Response, insert_rows
from arena.rendering import MOST_PARSED
from leaderboard import ratings
from leaderboard.ledger import Integers, TallyChange, as_one, challenge_filter, sum_cells
from leaderboard.models import COUNTS, FEATURES, Board, ResponseStyle, ResponseTally
from leaderboard.runs.board_counts import BoardCounts

# A pair of responses as one number; ids are below this.
_LARGEST_ID = 1 << 31
_CHUNK = 20_000
_OUTCOMES = len(ratings.Outcome)

_markdown = MarkdownIt("commonmark")
_COUNTED = ("heading_open", "strong_open", "list_item_open")


def style_of(kind: str, content: str) -> tuple[int, ...]:
    """The `FEATURES` of a response. Only text has any, and text so long that it is shown as it was
    written has its length alone."""
    if kind != Kind.TEXT:
        return (0,) * len(FEATURES)
    tokens = _markdown.parse(content) if len(content) <= MOST_PARSED else []
    every = [inner.type for token in tokens for inner in (token, *(token.children or ()))]
    return (len(content), *(every.count(kind) for kind in _COUNTED))


def measure(responses: Iterable[int]) -> None:
    """Keep the style of those of the responses whose style nobody kept."""
    for some in batched(responses, 1_000):
        lacking = Response.objects.filter(pk__in=some, style__isnull=True)
        rows = [
            (pk, *style_of(kind, content))
            for pk, kind, content in lacking.values_list("pk", "kind", "content")
        ]
        if rows:
            columns = np.array(rows, dtype=np.int64).T
            names = ("response_id", *FEATURES)
            insert_rows(ResponseStyle, dict(zip(names, columns, strict=True)), unique=names[:1])


class StyleCounts:
    """The votes of a board by pair of responses as shown.

    `keys` (K,) are the pairs in ascending order, `counts` (K, outcomes) their votes. Of each
    response: `competitor` (R,) and `features` (R, F), in the order of `responses` (R,).
    """

    def __init__(self, version: tuple[int, int] = (0, 0)) -> None:
        self.version = version
        self.keys: Integers = np.zeros(0, dtype=np.int64)
        self.counts: npt.NDArray[np.int32] = np.zeros((0, _OUTCOMES), dtype=np.int32)
        self.responses: Integers = np.zeros(0, dtype=np.int64)
        self.competitor: Integers = np.zeros(0, dtype=np.int64)
        self.features: npt.NDArray[np.float32] = np.zeros((0, len(FEATURES)), dtype=np.float32)

    def add(self, pairs: Integers, changes: Integers) -> None:
        """Add (N, outcomes) changes to (N, 2) left and right responses."""
        pairs, changes = sum_cells(pairs, changes)
        keys = _keys(pairs)
        new = _missing(self.keys, keys)
        if len(new):
            places = np.searchsorted(self.keys, new)
            self.keys = np.insert(self.keys, places, new)
            self.counts = np.insert(self.counts, places, 0, axis=0)
        self.counts[np.searchsorted(self.keys, keys)] += changes.astype(np.int32)
        self.learn(np.unique(pairs))

    def votes(self, competitors: Integers) -> tuple[ratings.Votes, npt.NDArray[np.float64]]:
        """The votes, competitors as places in these (M,) ascending ids, and their (N, F) difference
        in style."""
        cell, outcome = np.nonzero(self.counts)
        pairs = np.divmod(self.keys[cell], _LARGEST_ID)
        left, right = (np.searchsorted(self.responses, side) for side in pairs)
        differ = self.competitor[left] != self.competitor[right]
        if not differ.all():  # between two that turned out to be one
            cell, outcome, left, right = (each[differ] for each in (cell, outcome, left, right))
        times = self.counts[cell, outcome].astype(np.int64)
        features = ratings.style.differences(
            self.features[left].astype(np.float64),
            self.features[right].astype(np.float64),
            times=times.astype(np.float64),
        )
        first, second = (
            np.searchsorted(competitors, self.competitor[side]) for side in (left, right)
        )
        size = len(competitors)
        return ratings.Votes(size, first, second, outcome, times=times), features

    def learn(self, responses: Integers) -> None:
        """Remember these responses' competitors and styles."""
        new = _missing(self.responses, responses)
        if not len(new):
            return
        measure(new.tolist())
        columns = ("response_id", "response__competitor_id", *FEATURES)
        rows = [
            row
            for some in batched(new.tolist(), _CHUNK)
            for row in ResponseStyle.objects.filter(pk__in=some)
            .order_by("pk")
            .values_list(*columns)
        ]
        table = np.array(rows, dtype=np.int64).reshape(-1, len(columns))
        places = np.searchsorted(self.responses, table[:, 0])
        self.responses = np.insert(self.responses, places, table[:, 0])
        competitors = as_one(table[:, 1], Competitor.objects.merged())
        self.competitor = np.insert(self.competitor, places, competitors)
        self.features = np.insert(self.features, places, table[:, 2:], axis=0)


def read_style_counts(board: Board) -> StyleCounts:
    """The counts of all the votes of a board, one query and some for styles."""
    columns = (*ResponseTally.cell, *COUNTS[:_OUTCOMES])
    ours = challenge_filter(board, challenge="left_response__challenge")
    rows = ResponseTally.objects.filter(**ours).order_by(*ResponseTally.cell).values_list(*columns)
    found = StyleCounts(board.version)
    keys, counts, responses = [found.keys], [found.counts], [found.responses]
    for some in batched(rows.iterator(chunk_size=_CHUNK), _CHUNK):
        table = np.array(some, dtype=np.int64)
        keys.append(_keys(table[:, :2]))
        counts.append(table[:, 2:].astype(np.int32))
        responses.append(np.unique(table[:, :2]))
    found.keys, found.counts = np.concatenate(keys), np.concatenate(counts)
    found.learn(np.unique(np.concatenate(responses)))
    return found


def _missing(known: Integers, asked: Integers) -> Integers:
    """Those of `asked` that are not in `known`; both ascend."""
    places = np.searchsorted(known, asked)
    places[places == len(known)] = 0
    return asked[known[places] != asked] if len(known) else asked


def _keys(pairs: Integers) -> Integers:
    """(N,) a number for each of (N, 2) pairs, in the same order."""
    return np.asarray(pairs[:, 0] * _LARGEST_ID + pairs[:, 1])


class StyleCountsCache:
    """The style counts of boards that a worker keeps, as `BoardCountsCache` keeps their counts."""

    def __init__(self) -> None:
        self._counts: dict[int, StyleCounts] = {}

    def of(self, board: Board) -> StyleCounts:
        if not self.has(board):
            self._counts[board.pk] = read_style_counts(board)
        return self._counts[board.pk]

    def has(self, board: Board) -> bool:
        return board.pk in self._counts and self._counts[board.pk].version == board.version

    def apply(self, change: TallyChange) -> None:
        """Add the change to the counts that are of the version right before it; others are dropped.
        If the change is then not written, `clear`."""
        for board in self._counts.keys() & change.members.keys():
            counts, some = self._counts[board], change.members[board]
            if counts.version != change.versions[board]:
                del self._counts[board]
                continue
            counts.add(change.events.responses[some], change.events.change[some, :_OUTCOMES])
            counts.version = (counts.version[0], change.sequence)

    def clear(self) -> None:
        self._counts.clear()


def rate_styled(
    counts: BoardCounts,
    styled: StyleCounts,
    *,
    minimum_votes: int,
    method: ratings.Method,
    start: ratings.Parameters | None,
    anchor: ratings.Anchor | None,
    errors: ratings.Errors | None,
) -> ratings.BoardRatings:
    """The ratings of a style-controlled board."""
    votes, features = styled.votes(counts.competitors)
    names: Sequence[str] = FEATURES
    return ratings.rate_styled(
        votes,
        features,
        names=names,
        minimum_votes=minimum_votes,
        method=method,
        start=start,
        anchor=anchor,
        errors=errors,
    )
