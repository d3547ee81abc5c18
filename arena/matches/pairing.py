"""Which two responses a voter sees next."""

import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from arena.arena_settings import current_settings
from arena.errors import NoPairAvailable
from arena.matches.choices import ANYTHING, Choice
from arena.matches.drawing import Pool
from arena.matches.narrowing import narrowed_pools
from arena.matches.pool import pools
from arena.matches.remaining import Draw, remaining_for
from arena.measures import Measure, count
from arena.models import (
    OPEN_MATCHES_PER_VOTER,
    Known,
    Match,
    Pair,
    Response,
    Voter,
    insert_row,
    known_to,
)

# A draw fails when the pool is out of date, an insert when the same voter asked twice at once.
MOST_ATTEMPTS = 4


@dataclass(frozen=True, slots=True)
class _Asked:
    """Who wants a match: see `open_match`."""

    voter: Voter
    now: datetime
    rng: random.Random
    address_hash: str
    after: UUID | None
    choice: Choice


@dataclass(frozen=True, slots=True)
class _Chosen:
    """Two responses, that of the competitor with the lower id first, and how likely they were."""

    first: Response
    second: Response
    probability: float


def open_match(
    *,
    voter: Voter,
    now: datetime,
    rng: random.Random,
    address_hash: str = "",
    after: UUID | None = None,
    choice: Choice = ANYTHING,
) -> Match:
    """Serve two responses of which the voter was told no author, by a verdict or by a page.

    A challenge served in one of the last five matches waits while others are left. A voter who has
    two matches open gets the older, so reloading cannot pick pairs. A match made now comes with its
    challenge and responses; an older one without, to be found again by whoever shows it.

    An open match outside of the choice is not the answer. If both are, the newer one ends, as it
    does when it is skipped.

    Args:
        voter: whom.
        now: when.
        rng: chance.
        address_hash: from where it is asked, by `arena.visitors.address_hash`.
        after: the match before this one. What comes next was opened already if any other is open.
        choice: what the voter would like to judge.

    Raises:
        NoPairAvailable: the voter has judged all that can be judged blind, or all of the choice, or
            there is nothing.
    """
    asked = _Asked(voter, now, rng, address_hash, after, choice)
    match = _open_with_retries(asked)
    if match.opened_at == now:
        count(Measure.MATCH_OPENED)
    return match


def _open_with_retries(asked: _Asked) -> Match:
    """Another request may open a match meanwhile, and the pool may be older than the responses."""
    pool = pools.current()
    for attempt in range(1, MOST_ATTEMPTS + 1):
        try:
            with transaction.atomic():
                match = _open_or_find(pool, asked)
        except IntegrityError:
            if attempt == MOST_ATTEMPTS:
                raise
            continue
        if match is not None:
            return match
        pool = pools.rebuilt(instead_of=pool)
    raise NoPairAvailable


def _open_or_find(pool: Pool, asked: _Asked) -> Match | None:
    """A match, or None when what was drawn may no longer be shown."""
    known = _known(asked.voter, asked.now)
    within = narrowed_pools.of(pool, asked.choice)
    others = [match for match in known.still_open if match.id != asked.after]
    prepared = [
        match for match in others if not asked.choice or within.has_challenge(match.challenge_id)
    ]
    is_full = len(known.still_open) >= OPEN_MATCHES_PER_VOTER
    if prepared and (asked.after is not None or is_full):
        return prepared[0]
    draw = remaining_for(within, known).draw(asked.rng)
    if draw is None:
        if prepared:
            return prepared[0]
        elsewhere = remaining_for(pool, known).number if asked.choice else 0
        raise NoPairAvailable(has_judged_all=pool.cells > 0 and not elsewhere, elsewhere=elsewhere)
    chosen = _choose(draw, asked.rng)
    if chosen is None:
        return None
    if is_full:
        known = _without(others[-1], known, asked)
    return _serve(chosen, asked, _free_slot(known))


def _without(match: Match, known: Known, asked: _Asked) -> Known:
    """What the voter knows once this open match, which is not of the choice, has ended."""
    Match.objects.expire(asked.voter.id, now=asked.now, spoiled=[match])
    return replace(known, still_open=[each for each in known.still_open if each != match])


def _known(voter: Voter, now: datetime) -> Known:
    """What the voter knows; open matches that are late, or blind no more, have ended."""
    known = known_to(voter.id)
    if known.spoiled or any(match.has_expired(now) for match in known.still_open):
        Match.objects.expire(voter.id, now=now, spoiled=known.spoiled)
        known = known_to(voter.id)
    return known


def _choose(draw: Draw, rng: random.Random) -> _Chosen | None:
    """A response of each, or None when one has none any more that may be shown."""
    found = Response.objects.to_serve(draw.challenge, draw.first, draw.second)
    first, second = (
        [response for response in found if response.competitor_id == competitor]
        for competitor in (draw.first, draw.second)
    )
    if not first or not second:
        return None
    probability = draw.probability / (len(first) * len(second))
    return _Chosen(rng.choice(first), rng.choice(second), probability)


def _free_slot(known: Known) -> int:
    """Another slot than that of the newest match if it is free. So two requests that know the same
    matches want the same slot, and the one that loses it knows the other's match when it tries
    again: two open matches never share a response."""
    taken = {match.slot for match in known.still_open}
    free = [slot for slot in range(OPEN_MATCHES_PER_VOTER) if slot not in taken]
    return next((slot for slot in free if slot != known.newest_slot), free[0])


def _serve(chosen: _Chosen, asked: _Asked, slot: int) -> Match:
    first, second = chosen.first, chosen.second
    is_first_left = Pair.objects.draw_side(
        first=first.competitor_id, second=second.competitor_id, rng=asked.rng
    )
    left, right = (first, second) if is_first_left else (second, first)
    match = Match(
        voter_id=asked.voter.id,
        challenge=first.challenge,
        left=left,
        right=right,
        left_competitor_id=left.competitor_id,
        right_competitor_id=right.competitor_id,
        probability=chosen.probability,
        choice=str(asked.choice),
        name_authors=current_settings().name_authors,
        slot=slot,
        address_hash=asked.address_hash,
        opened_at=asked.now,
        expires_at=asked.now + timedelta(minutes=settings.MATCH_MINUTES),
    )
    insert_row(match)
    return match
