"""Which votes wait before they count: a reader who compares the counts before and after a single
vote learns which two models it was on, which its voter may not have been told.

Votes whose authors are not named go into the ledger in batches. Boards split the votes by their
filters, so a batch is of votes that the same boards count: whatever is computed from published
counts is a sum over whole batches.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Q

from arena.models import (
    Competitor,
    Ending,
    EventKind,
    Match,
    NameAuthors,
    VoteEvent,
    authors_unnamed,
)
from leaderboard.ledger.board_index import BoardIndex, board_filter
from leaderboard.ledger.event_facts import EventFacts
from leaderboard.ledger.events import OUTCOME, SIGN, Event, columns_of, read_events
from leaderboard.models import Board

_UNNAMED_RULES = {NameAuthors.AFTER_SESSION.value, NameAuthors.NEVER.value}
# The left won, the right won, a tie, both bad, as seen from the lower number of two models.
_TURNED = {OUTCOME["left"]: OUTCOME["right"], OUTCOME["right"]: OUTCOME["left"]}


def may_wait(events: Iterable[Event]) -> bool:
    """Whether any is of a vote that did not name its authors at once."""
    return any(event.name_authors in _UNNAMED_RULES for event in events)


def is_enough(*, votes: int, voters: int) -> bool:
    """Whether counts of so many unnamed votes may be told apart from others; none may, too."""
    least = settings.UNNAMED_VOTES_TOGETHER, settings.UNNAMED_VOTERS_TOGETHER
    return not votes or (votes >= least[0] and voters >= least[1])


def events_without_waiting(facts: EventFacts, boards: Iterable[Board], *, most: int) -> list[int]:
    """The oldest pending events that may go into the ledger now, by id, at most so many."""
    rows = VoteEvent.objects.pending().filter(authors_unnamed("vote__match__"))
    waiting = waiting_events(read_events(rows, facts), facts, boards)
    ids = VoteEvent.objects.pending().values_list("id", flat=True)[: most + len(waiting)]
    return [each for each in ids if each not in waiting][:most]


def waiting_events(
    events: Sequence[Event], facts: EventFacts, boards: Iterable[Board]
) -> frozenset[int]:
    """Of all pending events of unnamed votes those that wait for others, by id.

    An exclusion of a vote that counts never waits: staff decide when it comes, and nobody is told
    whose vote it is.
    """
    places = _boards_of(events, facts, boards)
    batches: dict[tuple[int, ...], _Batch] = defaultdict(_Batch)
    for vote_events in _by_vote(events):
        first = next(
            (at for at, each in enumerate(vote_events) if each.kind != EventKind.EXCLUDED), None
        )
        if first is not None:
            batches[places[vote_events[first].id]].add(vote_events[first:])
    incomplete = (batch for batch in batches.values() if not batch.is_complete)
    return frozenset(each for batch in incomplete for each in batch.events)


@dataclass(slots=True)
class _Batch:
    """Pending events of votes that the same boards count; of votes that would not count after them
    nothing is counted."""

    events: list[int] = field(default_factory=list)
    voters: set[UUID | None] = field(default_factory=set)
    results: Counter[tuple[int, int, int]] = field(default_factory=Counter)

    def add(self, events: Sequence[Event]) -> None:
        """Add all waiting events of one vote."""
        self.events += [event.id for event in events]
        if sum(SIGN[event.kind] for event in events) > 0:
            self.voters.add(events[0].voter)
            self.results[_result(events[0])] += 1

    @property
    def is_complete(self) -> bool:
        """Whether it may be published: enough votes of enough voters, and not all with one result
        on one pair, which would tell each of these voters all the same."""
        votes = self.results.total()
        if not votes or not is_enough(votes=votes, voters=len(self.voters)):
            return False
        return len(self.results) > 1 or settings.UNNAMED_VOTES_TOGETHER == 1


def _result(event: Event) -> tuple[int, int, int]:
    """Two models, the lower number first, and the outcome as if they were shown so."""
    outcome, left, right = OUTCOME[event.outcome], event.left_competitor, event.right_competitor
    if left <= right:
        return left, right, outcome
    return right, left, _TURNED.get(outcome, outcome)


def _by_vote(events: Iterable[Event]) -> Iterable[list[Event]]:
    found: dict[int, list[Event]] = defaultdict(list)
    for event in events:
        found[event.vote].append(event)
    return found.values()


def _boards_of(
    events: Sequence[Event], facts: EventFacts, boards: Iterable[Board]
) -> Mapping[int, tuple[int, ...]]:
    """By event, which of the boards count it."""
    found: dict[int, list[int]] = {event.id: [] for event in events}
    if events:
        merged = Competitor.objects.merged()
        columns = columns_of(events, facts, first_sequence=0, merged=merged)
        for board, places in sorted(BoardIndex(boards).members(columns).items()):
            for place in places.tolist():
                found[events[place].id].append(board)
    return {event: tuple(counting) for event, counting in found.items()}


def may_begin(board: Board) -> bool:
    """Whether a board that never counted anything may: neither the unnamed votes in the ledger that
    it counts nor the others are too few."""
    inside = board_filter(board)
    return board.generation > 0 or (_is_enough_of(inside) and _is_enough_of(~inside))


def may_move(board: Board, start: datetime) -> bool:
    """Whether a window may begin at this time: neither the unnamed votes that leave it nor those
    that stay are too few."""
    leaving = Q(vote__cast_at__lt=start)
    inside = board_filter(board)
    return _is_enough_of(inside & leaving) and _is_enough_of(inside & ~leaving)


def _is_enough_of(condition: Q) -> bool:
    """Of the unnamed votes in the ledger under this condition, whether there are enough; none may
    be there at all, which most arenas know without going through their votes."""
    if not Match.objects.filter(authors_unnamed(), ending=Ending.VOTE).exists():
        return True
    unnamed = VoteEvent.objects.filter(
        authors_unnamed("vote__match__"), condition, pending=False, kind=EventKind.CAST
    )
    counted = unnamed.order_by().aggregate(
        votes=Count("vote"), voters=Count("vote__voter", distinct=True)
    )
    return is_enough(votes=counted["votes"], voters=counted["voters"])
