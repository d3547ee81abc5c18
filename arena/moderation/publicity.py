"""When the responses to one challenge are public, whatever the arena has chosen for all."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext

from arena import audit
from arena.errors import NothingToDo
from arena.models import Challenge, ResponsesPublic
from arena.roles import Right, require

_AS_ARENA = "as the arena"


@transaction.atomic
def set_responses_public(
    *, challenge: Challenge, rule: ResponsesPublic | None, actor: User | None, now: datetime
) -> Challenge:
    """Choose when the responses to a challenge are shown with their authors; None leaves it to the
    settings of the arena.

    Raises:
        NotPermitted: the actor's role does not allow it.
        NothingToDo: it is so already.
    """
    require(actor, Right.REVIEW_CHALLENGES)
    challenge = Challenge.objects.select_for_update(no_key=True).get(pk=challenge.pk)
    before = challenge.responses_public
    if before == rule:
        raise NothingToDo(gettext("Its responses have this rule already."))
    challenge.responses_public = rule
    challenge.save(update_fields=["responses_public"])
    audit.record(
        actor=actor,
        action="set responses public",
        subject=challenge,
        before=before or _AS_ARENA,
        after=rule or _AS_ARENA,
        now=now,
    )
    return challenge
