"""Who may see which response under its author's name, and which vote may be published.

Whatever shows a response, its author or a file to a reader asks `visible_to`; whatever publishes a
vote asks `publishable`.
"""

from arena.visibility.publishing import publishable
from arena.visibility.readers import OUTSIDER, STAFF, Reader, ReaderKind
from arena.visibility.responses import are_public, rule_of, shows_responses, visible_to

__all__ = [
    "OUTSIDER",
    "STAFF",
    "Reader",
    "ReaderKind",
    "are_public",
    "publishable",
    "rule_of",
    "shows_responses",
    "visible_to",
]
