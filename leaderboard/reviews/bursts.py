"""All voters of a burst under review, decided on by one action.

A burst is found again by the address of the day from which its voters came.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Count, Exists, OuterRef

from arena.errors import ClaimedByAnother, NothingToDo
from arena.models import Claim, Exclusion, ExclusionRule, Item, Match, Vote, Voter
from arena.moderation import (
    block_voters,
    end_quarantines,
    exclude_votes,
    stated,
    votes_in_quarantine,
)
from leaderboard.models import Suspicion, SuspicionGround, SuspicionState
from leaderboard.reviews.suspicion import decide_suspicion

# Grounds on which a voter is found together with others of one address.
GROUNDS = (SuspicionGround.BURST, SuspicionGround.TOGETHER, SuspicionGround.AS_ONE)
# One voter is decided on alone.
LEAST_VOTERS = 2
# Voters decided on at once; the oldest come first, and the others wait for the next time.
MOST_VOTERS = 1_000


@dataclass(frozen=True, slots=True)
class WaitingBurst:
    """How many voters of a burst wait for a decision."""

    address_hash: str
    voters: int


@dataclass(frozen=True, slots=True)
class BurstEffect:
    """What a decision would do: votes that count until now, which confirming excludes, and votes
    that wait in quarantine, which clearing reinstates."""

    voters: int
    counted: int
    quarantined: int


def bursts_waiting(*, with_voter: UUID | None = None) -> list[WaitingBurst]:
    """The bursts of which several voters wait, the largest first.

    Args:
        with_voter: only those that this voter belongs to.
    """
    waiting = Suspicion.objects.open().filter(ground__in=GROUNDS).order_by().values("voter")
    matches = Match.objects.filter(voter__in=waiting).exclude(address_hash="").order_by()
    if with_voter is not None:
        mine = Match.objects.of(with_voter).order_by().values("address_hash")
        matches = matches.filter(address_hash__in=mine)
    counts = matches.values("address_hash").annotate(voters=Count("voter", distinct=True))
    found = counts.filter(voters__gte=LEAST_VOTERS).order_by("-voters", "address_hash")
    return [WaitingBurst(**row) for row in found]


def voters_of_burst(address_hash: str) -> list[Voter]:
    """Those who wait for a decision, the oldest first, `MOST_VOTERS` at most."""
    waiting = Suspicion.objects.open().filter(ground__in=GROUNDS, voter=OuterRef("pk"))
    came = Match.objects.filter(voter=OuterRef("pk"), address_hash=address_hash)
    found = Voter.objects.filter(Exists(waiting.order_by()), Exists(came.order_by()))
    return list(found.order_by("created_at", "pk")[:MOST_VOTERS]) if address_hash else []


def effect_on_burst(voters: Sequence[Voter]) -> BurstEffect:
    votes = Vote.objects.filter(voter__in=voters)
    standing = Exclusion.objects.standing().filter(vote=OuterRef("pk"))
    counted = votes.filter(~Exists(standing.order_by())).count()
    return BurstEffect(len(voters), counted, votes_in_quarantine(voters).count())


@transaction.atomic
def confirm_burst(*, voters: Sequence[Voter], reason: str, actor: User, now: datetime) -> None:
    """Confirm every open review of these voters, block them and exclude all their votes. What a
    quarantine excluded stays excluded under its rule.

    Raises:
        NotPermitted: the actor's role does not allow it.
        ReasonMissing: the reason is empty.
        NothingToDo: no review is open.
        ClaimedByAnother: somebody else is working on one of them.
    """
    _decide(voters, SuspicionState.CONFIRMED, reason, actor, now)
    block_voters(voters=voters, reason=reason, actor=actor, now=now)
    end_quarantines(voters=voters, reason=reason, reinstate=False, actor=actor, now=now)
    exclude_votes(
        votes=Vote.objects.filter(voter__in=voters),
        rule=ExclusionRule.MANIPULATION,
        reason=reason,
        actor=actor,
        now=now,
    )


@transaction.atomic
def clear_burst(*, voters: Sequence[Voter], reason: str, actor: User, now: datetime) -> None:
    """Clear every open review of these voters, and reinstate the votes that their quarantine has
    excluded.

    Raises:
        NotPermitted: the actor's role does not allow it.
        ReasonMissing: the reason is empty.
        NothingToDo: no review is open.
        ClaimedByAnother: somebody else is working on one of them.
    """
    _decide(voters, SuspicionState.CLEARED, reason, actor, now)
    end_quarantines(voters=voters, reason=reason, reinstate=True, actor=actor, now=now)


def _decide(
    voters: Sequence[Voter], state: SuspicionState, reason: str, actor: User, now: datetime
) -> None:
    claims = Claim.objects.standing(now=now).filter(item=Item.VOTER)
    if claims.filter(key__in=[str(each.pk) for each in voters]).exclude(claimed_by=actor).exists():
        raise ClaimedByAnother
    suspicions = Suspicion.objects.filter(voter__in=voters)
    decided = decide_suspicion(
        suspicions=suspicions, state=state, reason=stated(reason), actor=actor, now=now
    )
    if not decided:
        raise NothingToDo
