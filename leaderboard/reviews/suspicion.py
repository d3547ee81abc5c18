"""Open and decide reviews of suspicious voters.

The votes of a voter under review count until a person decides, unless the tests are so certain
that they put the voter in quarantine; then they count again once a person clears the voter.
"""

import logging
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Count, Max

from arena import audit
from arena.errors import NothingToDo
from arena.locks import only_one
from arena.models import (
    BulkAction,
    BulkKind,
    Competitor,
    ExclusionRule,
    Match,
    Origin,
    Vote,
    Voter,
)
from arena.moderation import (
    VoteSearch,
    begin_bulk,
    block_voter,
    carry_on,
    changeable,
    end_quarantine,
    exclude_quarantined,
    quarantine_voters,
    stated,
)
from arena.roles import Right, require
from leaderboard.integrity import Findings, examine
from leaderboard.models import (
    Inspection,
    Suspicion,
    SuspicionGround,
    SuspicionQuerySet,
    SuspicionState,
)
from leaderboard.reviews.ballots import BallotsRead, read_ballots

logger = logging.getLogger(__name__)

# A decided ground is reviewed again only after so many new votes of the voter.
NEW_VOTES = 20
# So many voters of one address in the last `RUSH` are tested at once, and not only every hour, but
# not again within `REST`.
RUSH_VOTERS = 20
RUSH, REST = timedelta(minutes=15), timedelta(minutes=5)

_QUARANTINE = (
    "The tests are certain enough that these votes wait for a decision: they were cast too fast,"
    " or in a burst from one address and on a second ground."
)


def find_suspicious_voters(*, now: datetime) -> list[Suspicion]:
    """Test every voter, open a review for each ground found, and return the new reviews. Voters
    whom the tests find with near certainty are put in quarantine.

    No review is opened for a ground that is under review, or that was decided fewer than
    `NEW_VOTES` votes of the voter ago. Does nothing if there is no new vote since the last
    inspection, or while another process is inspecting.
    """
    with only_one("suspicion") as is_ours:
        if not is_ours or not _has_new_votes():
            return []
        last_vote = _last_vote()
        read = read_ballots()
        level = settings.SUSPICION_FALSE_PERCENT / 100
        findings = examine(read.ballots, read.skips, level=level)
        with transaction.atomic():
            inspection = _record(read, findings, last_vote, level, now)
            opened = list(_open(read, findings, inspection, now))
            bulk = _quarantine(read, findings, now)
        if bulk is not None:
            carry_on(bulk, clock=lambda: now, is_enough=lambda: False)
    logger.info("inspection %s opened %s reviews", inspection.pk, len(opened))
    return opened


def inspect_a_rush(*, now: datetime) -> list[Suspicion]:
    """Test every voter if many voters of one address came within minutes; then as
    `find_suspicious_voters`."""
    recent = Match.objects.filter(opened_at__gt=now - RUSH, opened_at__lte=now)
    crowds = recent.exclude(address_hash="").order_by().values("address_hash")
    rush = crowds.annotate(voters=Count("voter", distinct=True)).filter(voters__gte=RUSH_VOTERS)
    rested = not Inspection.objects.filter(inspected_at__gt=now - REST).exists()
    return find_suspicious_voters(now=now) if rested and rush.exists() else []


@transaction.atomic
def decide_suspicion(
    *,
    suspicions: SuspicionQuerySet,
    state: SuspicionState,
    reason: str,
    actor: User,
    now: datetime,
) -> int:
    """Close these reviews, and return how many were open. Votes are not changed.

    Raises:
        NotPermitted: the actor's role does not allow it.
        ReasonMissing: the reason is empty.
        ValueError: a review is decided by clearing or confirming it.
    """
    if state == SuspicionState.OPEN:
        raise ValueError("a review is decided by clearing or confirming it")
    require(actor, Right.JUDGE_VOTERS)
    reason = stated(reason)
    decided = suspicions.decide(state=state, actor_id=actor.pk, reason=reason, now=now)
    if decided:
        audit.record(
            actor=actor,
            action="decide",
            subject=audit.Several(Suspicion, decided),
            before=SuspicionState.OPEN.value,
            after=state.value,
            reason=reason,
            now=now,
        )
    return decided


@transaction.atomic
def clear_voter(*, voter: Voter, reason: str, actor: User, now: datetime) -> BulkAction | None:
    """Clear every open review of a voter, and begin to reinstate the votes that were excluded by a
    quarantine: `arena.moderation.carry_on` does that. None if there are none.

    Raises:
        NotPermitted: the actor's role does not allow it.
        ReasonMissing: the reason is empty.
        NothingToDo: no review is open.
    """
    suspicions = Suspicion.objects.filter(voter=voter)
    state = SuspicionState.CLEARED
    if not decide_suspicion(
        suspicions=suspicions, state=state, reason=reason, actor=actor, now=now
    ):
        raise NothingToDo
    return end_quarantine(voter=voter, reason=reason, reinstate=True, actor=actor, now=now)


@transaction.atomic
def confirm_voter(*, voter: Voter, reason: str, actor: User, now: datetime) -> BulkAction | None:
    """Confirm every open review of a voter, block the voter, and begin to exclude all their votes:
    `arena.moderation.carry_on` does that. None if none of them counts any more. What a quarantine
    excluded stays excluded under its rule.

    Raises:
        NotPermitted: the actor's role does not allow it.
        ReasonMissing: the reason is empty.
        NothingToDo: no review is open.
    """
    suspicions = Suspicion.objects.filter(voter=voter)
    state = SuspicionState.CONFIRMED
    if not decide_suspicion(
        suspicions=suspicions, state=state, reason=reason, actor=actor, now=now
    ):
        raise NothingToDo
    if not Voter.objects.filter(pk=voter.pk, blocked_at__isnull=False).exists():
        block_voter(voter=voter, reason=reason, actor=actor, now=now)
    end_quarantine(voter=voter, reason=reason, reinstate=False, actor=actor, now=now)
    search = VoteSearch(voter=str(voter.pk))
    if not changeable(search, BulkKind.EXCLUDE).exists():
        return None
    rule = ExclusionRule.MANIPULATION
    return begin_bulk(
        kind=BulkKind.EXCLUDE, search=search, rule=rule, reason=reason, actor=actor, now=now
    )


def _has_new_votes() -> bool:
    last = Inspection.objects.order_by("-id").values_list("last_vote", flat=True).first()
    return _last_vote() > (last or 0)


def _last_vote() -> int:
    """The id of the newest vote cast here, 0 if there is none."""
    newest = Vote.objects.filter(origin=Origin.VOTED).aggregate(last=Max("id"))["last"]
    return int(newest or 0)


def _record(
    read: BallotsRead, findings: Findings, last_vote: int, level: float, now: datetime
) -> Inspection:
    return Inspection.objects.create(
        inspected_at=now,
        votes=len(read.ballots.voter),
        last_vote=last_vote,
        voters=len(read.voters),
        found=int(findings.selected.voters.sum()),
        level=level,
        taste=findings.taste,
        rounds=findings.rounds,
    )


def _open(
    read: BallotsRead, findings: Findings, inspection: Inspection, now: datetime
) -> Iterator[Suspicion]:
    votes = np.bincount(read.ballots.voter, minlength=len(read.voters))
    found = np.flatnonzero(findings.selected.voters)
    known = _votes_to_reopen([read.voters[place] for place in found.tolist()])
    slugs = _slugs(read)
    for place in found.tolist():
        voter = read.voters[place]
        for ground, evidence in findings.of(place).items():
            if votes[place] < known.get((voter, ground.value), 0):
                continue
            yield Suspicion.objects.create(
                voter_id=voter,
                ground=SuspicionGround(ground.value),
                inspection=inspection,
                opened_at=now,
                votes=int(votes[place]),
                p=findings.p_of(place, ground),
                q=float(findings.selected.q[place]),
                evidence=_named(evidence, slugs),
            )


def _quarantine(read: BallotsRead, findings: Findings, now: datetime) -> BulkAction | None:
    """Put the voters found with near certainty in quarantine, but for whom a person has cleared.

    Votes that counted in spite of an earlier quarantine, cast while it began, are excluded, too.
    """
    votes = np.bincount(read.ballots.voter, minlength=len(read.voters))
    found = {
        read.voters[place]: int(votes[place])
        for place in np.flatnonzero(findings.quarantined).tolist()
    }
    voters = list(found.keys() - _cleared(found))
    quarantine_voters(voters=voters, reason=_QUARANTINE, now=now)
    return exclude_quarantined(reason=_QUARANTINE, now=now)


def _cleared(votes: Mapping[UUID, int]) -> set[UUID]:
    """Who of these voters was cleared, on any ground, fewer than `NEW_VOTES` of their votes ago."""
    cleared = Suspicion.objects.filter(state=SuspicionState.CLEARED).order_by()
    rows = cleared.values_list("voter_id", "votes")
    return {voter for voter, then in rows if votes.get(voter, then) < then + NEW_VOTES}


def _votes_to_reopen(voters: list[UUID]) -> dict[tuple[UUID, str], float]:
    """By voter and ground, the number of votes from which another review may be opened."""
    needed: dict[tuple[UUID, str], float] = {}
    rows = Suspicion.objects.filter(voter__in=voters).order_by("id")
    for voter, ground, state, votes in rows.values_list("voter_id", "ground", "state", "votes"):
        is_open = state == SuspicionState.OPEN
        needed[voter, ground] = float("inf") if is_open else votes + NEW_VOTES
    return needed


def _slugs(read: BallotsRead) -> list[str]:
    """The slug of each competitor, by its index in the ballots."""
    slugs = dict(Competitor.objects.filter(pk__in=read.competitors).values_list("pk", "slug"))
    return [slugs[pk] for pk in read.competitors]


def _named(evidence: Mapping[str, Any], slugs: list[str]) -> dict[str, Any]:
    """The evidence with the competitor's index replaced by its slug."""
    if "competitor" not in evidence:
        return dict(evidence)
    return {**evidence, "competitor": slugs[evidence["competitor"]]}
