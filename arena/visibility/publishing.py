"""Which votes, and which events of votes, may be published: in a list, a file, an answer of the
API, a card or a feed.

A vote says which competitor wrote the response with which digest, and its time or its match finds
it again. While matches may still show its responses blind, whoever reads it would know their
authors.
"""

from datetime import datetime, timedelta

from django.db.models import F, Q

from arena.models import PUBLIC_STATES, EventKind, ExclusionRule, VoteQuerySet, authors_named
from arena.visibility.readers import OUTSIDER
from arena.visibility.responses import are_public

# How long an exclusion may wait for somebody to decide before it is published all the same.
DAYS_UNDECIDED = 30


def publishable(votes: VoteQuerySet) -> VoteQuerySet:
    """Of these votes, those whose competitors, digests, match and exact time may be published:
    their responses are public, and their authors were named to whoever voted.

    A vote from elsewhere was cast on no match of this arena. If it is on no response of it either,
    it may be published, unless its challenge has no page.
    """
    return votes.filter(vote_may_be_told())


def vote_may_be_told(path: str = "") -> Q:
    """What `publishable` asks of a vote, as a condition on rows.

    Args:
        path: from a row to its vote, such as `vote__`; empty for votes themselves.
    """
    has_page = Q(**{f"{path}challenge__isnull": True}) | Q(
        **{f"{path}challenge__state__in": PUBLIC_STATES}
    )
    about_none = Q(**{f"{path}left__isnull": True}) & has_page
    is_named = Q(**{f"{path}match__isnull": True}) | authors_named(f"{path}match__")
    return about_none | (are_public(OUTSIDER, f"{path}challenge__") & is_named)


def may_be_told(*, now: datetime, path: str = "") -> Q:
    """Whether an event, and so its entry in the ledger, may be published, as a condition on rows.

    The events of a vote may be when the vote may be. An exclusion that waits for somebody to decide
    whether its voter is honest is not published for `DAYS_UNDECIDED` days, so that the voter does
    not learn of it meanwhile.

    Args:
        now: what time it is.
        path: from a row to its event, such as `event__`; empty for events themselves.
    """
    recent = Q(**{f"{path}happened_at__gt": now - timedelta(days=DAYS_UNDECIDED)})
    is_excluded = Q(**{f"{path}kind": EventKind.EXCLUDED}) & recent
    waits = _waits(exclusion=f"{path}exclusion__", voter=f"{path}vote__voter__")
    return vote_may_be_told(f"{path}vote__") & ~(is_excluded & waits)


def _waits(*, exclusion: str, voter: str) -> Q:
    """A condition on rows: their exclusion stands and nobody has decided on it. It is of a vote of
    a voter in quarantine, or of one without proof of work."""
    since = f"{voter}quarantined_at"
    # What an earlier quarantine excluded was confirmed.
    in_quarantine = Q(
        **{f"{exclusion}rule": ExclusionRule.SUSPICION, f"{since}__isnull": False},
        **{f"{exclusion}excluded_at__gte": F(since)},
    )
    is_unproven = Q(**{f"{exclusion}rule": ExclusionRule.UNPROVEN})
    return Q(**{f"{exclusion}lifted_at__isnull": True}) & (in_quarantine | is_unproven)
