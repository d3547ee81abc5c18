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
    """Take an import that failed off the desk; nothing of it was written.

    Raises:
        NotPermitted: the actor's role does not allow it.
        ReasonMissing: the reason is empty.
        NothingToDo: it did not fail, or was dropped already.
    """
    require(actor, Right.LOAD_CONTENT)
    reason = stated(reason)
    failed = ContentImport.objects.failed().filter(pk=content_import.pk)
    if not failed.update(state=ImportState.DROPPED):
        raise NothingToDo(gettext("This import did not fail, or was dropped already."))
    audit.record(
        actor=actor,
        deed="drop",
        subject=content_import,
        before=ImportState.FAILED.value,
        after=ImportState.DROPPED.value,
        reason=reason,
        now=now,
    )
