"""The actions of the staff. Each is one transaction and leaves one row in the audit."""

from arena.moderation.bulk import begin_bulk, carry_on, changeable
from arena.moderation.challenge import (
    publish_challenge,
    reject_challenge,
    retire_challenge,
    send_back_challenge,
    submit_challenge,
)
from arena.moderation.claims import RIGHT_TO_DECIDE, check_free, claim_item, release_item
from arena.moderation.competitor import bring_back_competitor, retire_competitor
from arena.moderation.identity import (
    merge_competitors,
    reveal_competitor,
    set_aliases,
    unmerge_competitor,
)
from arena.moderation.imports import drop_import
from arena.moderation.known_names import (
    add_known_name,
    carry_on_search,
    remove_known_name,
    search_again,
)
from arena.moderation.leaks import clear_leak, confirm_leak
from arena.moderation.masks import checked_words, found_words, mask_response, unmask_response
from arena.moderation.publicity import set_responses_public
from arena.moderation.quarantine import (
    end_quarantine,
    end_quarantines,
    exclude_quarantined,
    quarantine_voters,
    votes_in_quarantine,
)
from arena.moderation.reason import LONGEST_REASON, stated
from arena.moderation.reports import dismiss_reports, uphold_reports
from arena.moderation.response import restore_response, withdraw_response
from arena.moderation.revising import revise_challenge
from arena.moderation.vote_search import VoteSearch
from arena.moderation.voters import block_voter, block_voters, release_voter
from arena.moderation.votes import exclude_votes, reinstate_votes

__all__ = [
    "LONGEST_REASON",
    "RIGHT_TO_DECIDE",
    "VoteSearch",
    "add_known_name",
    "begin_bulk",
    "block_voter",
    "block_voters",
    "bring_back_competitor",
    "carry_on",
    "carry_on_search",
    "changeable",
    "check_free",
    "checked_words",
    "claim_item",
    "clear_leak",
    "confirm_leak",
    "dismiss_reports",
    "drop_import",
    "end_quarantine",
    "end_quarantines",
    "exclude_quarantined",
    "exclude_votes",
    "found_words",
    "mask_response",
    "merge_competitors",
    "publish_challenge",
    "quarantine_voters",
    "reinstate_votes",
    "reject_challenge",
    "release_item",
    "release_voter",
    "remove_known_name",
    "restore_response",
    "retire_challenge",
    "retire_competitor",
    "reveal_competitor",
    "revise_challenge",
    "search_again",
    "send_back_challenge",
    "set_aliases",
    "set_responses_public",
    "stated",
    "submit_challenge",
    "unmask_response",
    "unmerge_competitor",
    "uphold_reports",
    "votes_in_quarantine",
    "withdraw_response",
]
