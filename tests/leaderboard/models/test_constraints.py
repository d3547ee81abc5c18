"""Each rule of the leaderboard's tables is kept by the database itself."""

import pytest

from leaderboard.models import (
    Board,
    BoardTally,
    Entry,
    ErrorPass,
    Inspection,
    LedgerEntry,
    PublishedDump,
    RatingRun,
    ResponseTally,
    Suspicion,
)
from tests.arrange import NOON
from tests.breaking import LATER, Broken, assert_refused, rules_of

pytestmark = pytest.mark.django_db

BROKEN = [
    ("board_has_a_slug", Broken(Board, {"slug": ""})),
    (
        "board_overall_counts_every_vote",
        # In the place of the one that is there.
        Broken(Board, {"slug": lambda cast: cast.board.delete() and "overall"}),
    ),
    ("board_kind_is_known", Broken(Board, {"kind": "opera"})),
    ("board_language_is_a_tag", Broken(Board, {"language": "Klingon!"})),
    ("board_tie_model_is_known", Broken(Board, {"ties": "coin"})),
    ("board_window_is_a_day_or_more", Broken(Board, {"window_days": 0})),
    (
        "board_style_is_of_all_time_with_half_wins",
        Broken(Board, {"style_controlled": True, "window_days": 7}),
    ),
    ("board_start_is_that_of_a_window", Broken(Board, {"window_start": NOON.date()})),
    (
        "board_intervals_speak_of_something_known",
        Broken(Board, {"speaks_of": "all"}),
    ),
    ("run_interval_is_known", Broken(RatingRun, {"interval": "guess"})),
    ("run_speaks_of_something_known", Broken(RatingRun, {"speaks_of": "all"})),
    ("run_pass_has_a_time_and_a_place", Broken(RatingRun, {"pass_number": 1})),
    ("pass_numbers_begin_at_one", Broken(ErrorPass, {"number": 0})),
    ("pass_ends_after_it_began", Broken(ErrorPass, {"started_at": LATER, "finished_at": NOON})),
    ("pass_interval_is_known", Broken(ErrorPass, {"interval": "guess"})),
    ("pass_speaks_of_something_known", Broken(ErrorPass, {"speaks_of": "all"})),
    ("dump_is_whole_with_its_manifest", Broken(PublishedDump, {"manifest": None})),
    ("dump_ends_after_it_began", Broken(PublishedDump, {"started_at": LATER, "finished_at": NOON})),
    ("ledger_begins_at_one", Broken(LedgerEntry, {"sequence": 0})),
    ("ledger_digest_is_hexadecimal", Broken(LedgerEntry, {"digest": "z" * 64})),
    ("ledger_salt_is_of_its_version", Broken(LedgerEntry, {"version": 2, "salt": b"short"})),
    ("run_ends_after_it_began", Broken(RatingRun, {"started_at": LATER, "finished_at": NOON})),
    ("run_votes_include_imported_and_simulated", Broken(RatingRun, {"votes": 1})),
    (
        "entry_is_one_per_run_and_competitor",
        Broken(Entry, {"position": 2}, again=True),
    ),
    (
        "entry_position_is_taken_once",
        Broken(Entry, {"competitor": lambda cast: cast.bob}, again=True),
    ),
    ("entry_status_is_known", Broken(Entry, {"status": "famous"})),
    ("entry_rank_set_is_in_order", Broken(Entry, {"rank_low": 2, "rank_high": 1})),
    ("entry_votes_are_the_sum_of_outcomes", Broken(Entry, {"votes": 5})),
    ("board_tally_fold_is_one_of_five", Broken(BoardTally, {"fold": 5})),
    ("board_tally_is_one_per_fold", Broken(BoardTally, {"left": 1}, again=True)),
    (
        "board_tally_is_between_two_competitors",
        Broken(BoardTally, {"right_competitor": lambda cast: cast.ada}),
    ),
    ("response_tally_is_one", Broken(ResponseTally, {"left": 1}, again=True)),
    ("inspection_level_is_a_share", Broken(Inspection, {"level": 5.0})),
    ("suspicion_ground_is_known", Broken(Suspicion, {"ground": "whim"})),
    ("suspicion_chances_are_chances", Broken(Suspicion, {"q": 1.5})),
    ("suspicion_is_decided_at_a_time_for_a_reason", Broken(Suspicion, {"state": "cleared"})),
    ("suspicion_is_open_once_per_voter_and_ground", Broken(Suspicion, {"p": 0.002}, again=True)),
]


def test_every_rule_has_a_row_that_breaks_it():
    assert {rule for rule, _ in BROKEN} == rules_of("leaderboard")


@pytest.mark.parametrize(("rule", "broken"), BROKEN, ids=[rule for rule, _ in BROKEN])
def test_the_database_refuses_a_row_that_breaks(rule, broken):
    assert_refused(rule, broken)


@pytest.mark.parametrize("bound", ["rank_low", "rank_high"])
def test_a_rank_set_has_both_bounds_or_neither(bound):
    assert_refused("entry_rank_set_is_in_order", Broken(Entry, {bound: 2}))
