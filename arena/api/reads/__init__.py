"""What all reads of the API share: parameters, pages by cursor, sparse fields, versions, and who
may read an answer from where."""

from arena.api.reads.answering import Answer, etag_of
from arena.api.reads.cursors import CursorNotValid
from arena.api.reads.errors import Gone, NotThere, ParameterNotValid, RequestRefused
from arena.api.reads.listing import Listing, ListRead, OwnListRead
from arena.api.reads.paging import Sort
from arena.api.reads.parameters import (
    Parameter,
    between,
    flag,
    moment,
    one_of,
    several_of,
    slug,
    text,
)
from arena.api.reads.views import OwnRead, Read, only

__all__ = [
    "Answer",
    "CursorNotValid",
    "Gone",
    "ListRead",
    "Listing",
    "NotThere",
    "OwnListRead",
    "OwnRead",
    "Parameter",
    "ParameterNotValid",
    "Read",
    "RequestRefused",
    "Sort",
    "between",
    "etag_of",
    "flag",
    "moment",
    "one_of",
    "only",
    "several_of",
    "slug",
    "text",
]
