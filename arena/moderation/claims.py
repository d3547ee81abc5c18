"""Taking an item of the queue, so that two people do not do the same work."""

from collections.abc import Mapping
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from arena.errors import ClaimedByAnother
from arena.models import Claim, Item
from arena.roles import Right, require

# What deciding on an item takes, so that nobody keeps it from those who may.
RIGHT_TO_DECIDE: Mapping[Item, Right] = {
    Item.SUBMISSION: Right.REVIEW_CHALLENGES,
    Item.REPORT: Right.DECIDE_REPORTS,
    Item.LEAK: Right.JUDGE_RESPONSES,
    Item.VOTER: Right.JUDGE_VOTERS,
    Item.CONTENT: Right.LOAD_CONTENT,
}


@transaction.atomic
def claim_item(*, item: Item, key: str, actor: User, now: datetime) -> Claim:
    """Take the item, or keep it for longer. A claim nobody renewed for half an hour is free.

    Raises:
        NotPermitted: the actor's role does not allow to decide on it.
        ClaimedByAnother: somebody else has it.
    """
    require(actor, RIGHT_TO_DECIDE[item])
    mine = {"claimed_by": actor, "claimed_at": now}
    claim, is_new = Claim.objects.get_or_create(item=item, key=key, defaults=mine)
    if is_new:
        return claim
    claim = Claim.objects.select_for_update().get(pk=claim.pk)
    check_free(item=item, key=key, actor=actor, now=now)
    claim.claimed_by, claim.claimed_at = actor, now
    claim.save(update_fields=list(mine))
    return claim


def release_item(*, item: Item, key: str, actor: User) -> None:
    """Leave the item to others. Releasing what one has not claimed is harmless."""
    Claim.objects.filter(item=item, key=key, claimed_by=actor).delete()


def check_free(*, item: Item, key: str, actor: User, now: datetime) -> None:
    """Refuse to work on what somebody else has claimed.

    Raises:
        ClaimedByAnother: somebody else has it.
    """
    others = Claim.objects.standing(now=now).filter(item=item, key=key).exclude(claimed_by=actor)
    if others.exists():
        raise ClaimedByAnother
