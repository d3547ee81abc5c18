"""Tables of a dump: the newest run of each board, its entries, and the counts it is rated from."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import BigIntegerField, Case, F, OuterRef, QuerySet, Subquery, Sum, When
from django.db.models.functions import Greatest, Least

from arena.models import Competitor
from leaderboard.models import Board, BoardTally, Entry, RatingRun
from leaderboard.open_data.tables import DataTable, Moment, columns

_CHUNK = 2_000
_OF_RUN = (
    "id", "started_at", "finished_at", "sequence", "head", "votes", "imported", "simulated",
    "excluded", "named_after_session", "never_named", "method", "log_likelihood", "tie",
    "side_effect", "style", "interval", "speaks_of", "voters", "challenges", "passed_at",
    "passed_sequence", "warnings",
)  # fmt: skip
_OF_ENTRY = (
    "position", "theta", "theta_se", "independent_se", "rating", "lower", "upper", "elo", "rank",
    "rank_low", "rank_high", "expected_wins", "votes", "wins", "losses", "ties", "both_bad",
    "named_after_session", "never_named", "island", "status",
)  # fmt: skip

type Rows = Iterator[Sequence[Any]]


def _newest() -> "QuerySet[RatingRun]":
    """The newest run of each board."""
    latest = RatingRun.objects.filter(board=OuterRef("board")).order_by("-id").values("id")[:1]
    return RatingRun.objects.filter(id=Subquery(latest)).order_by("board__slug")


def _boards(moment: Moment) -> Rows:
    del moment
    boards = (
        "slug", "name", "category__slug", "challenge__slug", "kind", "language", "window_days",
        "style_controlled", "ties", "side_effect", "anchor__slug",
    )  # fmt: skip
    rows = _newest().values_list(
        *(f"board__{name}" for name in boards), "generation", "board__generation",
        "board__sequence", *_OF_RUN,
    )  # fmt: skip
    for row in rows:
        board, (generation, *version), run = row[:11], row[11:14], row[14:]
        yield (*board, [generation, run[3]] == version, *run)


def _entries(moment: Moment) -> Rows:
    del moment
    runs = _newest().order_by().values("id")
    rows = Entry.objects.filter(run__in=runs).order_by("run__board__slug", "position")
    return rows.values_list("run__board__slug", "run_id", "competitor__slug", *_OF_ENTRY).iterator(
        chunk_size=_CHUNK
    )


def _tallies(moment: Moment) -> Rows:
    """Pairs as pages show them: not which was on the left, unless the board is rated by it."""
    del moment
    slugs = dict(Competitor.objects.values_list("id", "slug"))
    for board in Board.objects.filter(filled=True).order_by("slug"):
        for first, second, *counts in _pairs(board):
            if any(counts):
                yield board.slug, slugs[first], slugs[second], *counts


def _pairs(board: Board) -> Iterator[Sequence[int]]:
    left, right = F("left_competitor_id"), F("right_competitor_id")
    tallies = BoardTally.objects.filter(board=board)
    if board.side_effect:
        pairs = tallies.annotate(first=left, second=right)
    else:
        pairs = tallies.annotate(
            first=Least(left, right, output_field=BigIntegerField()),
            second=Greatest(left, right, output_field=BigIntegerField()),
        )
    rows = pairs.order_by("first", "second").values("first", "second").annotate(**_counts())
    names = ("first", "second", "first_wins", "second_wins", "number_tie", "number_both_bad")
    yield from rows.values_list(*names, "number_excluded").iterator(chunk_size=_CHUNK)


def _counts() -> Mapping[str, Sum]:
    def won(by_first: str, by_second: str) -> Sum:
        return Sum(
            Case(When(left_competitor_id=F("first"), then=F(by_first)), default=F(by_second))
        )

    return {
        "first_wins": won("left", "right"),
        "second_wins": won("right", "left"),
        "number_tie": Sum("tie"),
        "number_both_bad": Sum("both_bad"),
        "number_excluded": Sum("excluded"),
    }


BOARDS = DataTable(
    "boards",
    "Every board that has a run, with its newest one.",
    columns(
        slug=("text", "Its name in addresses, and in the other tables."),
        name=("text", "Name."),
        category=("text", "Slug of the category whose votes it counts; null for all."),
        challenge=("text", "Slug of the challenge whose votes it counts; null for all."),
        kind=("text", "Kind whose votes it counts; empty for all."),
        language=("text", "Language whose votes it counts; empty for all."),
        window_days=(
            "integer",
            "How many days it shows; null for all. `method` has the first day.",
        ),
        style_controlled=("boolean", "Whether length and formatting are held constant."),
        ties=("text", "Model of ties: `half_win`, `davidson` or `rao_kupper`."),
        side_effect=("boolean", "Whether being shown on the left may help."),
        anchor=("text", "Slug of the competitor whose rating is 1000; null for the mean."),
        is_current=("boolean", "False if votes were counted after the run: `tallies` has them."),
        run=("integer", "Number of the run."),
        started_at=("time", "When it began."),
        finished_at=("time", "When it was published."),
        sequence=("integer", "The ledger up to here is what it counts."),
        head=("text", "Digest of the ledger there."),
        votes=("integer", "Votes that count."),
        imported=("integer", "Of these, imported."),
        simulated=("integer", "Of these, simulated."),
        excluded=("integer", "Votes that exclusions keep out."),
        named_after_session=("integer", "Of the votes, those named at the end of a session."),
        never_named=("integer", "Of the votes, those that named no author."),
        method=("json", "How it was computed: model, anchor, merged competitors, code."),
        log_likelihood=("number", "Of the fit, in nats."),
        tie=("json", "Estimate of the tie parameter; null without one."),
        side_estimate=("json", "Estimate of the effect of the left side; null without one."),
        style=("json", "Estimates of the effects of style; null without."),
        interval=("text", "Which votes intervals take for alike."),
        speaks_of=("text", "What intervals speak of: challenges like these, or these alone."),
        voters=("integer", "How many voters the intervals count."),
        challenges=("integer", "How many challenges the intervals count."),
        passed_at=("time", "When errors were measured last."),
        passed_sequence=("integer", "Up to where in the ledger."),
        warnings=("json", "Sentences that go with the board."),
    ),
    _boards,
)

ENTRIES = DataTable(
    "entries",
    "The rows of these runs.",
    columns(
        board=("text", "Slug of the board."),
        run=("integer", "Number of the run."),
        competitor=("text", "Slug of the competitor."),
        position=("integer", "Where the row stands in the table."),
        theta=("number", "Log-strength in nats."),
        theta_se=("number", "Its standard error."),
        independent_se=("number", "The same, if votes were independent."),
        rating=("number", "1000 + 400/ln 10 · theta."),
        lower=("number", "Lower end of the 95 % interval; null if there is none."),
        upper=("number", "Upper end."),
        elo=("number", "Online Elo."),
        rank=("integer", "Rank as LMArena counts it; null where there is no order."),
        rank_low=("integer", "Best rank of the simultaneous rank set."),
        rank_high=("integer", "Worst rank of it."),
        expected_wins=("number", "Share of wins against the average competitor of its island."),
        votes=("integer", "Votes on it."),
        wins=("integer", "Of these, won."),
        losses=("integer", "Of these, lost."),
        ties=("integer", "Of these, ties."),
        both_bad=("integer", "Of these, both bad."),
        named_after_session=("integer", "Of the votes, those named at the end of a session."),
        never_named=("integer", "Of the votes, those that named no author."),
        island=("integer", "Which group of competitors that votes connect."),
        status=("text", "`established`, `provisional`, `unbounded` or `unrated`."),
    ),
    _entries,
)

TALLIES = DataTable(
    "tallies",
    "Counts of votes by pair and board, as boards are rated from; withheld votes are among them.",
    columns(
        board=("text", "Slug of the board."),
        first=("text", "Slug of a competitor; on boards with a side effect, the one on the left."),
        second=("text", "Slug of the other."),
        first_wins=("integer", "Votes that the first won."),
        second_wins=("integer", "Votes that the second won."),
        ties=("integer", "Ties."),
        both_bad=("integer", "Votes that called both bad."),
        excluded=("integer", "Votes that exclusions keep out."),
    ),
    _tallies,
)
