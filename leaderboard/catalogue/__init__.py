"""What pages and other readers ask of models, challenges and responses. It computes no fit."""

from leaderboard.catalogue import competitors, measured, records, totals, versus
from leaderboard.catalogue.challenges import Wanted, board_of, categories, find_challenges, tags
from leaderboard.catalogue.exclusions import days_of_exclusions
from leaderboard.catalogue.histories import Histories, Moment, RatedModel, histories_of
from leaderboard.catalogue.pairs import Pairs, coverage_of, or_none, pairs_of
from leaderboard.catalogue.records import Record
from leaderboard.catalogue.runs import newest_overall
from leaderboard.catalogue.standings import PERIODS, RowChange, Rows, rows_of
from leaderboard.catalogue.totals import counts_at

__all__ = [
    "PERIODS",
    "Histories",
    "Moment",
    "Pairs",
    "RatedModel",
    "Record",
    "RowChange",
    "Rows",
    "Wanted",
    "board_of",
    "categories",
    "competitors",
    "counts_at",
    "coverage_of",
    "days_of_exclusions",
    "find_challenges",
    "histories_of",
    "measured",
    "newest_overall",
    "or_none",
    "pairs_of",
    "records",
    "rows_of",
    "tags",
    "totals",
    "versus",
]
