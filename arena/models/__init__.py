"""The arena's tables, one per file."""

from arena.models.api_answer import ApiAnswer
from arena.models.api_key import ApiKey
from arena.models.arena_settings import (
    MOST_MATCHES_PER_MINUTE,
    UNSET,
    ArenaSettings,
    NameAuthors,
    PublishDumps,
    ReasoningTraces,
    ResponsesPublic,
)
from arena.models.audit import LONGEST_STATE, AuditEntry
from arena.models.briefly_kept import BrieflyKept
from arena.models.bulk_action import BulkAction, BulkKind
from arena.models.category import Category, Tag
from arena.models.challenge import (
    ALLOWED_MOVES,
    LANGUAGE_TAG,
    PUBLIC_STATES,
    Challenge,
    ChallengeState,
    Difficulty,
    PromptFormat,
)
from arena.models.claim import Claim, Item
from arena.models.competitor import Competitor
from arena.models.content_import import ContentImport, ImportState
from arena.models.content_upload import ContentUpload, ImportLine
from arena.models.counting import add_counts
from arena.models.exclusion import Exclusion, ExclusionRule
from arena.models.inserting import insert_row, insert_rows, with_ids
from arena.models.kind import Kind
from arena.models.known import Known, known_to
from arena.models.known_name import KnownName, NameKind
from arena.models.leak import Leak
from arena.models.leak_search import LeakSearch
from arena.models.mask import Mask, forget_masks, masked_responses
from arena.models.match import (
    ADDRESS_DIGITS,
    OPEN_MATCHES_PER_VOTER,
    Consumed,
    Ending,
    Match,
    Side,
    authors_named,
    authors_unnamed,
)
from arena.models.pair import LAGGING_SIDE_PROBABILITY, Pair
from arena.models.pool_snapshot import PoolSnapshot, Stored
from arena.models.pool_version import PoolVersion
from arena.models.prepared import Placeholder, PreparedRows
from arena.models.receipt import receipt_code, vote_of_receipt
from arena.models.report import LONGEST_WORDS, Report, ReportReason
from arena.models.response import Response, ResponseQuerySet, Withdrawal
from arena.models.review import ReviewState
from arena.models.sighting import Range, Sighting, ToldRange, merge_ranges
from arena.models.stored_files import files_in_use, files_of, stored_files
from arena.models.submission import Submission, digest_of
from arena.models.unvoted_count import UnvotedCount
from arena.models.vote import Origin, Outcome, Vote, VoteQuerySet
from arena.models.vote_event import EventKind, VoteEvent
from arena.models.voter import Voter
from arena.models.voting_session import VotingSession
from arena.models.webhook import DeliveryState, HookEvent, Webhook, WebhookDelivery

__all__ = [
    "ADDRESS_DIGITS",
    "ALLOWED_MOVES",
    "LAGGING_SIDE_PROBABILITY",
    "LANGUAGE_TAG",
    "LONGEST_STATE",
    "LONGEST_WORDS",
    "MOST_MATCHES_PER_MINUTE",
    "OPEN_MATCHES_PER_VOTER",
    "PUBLIC_STATES",
    "UNSET",
    "ApiAnswer",
    "ApiKey",
    "ArenaSettings",
    "AuditEntry",
    "BrieflyKept",
    "BulkAction",
    "BulkKind",
    "Category",
    "Challenge",
    "ChallengeState",
    "Claim",
    "Competitor",
    "Consumed",
    "ContentImport",
    "ContentUpload",
    "DeliveryState",
    "Difficulty",
    "Ending",
    "EventKind",
    "Exclusion",
    "ExclusionRule",
    "HookEvent",
    "ImportLine",
    "ImportState",
    "Item",
    "Kind",
    "Known",
    "KnownName",
    "Leak",
    "LeakSearch",
    "Mask",
    "Match",
    "NameAuthors",
    "NameKind",
    "Origin",
    "Outcome",
    "Pair",
    "Placeholder",
    "PoolSnapshot",
    "PoolVersion",
    "PreparedRows",
    "PromptFormat",
    "PublishDumps",
    "Range",
    "ReasoningTraces",
    "Report",
    "ReportReason",
    "Response",
    "ResponseQuerySet",
    "ResponsesPublic",
    "ReviewState",
    "Side",
    "Sighting",
    "Stored",
    "Submission",
    "Tag",
    "ToldRange",
    "UnvotedCount",
    "Vote",
    "VoteEvent",
    "VoteQuerySet",
    "Voter",
    "VotingSession",
    "Webhook",
    "WebhookDelivery",
    "Withdrawal",
    "add_counts",
    "authors_named",
    "authors_unnamed",
    "digest_of",
    "files_in_use",
    "files_of",
    "forget_masks",
    "insert_row",
    "insert_rows",
    "known_to",
    "masked_responses",
    "merge_ranges",
    "receipt_code",
    "stored_files",
    "vote_of_receipt",
    "with_ids",
]
