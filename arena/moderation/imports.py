"""What becomes of an import after it was tried."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext

from arena import audit
from arena.errors import NothingToDo
from arena.models import ContentImport, ImportState
from arena.moderation.reason import stated
from arena.roles import Right, require


@transaction.atomic
def drop_import(
    *, content_import: ContentImport, reason: str, actor: User | None, now: datetime
) -> None:
    """Take an import off the desk that failed or waits to be written; nothing of it was.

    Raises:
        NotPermitted: the actor's role does not allow it.
        ReasonMissing: the reason is empty.
        NothingToDo: it is being worked on, was written, or was dropped already.
    """
    require(actor, Right.LOAD_CONTENT)
    reason = stated(reason)
    unwritten = ContentImport.objects.unwritten().select_for_update()
    found = unwritten.filter(pk=content_import.pk).first()
    if found is None:
        raise NothingToDo(gettext("This import is not in a state for that."))
    before, found.state = found.state, ImportState.DROPPED
    found.save(update_fields=["state"])
    audit.record(
        actor=actor,
        action="drop",
        subject=found,
        before=before,
        after=ImportState.DROPPED.value,
        reason=reason,
        now=now,
    )
