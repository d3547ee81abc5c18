"""Taking a model out of new matches for good, and bringing it back."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext

from arena import audit
from arena.errors import NothingToDo
from arena.models import Competitor, PoolVersion
from arena.moderation.reason import stated
from arena.roles import Right, require

_ACTIVE = "active"
_RETIRED = "retired"


@transaction.atomic
def retire_competitor(
    *, competitor: Competitor, reason: str, actor: User | None, now: datetime
) -> None:
    """Show its responses in no new match. Open matches, votes and pages stay.

    Raises:
        NotPermitted: the actor's role does not allow it.
        ReasonMissing: the reason is empty.
        NothingToDo: it is retired already.
    """
    require(actor, Right.MANAGE_COMPETITORS)
    reason = stated(reason)
    active = Competitor.objects.filter(pk=competitor.pk, retired_at__isnull=True)
    if not active.update(retired_at=now):
        raise NothingToDo(gettext("This model is retired already."))
    _record(competitor, "retire", (_ACTIVE, _RETIRED), actor=actor, reason=reason, now=now)


@transaction.atomic
def bring_back_competitor(
    *, competitor: Competitor, reason: str, actor: User | None, now: datetime
) -> None:
    """Show its responses in matches again.

    Raises:
        NotPermitted: the actor's role does not allow it.
        ReasonMissing: the reason is empty.
        NothingToDo: it is not retired, or it is merged into another.
    """
    require(actor, Right.MANAGE_COMPETITORS)
    reason = stated(reason)
    retired = Competitor.objects.retired().filter(pk=competitor.pk)
    if retired.filter(merged_into__isnull=False).exists():
        raise NothingToDo(gettext("This model is merged into another: unmerge it first."))
    if not retired.update(retired_at=None):
        raise NothingToDo(gettext("This model is not retired."))
    _record(competitor, "bring back", (_RETIRED, _ACTIVE), actor=actor, reason=reason, now=now)


def _record(
    competitor: Competitor,
    action: str,
    states: tuple[str, str],
    *,
    actor: User | None,
    reason: str,
    now: datetime,
) -> None:
    PoolVersion.objects.advance()
    audit.record(
        actor=actor,
        action=action,
        subject=competitor,
        before=states[0],
        after=states[1],
        reason=reason,
        now=now,
    )
