"""Doing one thing to one row on its page, and what its page shows of that."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest

from arena.errors import ArenaError
from arena.models import AuditEntry
from leaderboard.desk.gate import signed, staff_of
from leaderboard.queue import Action, perform

MOST_ENTRIES = 20


def act_on(request: HttpRequest, subject: Model, actions: Sequence[Action]) -> ArenaError | None:
    """Do what the form says; returns the refusal, if there was one."""
    name = request.POST.get("do")
    action = next((each for each in actions if each.name == name), None)
    if action is None:
        raise Http404
    reason = request.POST.get("reason", "").strip()
    try:
        perform(action, subject, reason=reason, by=signed(request))
    except ArenaError as refusal:
        return refusal
    messages.success(request, f"{subject}: {action.done}.")
    return None


def context_of_actions(
    request: HttpRequest, subject: Model, actions: Sequence[Action]
) -> dict[str, Any]:
    """What can be done to it now, and what was done to it."""
    itself = type(subject)._default_manager.filter(pk=subject.pk)
    person = staff_of(request)
    return {
        "actions": [
            (each, person.has_perm(each.right.value))
            for each in actions
            if itself.filter(each.applies).exists()
        ],
        "history": history_of(subject),
        "reason": request.POST.get("reason", ""),
    }


def history_of(subject: Model) -> QuerySet[AuditEntry]:
    """What the staff did to it, the newest first."""
    rows = AuditEntry.objects.filter(
        subject_type=subject._meta.model_name, subject_id=str(subject.pk)
    )
    return rows.select_related("actor", "key")[:MOST_ENTRIES]
