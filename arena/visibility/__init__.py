"""Who may see which response under its author's name, and which vote may be published.

Whatever shows a response, its author or a file to a reader asks `visible_to`; whatever publishes a
vote asks `publishable`, and whatever publishes what happened to votes, such as entries of the
ledger, `may_be_told`.
"""

from arena.visibility.publishing import DAYS_UNDECIDED, may_be_told, publishable
from arena.visibility.readers import OUTSIDER, STAFF, Reader, ReaderKind
from arena.visibility.responses import are_public, rule_of, shows_responses, visible_to

__all__ = [
    "DAYS_UNDECIDED",
    "OUTSIDER",
    "STAFF",
    "Reader",
    "ReaderKind",
    "are_public",
    "may_be_told",
    "publishable",
    "rule_of",
    "shows_responses",
    "visible_to",
]
