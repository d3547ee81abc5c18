"""Finding votes, seeing what a board would say without them, and excluding or reinstating them."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arena.errors import ArenaError
from arena.models import BulkAction, BulkKind, ExclusionRule, Voter
from arena.moderation import (
    VoteSearch,
    begin_bulk,
    block_voter,
    carry_on,
    changeable,
    release_voter,
)
from arena.refusals import status_of
from arena.roles import Right
from arena.tasks import carry_on_bulk, wake
from leaderboard.desk.forms import BulkVotesForm, EffectForm, ReasonForm, VoteSearchForm
from leaderboard.desk.gate import desk, signed, staff_of
from leaderboard.desk.redirects import see_other
from leaderboard.models import OVERALL, Board
from leaderboard.runs import effect_of

MOST_SHOWN = 50


@require_safe
@desk
def votes(request: HttpRequest) -> HttpResponse:
    form = VoteSearchForm(request.GET)
    context: dict[str, Any] = {"place": "votes", "form": form}
    if form.is_valid():
        search = form.search
        found = search.votes()
        rows = found.select_related("left_competitor", "right_competitor", "challenge", "match")
        context |= {
            "count": found.count(),
            "outcomes": list(
                found.order_by("outcome").values_list("outcome").annotate(number=Count("pk"))
            ),
            "rows": rows.defer("challenge__prompt")
            .prefetch_related("exclusions")
            .order_by("-id")[:MOST_SHOWN],
            "asked": _asked(search),
            "may_exclude": staff_of(request).has_perm(Right.EXCLUDE_VOTES.value),
        }
    context["bulk_actions"] = BulkAction.objects.select_related("begun_by")[:5]
    status = 200 if form.is_valid() else 400
    return render(request, "desk/votes.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@desk
def effect(request: HttpRequest) -> HttpResponseBase:
    """What a board would say; sent, it is done."""
    form, asked = VoteSearchForm(request.GET), EffectForm(request.GET)
    if not (form.is_valid() and asked.is_valid()):
        raise Http404
    search, kind = form.search, BulkKind(asked.cleaned_data["kind"])
    if asked.cleaned_data["chosen"] and not search.vote:
        messages.warning(request, _("Choose at least one vote."))
        return see_other("desk:votes")
    confirming = BulkVotesForm(request.POST or None, initial={"kind": kind})
    if request.method != "POST" or not confirming.is_valid():
        return _weigh(request, search, kind, confirming)
    clean = confirming.cleaned_data
    if clean["count"] != changeable(search, kind).count():
        confirming.add_error(None, _("These votes have changed meanwhile. Look again."))
        return _weigh(request, search, kind, confirming)
    rule = ExclusionRule(clean["rule"]) if clean["rule"] else None
    try:
        bulk = begin_bulk(
            kind=kind, search=search, rule=rule, reason=clean["reason"], **signed(request)
        )
    except ArenaError as refusal:
        confirming.add_error(None, str(refusal))
        return _weigh(request, search, kind, confirming, refusal)
    bulk = carry_on(bulk, clock=timezone.now, is_enough=lambda: True)  # the worker does the rest
    sentence = ngettext(
        "%(number)d vote changed; the board follows within seconds.",
        "%(number)d votes changed; the board follows within seconds.",
        bulk.touched,
    )
    messages.success(request, sentence % {"number": bulk.touched})
    if bulk.ended_at is None:
        wake(carry_on_bulk)
        messages.info(request, _("The rest follows in steps; this page shows how far it is."))
    return see_other(f"{reverse('desk:votes')}?{_asked(search)}")


def _weigh(
    request: HttpRequest,
    search: VoteSearch,
    kind: BulkKind,
    form: BulkVotesForm,
    refusal: ArenaError | None = None,
) -> HttpResponse:
    boards = Board.objects.order_by("pk")
    slug = request.GET.get("board") or OVERALL
    board = boards.filter(slug=slug).first()
    if board is None and "board" in request.GET:
        raise Http404
    chosen = changeable(search, kind)
    number = chosen.count()
    context = {
        "place": "votes",
        "kind": kind,
        "effect": board and effect_of(votes=chosen, kind=kind, board=board),
        "boards": boards,
        "board": board,
        "number": number,
        "asked": _asked(search),
        "asked_for": {"kind": kind.value, **search.as_json()},
        "form": form,
        "may_exclude": staff_of(request).has_perm(Right.EXCLUDE_VOTES.value),
    }
    form.initial["count"] = number
    bad = 400 if form.is_bound else 200
    status = status_of(refusal) if refusal else bad
    return render(request, "desk/effect.html", context, status=status)


def _asked(search: VoteSearch) -> str:
    return urlencode(search.as_json())


@require_POST
@desk
def block(request: HttpRequest, voter: UUID) -> HttpResponseBase:
    """Block a voter, or release one."""
    found = Voter.objects.filter(pk=voter).first()
    if found is None:
        raise Http404
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say why: a reason is needed."))
    elif request.POST.get("release"):
        number = release_voter(
            voter=found,
            reason=form.cleaned_data["reason"],
            reinstate=request.POST.get("reinstate") == "yes",
            **signed(request),
        )
        sentence = ngettext(
            "Released; %(number)d vote counts again.",
            "Released; %(number)d votes count again.",
            number,
        )
        messages.success(request, sentence % {"number": number})
    else:
        block_voter(voter=found, reason=form.cleaned_data["reason"], **signed(request))
        messages.success(request, _("Blocked; the voter is not informed."))
    return see_other("desk:item", "voter", str(voter))
