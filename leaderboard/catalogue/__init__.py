"""Queries of pages and the API on models, challenges, responses and runs. It fits nothing."""

from leaderboard.catalogue import competitors, measured, records, totals, versus
from leaderboard.catalogue.challenges import (
    ChallengeFilter,
    board_of,
    categories,
    find_challenges,
    matching_challenges,
    tags,
)
from leaderboard.catalogue.coverage import MEASURED_COVERAGE
from leaderboard.catalogue.exclusions import days_of_exclusions
from leaderboard.catalogue.histories import DayRating, Histories, RatedModel, histories_of
from leaderboard.catalogue.moves import Move, last_runs_of_days, moves_between
from leaderboard.catalogue.own import OwnRanking, forget_spread, own_ranking
from leaderboard.catalogue.pairs import Pairs, coverage_of, nan_to_none, pairs_of
from leaderboard.catalogue.records import Record
from leaderboard.catalogue.runs import newest_overall, with_position
from leaderboard.catalogue.standings import PERIODS, RowChange, Rows, rows_of
from leaderboard.catalogue.summaries import BoardSummary, summary_of
from leaderboard.catalogue.totals import counts_at

__all__ = [
    "MEASURED_COVERAGE",
    "PERIODS",
    "BoardSummary",
    "ChallengeFilter",
    "DayRating",
    "Histories",
    "Move",
    "OwnRanking",
    "Pairs",
    "RatedModel",
    "Record",
    "RowChange",
    "Rows",
    "board_of",
    "categories",
    "competitors",
    "counts_at",
    "coverage_of",
    "days_of_exclusions",
    "find_challenges",
    "forget_spread",
    "histories_of",
    "last_runs_of_days",
    "matching_challenges",
    "measured",
    "moves_between",
    "nan_to_none",
    "newest_overall",
    "own_ranking",
    "pairs_of",
    "records",
    "rows_of",
    "summary_of",
    "tags",
    "totals",
    "versus",
    "with_position",
]
