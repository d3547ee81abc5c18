"""Keys of the API, made and revoked by staff, what each may be used for, and the answers that are
kept for writes that are sent again.

Which key a request has is found by `arena.api.authentication`.
"""

from arena.access import answers
from arena.access.keys import LONGEST_LIFE, START, find_key, make_key, require_scope, revoke_key
from arena.access.scopes import SCOPE_NAMES, Scope, scopes_open_to

__all__ = [
    "LONGEST_LIFE",
    "SCOPE_NAMES",
    "START",
    "Scope",
    "answers",
    "find_key",
    "make_key",
    "require_scope",
    "revoke_key",
    "scopes_open_to",
]
