"""Reading from the tables which pairs may be served, and keeping that picture as bytes."""

import io
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt
from django.db.models import CharField, F, Max, Min, StringAgg, Value
from django.db.models.functions import Cast

from arena.matches.drawing import Integers, Pool, pair_probabilities, row_starts
from arena.models import Pair, PoolSnapshot, PoolVersion, Response

# How old the votes per pair may be; they are one row per pair of competitors.
VOTES_SECONDS = 30.0

# Which arrays a stored picture has; another layout is not read.
LAYOUT = 2
_ARRAYS = ("competitors", "challenges", "answered", "shared", "probabilities", "same_text")


def build_pool(*, version: int, earlier: Pool | None = None) -> Pool:
    """Read what may be served, and how many votes each pair of competitors has.

    Args:
        version: of the responses.
        earlier: a pool. If it is of this version, only the votes are read.
    """
    if earlier is not None and earlier.version == version:
        competitors, challenges = earlier.competitors, earlier.challenges
        answered, shared, same_text = earlier.answered, earlier.shared, earlier.same_text
    else:
        competitors, challenges, has_answered = _read_answers()
        answered, shared = np.packbits(has_answered, axis=1), _count_shared(has_answered)
        same_text = _read_same_text(competitors, challenges)
    votes = _read_votes(competitors)
    probabilities = pair_probabilities(shared=shared, votes=votes)
    return Pool(version, competitors, challenges, answered, shared, probabilities, same_text)


def pool_as_bytes(pool: Pool) -> bytes:
    arrays = {name: getattr(pool, name) for name in _ARRAYS}
    file = io.BytesIO()
    np.savez(file, layout=LAYOUT, version=pool.version, **arrays)
    return file.getvalue()


def pool_from_bytes(content: bytes) -> Pool | None:
    """The pool; None if it was stored by code that lays it out differently."""
    with np.load(io.BytesIO(content), allow_pickle=False) as stored:
        if int(stored["layout"]) != LAYOUT:
            return None
        return Pool(int(stored["version"]), **{name: stored[name] for name in _ARRAYS})


def refresh_snapshot(*, now: datetime) -> None:
    """Store the picture anew if the responses have changed or its votes may be old."""
    version, stored = PoolVersion.objects.current(), PoolSnapshot.objects.stored()
    is_current = stored is not None and stored.version == version
    if stored and is_current and now - stored.checked_at < timedelta(seconds=VOTES_SECONDS):
        return
    earlier = pool_from_bytes(PoolSnapshot.objects.content()) if is_current else None
    pool = build_pool(version=version, earlier=earlier)
    if earlier is not None and np.array_equal(earlier.probabilities, pool.probabilities):
        PoolSnapshot.objects.confirm(now=now)
    else:
        PoolSnapshot.objects.store(pool_as_bytes(pool), version=version, now=now)


def _read_answers() -> tuple[Integers, Integers, npt.NDArray[np.bool_]]:
    """The competitors, the challenges, and (C, H) who has answered what.

    One row per competitor, because the database lists millions of responses faster than they can be
    fetched one by one.
    """
    listed = StringAgg(Cast("challenge_id", CharField()), Value(","))
    answers = Response.objects.servable().order_by().values("competitor_id").annotate(on=listed)
    answered_by = {
        competitor: np.fromstring(on, dtype=np.int64, sep=",")
        for competitor, on in answers.values_list("competitor_id", "on")
    }
    competitors = np.array(sorted(answered_by), dtype=np.int64)
    challenges = np.unique(np.concatenate([np.zeros(0, np.int64), *answered_by.values()]))
    has_answered = np.zeros((len(competitors), len(challenges)), dtype=bool)
    for place, competitor in enumerate(competitors.tolist()):
        has_answered[place, np.searchsorted(challenges, answered_by[competitor])] = True
    return competitors, challenges, has_answered


def _read_same_text(competitors: Integers, challenges: Integers) -> Integers:
    """(2, T) see `Pool`."""
    listed = StringAgg(Cast("competitor_id", CharField()), Value(","))
    texts = Response.objects.servable().order_by().values("challenge_id", "sha256")
    by_all = texts.annotate(by=listed, least=Min("competitor_id"), most=Max("competitor_id"))
    given_twice = by_all.filter(least__lt=F("most"))
    found = [np.zeros((2, 0), np.int64)]
    bit_of = {challenge: bit for bit, challenge in enumerate(challenges.tolist())}
    for text, (challenge, by) in enumerate(given_twice.values_list("challenge_id", "by")):
        both = np.intersect1d(competitors, np.fromstring(by, dtype=np.int64, sep=","))
        who, bit = np.searchsorted(competitors, both), bit_of.get(challenge)
        if bit is None:  # it was published since the others were read
            continue
        found.append(np.stack((bit * len(competitors) + who, np.full(len(who), text))))
    return np.concatenate(found, axis=1)


def _count_shared(has_answered: npt.NDArray[np.bool_]) -> Integers:
    """(P,) how many challenges each pair shares, as a product of matrices."""
    as_numbers = has_answered.astype(np.float32)  # exact up to 16 million challenges
    both = as_numbers @ as_numbers.T
    return both[np.triu_indices(len(both), 1)].astype(np.int64)


def _read_votes(competitors: Integers) -> Integers:
    """(P,) how many votes each pair has."""
    size = len(competitors)
    votes = np.zeros(size * (size - 1) // 2, dtype=np.int64)
    rows = Pair.objects.order_by().filter(votes__gt=0)
    counted = np.array(
        list(rows.values_list("first_id", "second_id", "votes")), dtype=np.int64
    ).reshape(-1, 3)
    counted = counted[np.isin(counted[:, :2], competitors).all(axis=1)]
    first, second = np.searchsorted(competitors, counted[:, :2]).T
    votes[row_starts(size)[first] + second - first - 1] = counted[:, 2]
    return votes
