"""Tables of a dump: votes, how their matches were served, exclusions, and the ledger."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Subquery

from arena.models import Match
from arena.visibility import may_be_told
from leaderboard.ledger import EventFacts, LedgerRow, canonical, event_digest, events_in_ledger
from leaderboard.models import RatingRun
from leaderboard.open_data.tables import DataTable, Moment, columns
from leaderboard.open_data.told import (
    ends_of_exclusions,
    standing_exclusion_told,
    told_exclusions,
    told_votes,
)

# Rows in memory at a time.
_CHUNK = 500

type Rows = Iterator[Sequence[Any]]


def _votes(moment: Moment) -> Rows:
    votes = told_votes().annotate(is_excluded=standing_exclusion_told(now=moment.now))
    rows = votes.order_by("id").values_list(
        "id", "match_id", "voter_id", "challenge__slug", "left_id", "right_id",
        "left_competitor__slug", "right_competitor__slug", "outcome", "origin", "source",
        "cast_at", "is_excluded",
    )  # fmt: skip
    for vote, match, voter, *values, is_excluded in rows.iterator(chunk_size=_CHUNK):
        name = None if match is None else str(match)
        yield (vote, name, moment.pseudonym(voter), *values, not is_excluded)


def _matches(moment: Moment) -> Rows:
    """Those of votes that may be published: how a skipped match was served is told to nobody, for
    its voter may be served the same responses again."""
    rows = Match.objects.filter(vote__in=told_votes()).order_by("id").values_list(
        "id", "vote__id", "voter_id", "challenge__slug", "left_id", "right_id",
        "left_competitor__slug", "right_competitor__slug", "probability", "name_authors",
        "opened_at", "ended_at", "choice",
    )  # fmt: skip
    for match, vote, voter, *values in rows.iterator(chunk_size=_CHUNK):
        yield (str(match), vote, moment.pseudonym(voter), *values)


def _exclusions(moment: Moment) -> Rows:
    ended = Subquery(ends_of_exclusions().values("happened_at")[:1])
    rows = told_exclusions(now=moment.now).annotate(ended_at=ended).order_by("id")
    return rows.values_list("id", "vote_id", "rule", "excluded_at", "ended_at").iterator(
        chunk_size=_CHUNK
    )


def _ledger(moment: Moment) -> Rows:
    """Whether a digest may be told depends on the next entry, so each waits for that."""
    heads = frozenset(RatingRun.objects.values_list("sequence", flat=True))
    last: tuple[LedgerRow, EventFacts] | None = None
    for row, facts in _entries(moment):
        if last is not None:
            hides = _is_unsalted(row) and last[0].sequence not in heads
            yield _entry(*last, hides_digest=hides)
        last = row, facts
    if last is not None:
        yield _entry(*last, hides_digest=False)


def _entries(moment: Moment) -> Iterator[tuple[LedgerRow, EventFacts]]:
    facts = EventFacts()
    told = may_be_told(now=moment.now)
    for rows in events_in_ledger(facts, chunk=_CHUNK, chosen=told):
        for row in rows:
            yield row, facts


def _is_unsalted(row: LedgerRow) -> bool:
    """Whether it is withheld without a salt: whoever has the digests before and after it can try
    out what it was. Of several such entries in a row the last one's digest is published, and those
    that runs have published."""
    return not row.is_chosen and row.salt is None


def _entry(row: LedgerRow, facts: EventFacts, *, hides_digest: bool) -> Sequence[Any]:
    """The event as its very bytes, or what stands for it."""
    event = canonical(row.event, facts, version=row.version)
    if row.is_chosen:
        salt = None if row.salt is None else row.salt.hex()
        return row.sequence, row.version, row.digest, salt, None, event.decode()
    if row.salt is None:
        digest = None if hides_digest else row.digest
        return row.sequence, row.version, digest, None, None, None
    return row.sequence, row.version, row.digest, None, event_digest(row.salt, event).hex(), None


VOTES = DataTable(
    "votes",
    "Votes whose responses are public and whose authors were named to the voter.",
    columns(
        id=("integer", "Number of the vote."),
        match=("text", "Its match; null for a vote from elsewhere."),
        voter=("text", "The same for all votes of a voter in this dump, and in no other."),
        challenge=("text", "Slug of the challenge; null where it is unknown."),
        left_response=("integer", "Number of the response on the left; null where it is unknown."),
        right_response=("integer", "Number of the response on the right."),
        left=("text", "Slug of the competitor on the left."),
        right=("text", "Slug of the competitor on the right."),
        outcome=("text", "`left`, `right`, `tie` or `both_bad`."),
        origin=("text", "`voted` here, `imported` or `simulated`."),
        source=("text", "Where an imported vote is from."),
        cast_at=("time", "When it was cast."),
        counts=("boolean", "False if an exclusion of this dump stands."),
    ),
    _votes,
)

MATCHES = DataTable(
    "matches",
    "How the matches of these votes were served.",
    columns(
        id=("text", "The match."),
        vote=("integer", "Number of its vote."),
        voter=("text", "As of the vote."),
        challenge=("text", "Slug of the challenge."),
        left_response=("integer", "Number of the response on the left."),
        right_response=("integer", "Number of the response on the right."),
        left=("text", "Slug of the competitor on the left."),
        right=("text", "Slug of the competitor on the right."),
        probability=(
            "number",
            "Of serving these two responses to this voter then, given the choice.",
        ),
        name_authors=("text", "When the voter was told who wrote them: the rule it was served by."),
        opened_at=("time", "When it was opened."),
        ended_at=("time", "When it ended."),
        choice=("text", "What the voter had chosen, such as `category=coding`; empty is anything."),
    ),
    _matches,
)

EXCLUSIONS = DataTable(
    "exclusions",
    "Why votes do not count. One that waits for a decision is withheld for 30 days.",
    columns(
        id=("integer", "Number of the exclusion."),
        vote=("integer", "Number of the vote."),
        rule=("text", "Under which rule, such as `manual` or `manipulation`."),
        excluded_at=("time", "When."),
        lifted_at=("time", "When the vote was reinstated; null if the exclusion stands."),
    ),
    _exclusions,
)

LEDGER = DataTable(
    "ledger",
    "Every entry of the ledger up to the head, in order. Events that may not be told are withheld.",
    columns(
        sequence=("integer", "Place of the entry, from 1."),
        version=("integer", "Of its canonical form."),
        digest=("text", "SHA-256 that chains it; null only of withheld entries of version 1."),
        salt=("text", "Hexadecimal; null in version 1 and where the event is withheld."),
        event_digest=("text", "SHA-256 of salt and event, where the event is withheld."),
        event=("text", "The event, as the very bytes that are hashed; null where it is withheld."),
    ),
    _ledger,
)
