"""Which votes may be published: in a list, a file, an answer of the API, a card or a feed.

A vote says which competitor wrote the response with which digest, and its time or its match finds
it again. While matches may still show its responses blind, whoever reads it would know their
authors.
"""

from django.db.models import Q

from arena.models import VoteQuerySet, authors_named
from arena.visibility.readers import OUTSIDER
from arena.visibility.responses import are_public


def publishable(votes: VoteQuerySet) -> VoteQuerySet:
    """Of these votes, those whose competitors, digests, match and exact time may be published:
    their responses are public, and their authors were named to whoever voted.

    A vote from elsewhere was cast on no match of this arena. If it is on no response of it either,
    it may always be published.
    """
    about_none = Q(left__isnull=True)
    is_named = Q(match__isnull=True) | authors_named("match__")
    return votes.filter(about_none | (are_public(OUTSIDER, "challenge__") & is_named))
