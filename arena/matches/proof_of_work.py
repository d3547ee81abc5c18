"""The proof of work that a match asks for while many are opened from one address.

It is bound to the match: signed with its id and its end, so a solution is good for one match, and
a match takes one vote. What is asked depends on what had happened when the match was opened, so it
does not change while somebody reads.
"""

import base64
import binascii
import json
import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

import altcha.v2 as altcha
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from arena.arena_settings import current_settings
from arena.models import Exclusion, ExclusionRule, Match

SALT = "arena.proof_of_work"
# One derivation of a key takes so many iterations of PBKDF2 with SHA-256; the number to find is
# drawn from this range, and every number below it is tried first.
COST = 1_000
FEWEST, MOST = 500, 1_500
# Matches opened from the address within this time before the match are counted.
WINDOW = timedelta(minutes=1)
# A solution has some 600 characters.
LONGEST_SOLUTION = 2_000
# Told to the voter of such a vote.
WAITS_FOR_REVIEW = _(
    "Your vote is recorded, but it does not count before a person has looked at it: many matches "
    "were opened from your network address, and the vote came without the puzzle that a browser "
    "solves then."
)

type Json = dict[str, Any]


def asks_for_work(match: Match) -> bool:
    """Whether more matches were opened from its address than `proof_above_matches_per_minute`."""
    most = current_settings().proof_above_matches_per_minute
    if not most or not match.address_hash:
        return False
    opened = Match.objects.filter(
        address_hash=match.address_hash,
        opened_at__gt=match.opened_at - WINDOW,
        opened_at__lte=match.opened_at,
    )
    return opened.order_by().count() > most


def challenge_for(match: Match) -> Json | None:
    """What has to be solved for a vote on this match to count at once; None below the threshold."""
    if not asks_for_work(match):
        return None
    made = altcha.create_challenge(
        "PBKDF2/SHA-256",
        COST,
        counter=FEWEST + secrets.randbelow(MOST - FEWEST),
        expires_at=match.expires_at,
        data={"match": str(match.id)},
        hmac_secret=_secret("challenge"),
        hmac_key_secret=_secret("key"),
    )
    return dict(made.to_dict())


def rule_without_work(
    *, match_id: UUID, voter_id: UUID | None, solution: str
) -> ExclusionRule | None:
    """The rule under which a vote on this match waits for a review, if it comes without the
    solution that the match asks for. A match of another voter, or none, asks for nothing."""
    if not current_settings().proof_above_matches_per_minute or voter_id is None:
        return None
    match = Match.objects.of(voter_id).filter(id=match_id).order_by().first()
    if match is None or not asks_for_work(match) or _is_solved(match, solution):
        return None
    return ExclusionRule.UNPROVEN


def waiting_for_review(matches: Iterable[UUID]) -> frozenset[UUID]:
    """Those of these matches whose vote came without the work and was not let count yet; not asked
    for where no work is."""
    if not current_settings().proof_above_matches_per_minute:
        return frozenset()
    waiting = Exclusion.objects.standing().filter(
        rule=ExclusionRule.UNPROVEN, vote__match__in=list(matches)
    )
    return frozenset(waiting.order_by().values_list("vote__match", flat=True))


def _is_solved(match: Match, solution: str) -> bool:
    if not solution or len(solution) > LONGEST_SOLUTION:
        return False
    payload = _read(solution)
    if payload is None or payload.challenge.parameters.data != {"match": str(match.id)}:
        return False
    checked = altcha.verify_solution(payload, _secret("challenge"), hmac_key_secret=_secret("key"))
    return bool(checked.verified)


def _read(solution: str) -> altcha.Payload | None:
    try:
        return altcha.Payload.from_dict(json.loads(base64.b64decode(solution, validate=True)))
    except (binascii.Error, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _secret(of: str) -> bytes:
    """Keys of their own, so that nothing else the arena signs is a challenge."""
    return salted_hmac(SALT, of, algorithm="sha256").digest()
