"""What waits, one item of it, and deciding it."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from arena import framing
from arena.errors import ArenaError
from arena.models import Claim, Item, Response
from arena.moderation import RIGHT_TO_DECIDE, claim_item, release_item
from arena.refusals import status_of
from arena.visitors import sightings
from leaderboard.desk.forms import BulkForm, QueueForm
from leaderboard.desk.gate import desk, signed, staff_of
from leaderboard.desk.redirects import see_other
from leaderboard.desk.showing import context_of
from leaderboard.queue import (
    Opened,
    Waiting,
    count_unproven,
    decide,
    neighbours,
    open_item,
    read_queue,
)
from leaderboard.reviews import bursts

# Named above the queue; the others follow once these are decided.
MOST_BURSTS = 5


@require_safe
@desk
def queue(request: HttpRequest) -> HttpResponse:
    form = QueueForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    of = Item(asked["kind"]) if asked.get("kind") else None
    mine = staff_of(request) if asked.get("mine") else None
    found = read_queue(of=of, mine=mine, now=timezone.now())
    context = {
        "place": "queue",
        "queue": found,
        "unproven": count_unproven(),
        "bursts": bursts.bursts_waiting()[:MOST_BURSTS],
        "kinds": [(item, found.counts[item]) for item in Item],
        "of": of,
        "mine": bool(mine),
    }
    return render(request, "desk/queue.html", context)


@require_safe
@desk
def item(request: HttpRequest, item: str, key: str) -> HttpResponse:
    return _show(request, _find(item, key))


@require_POST
@desk
def claim(request: HttpRequest, item: str, key: str) -> HttpResponseBase:
    found = _find(item, key)
    if request.POST.get("release"):
        release_item(item=found.item, key=found.key, actor=staff_of(request))
    else:
        claim_item(item=found.item, key=found.key, **signed(request))
    return see_other("desk:item", item, key)


@require_POST
@desk
def decision(request: HttpRequest, item: str, key: str) -> HttpResponseBase:
    """Decide, and go on with what comes next."""
    found = _find(item, key)
    name, reason = request.POST.get("do", ""), _reason(request.POST, found)
    following = neighbours(_waiting(), found.name)[1]
    try:
        decide(found, name, reason=reason, by=signed(request))
    except ArenaError as refusal:
        return _show(request, _find(item, key), refusal=refusal, reason=reason)
    done = next(each.done for each in found.actions if each.name == name)
    messages.success(request, f"{found.title}: {done}.")
    if following is None:
        return see_other("desk:queue")
    return see_other("desk:item", following.item.value, following.key)


@require_POST
@desk
def bulk(request: HttpRequest) -> HttpResponseBase:
    """Say what would be done to each of the chosen items, then do it to each by itself."""
    waiting = _waiting()
    form = BulkForm(request.POST, [each.name for each in waiting])
    if not form.is_valid():
        messages.warning(request, _("Choose items that wait, and what to do with them."))
        return see_other("desk:queue")
    clean = form.cleaned_data
    chosen = [each for each in waiting if each.name in set(clean["chosen"])]
    if not clean["confirmed"]:
        planned = [(each, _label(each, clean["do"])) for each in chosen]
        context = {"place": "queue", "planned": planned, "do": clean["do"]}
        return render(request, "desk/bulk.html", context)
    done, refused = _do_to_each(request, chosen, clean["do"], clean["reason"])
    if done:
        sentence = ngettext("%(number)d item decided.", "%(number)d items decided.", done)
        messages.success(request, sentence % {"number": done})
    for title, refusal in refused:
        messages.error(request, f"{title}: {refusal}")
    return see_other("desk:queue")


def _do_to_each(
    request: HttpRequest, chosen: Iterable[Waiting], name: str, reason: str
) -> tuple[int, list[tuple[str, ArenaError]]]:
    done, refused = 0, []
    for each in chosen:
        found = open_item(each.item, each.key)
        if found is None:
            continue
        try:
            given = reason or _default_reason(found, name)
            decide(found, name, reason=given, by=signed(request))
        except ArenaError as refusal:
            refused.append((each.title, refusal))
        else:
            done += 1
    return done, refused


def _label(waiting: Waiting, name: str) -> str:
    found = open_item(waiting.item, waiting.key)
    actions = found.actions if found else ()
    labels = [str(action.label) for action in actions if action.name == name]
    return labels[0] if labels else _("Nothing: this cannot be done to it")


def _find(item: str, key: str) -> Opened:
    if item not in Item.values or (found := open_item(Item(item), key)) is None:
        raise Http404
    return found


def _reason(sent: Any, found: Opened) -> str:
    return str(sent.get("reason", "")).strip() or _default_reason(found, str(sent.get("do", "")))


def _default_reason(found: Opened, name: str) -> str:
    return next((str(each.reason) for each in found.actions if each.name == name), "")


def _waiting() -> Sequence[Waiting]:
    return read_queue(of=None, mine=None, now=timezone.now()).items


def _show(
    request: HttpRequest, found: Opened, *, refusal: ArenaError | None = None, reason: str = ""
) -> HttpResponse:
    now, person = timezone.now(), staff_of(request)
    claims = Claim.objects.standing(now=now).select_related("claimed_by")
    before, after = neighbours(_waiting(), found.name)
    context = {
        "place": "queue",
        "opened": found,
        "actions": [(each, person.has_perm(each.right.value)) for each in found.actions],
        "may_claim": person.has_perm(RIGHT_TO_DECIDE[found.item].value),
        "claim": claims.filter(item=found.item, key=found.key).first(),
        "before": before,
        "after": after,
        "refusal": refusal,
        "reason": reason,
    }
    context |= context_of(request, found)
    response = render(
        request, "desk/item.html", context, status=status_of(refusal) if refusal else 200
    )
    framing.allow_frames(response, request)
    named = context.get("response")
    if isinstance(named, Response):
        sightings.add_sightings(response, request, [named.pk])
    return response
