"""Which two responses a voter sees next."""

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from arena.errors import NoPairAvailable
from arena.matches.pool import Draw, Pool, Seen, pools
from arena.models import OPEN_MATCHES_PER_VOTER, Match, Pair, Response, Sighting, Voter

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


@dataclass(frozen=True, slots=True)
class _Chosen:
    """The two responses of a draw, and how likely they were."""

    draw: Draw
    first: int
    second: int
    probability: float


def open_match(
    *,
    voter: Voter,
    now: datetime,
    rng: random.Random,
    address_hash: str = "",
    after: UUID | None = None,
) -> Match:
    """Serve two responses the voter has not compared yet, nor seen under their authors' names.

    A voter who has two matches open gets the older of them, so reloading cannot pick pairs.

    Args:
        voter: whom.
        now: when.
        rng: chance.
        address_hash: from where it is asked, by `arena.visitors.address_hash`.
        after: the match before this one. What comes next was opened already if any other is open.

    Raises:
        NoPairAvailable: the voter has compared everything there is, or there is nothing.
    """
    asked = _Asked(voter, now, rng, address_hash, after)
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
        pool = pools.rebuilt()
    raise NoPairAvailable


def _open_or_find(pool: Pool, asked: _Asked) -> Match | None:
    """A match, or None when what was drawn may no longer be shown."""
    known = _known(asked.voter, asked.now)
    still_open = [match for match in known if match.ending is None]
    prepared = [match for match in still_open if match.id != asked.after]
    if prepared and (asked.after is not None or len(still_open) >= OPEN_MATCHES_PER_VOTER):
        return min(prepared, key=lambda match: match.opened_at)
    chosen = _choose(pool, _seen(pool, known, asked.voter), asked.rng)
    return None if chosen is None else _serve(chosen, asked, _free_slot(still_open))


def _known(voter: Voter, now: datetime) -> Sequence[Match]:
    """What the voter has compared or has before them, those whose time is over ended."""
    known = list(Match.objects.of(voter.id).known())
    if any(match.ending is None and match.has_expired(now) for match in known):
        Match.objects.expire(voter.id, now=now)
        known = list(Match.objects.of(voter.id).known())
    return known


def _seen(pool: Pool, known: Sequence[Match], voter: Voter) -> Seen:
    seen = pool.pairs_with(_sighted(pool, voter))
    for match in known:
        bit = pool.bit_of.get(match.challenge_id)
        if bit is not None:
            competitors = (match.left_competitor_id, match.right_competitor_id)
            seen[min(competitors), max(competitors)] |= 1 << bit
    return seen


def _sighted(pool: Pool, voter: Voter) -> Mapping[int, int]:
    """Per competitor, a bit mask of the challenges on which the voter knows its response."""
    sighted: defaultdict[int, int] = defaultdict(int)
    of_voter = Sighting.objects.filter(voter=voter).order_by()
    for competitor, challenge in of_voter.values_list(
        "response__competitor_id", "response__challenge_id"
    ):
        if (bit := pool.bit_of.get(challenge)) is not None:
            sighted[competitor] |= 1 << bit
    return sighted


def _choose(pool: Pool, seen: Seen, rng: random.Random) -> _Chosen | None:
    draw = pool.draw(seen=seen, rng=rng)
    if draw is None:
        raise NoPairAvailable
    rows = (
        Response.objects.servable()
        .order_by()
        .filter(challenge=draw.challenge, competitor__in=(draw.first, draw.second))
        .values_list("competitor_id", "id")
    )
    samples: dict[int, list[int]] = {draw.first: [], draw.second: []}
    for competitor, response in rows:
        samples[competitor].append(response)
    first, second = samples[draw.first], samples[draw.second]
    if not first or not second:
        return None
    probability = draw.probability / (len(first) * len(second))
    return _Chosen(draw, rng.choice(first), rng.choice(second), probability)


def _free_slot(still_open: Sequence[Match]) -> int:
    taken = {match.slot for match in still_open}
    return next(slot for slot in range(OPEN_MATCHES_PER_VOTER) if slot not in taken)


def _serve(chosen: _Chosen, asked: _Asked, slot: int) -> Match:
    draw = chosen.draw
    sides = [(draw.first, chosen.first), (draw.second, chosen.second)]
    if not Pair.objects.draw_side(first=draw.first, second=draw.second, rng=asked.rng):
        sides.reverse()
    (left_competitor, left), (right_competitor, right) = sides
    return Match.objects.create(
        voter_id=asked.voter.id,
        challenge_id=draw.challenge,
        left_id=left,
        right_id=right,
        left_competitor_id=left_competitor,
        right_competitor_id=right_competitor,
        probability=chosen.probability,
        slot=slot,
        address_hash=asked.address_hash,
        opened_at=asked.now,
        expires_at=asked.now + timedelta(minutes=settings.MATCH_MINUTES),
    )
