"""All voters of a burst: what a decision would change, and deciding on them at once."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from arena.errors import ArenaError
from arena.models import Item, Voter
from arena.refusals import status_of
from leaderboard.desk.forms import BurstForm
from leaderboard.desk.gate import desk, signed, staff_of
from leaderboard.desk.redirects import see_other
from leaderboard.queue import ACTIONS, Action, Signed
from leaderboard.reviews import bursts

MOST_LISTED = 100


class Decide(Protocol):
    def __call__(self, *, voters: Sequence[Voter], reason: str, **by: Signed) -> None: ...


_ACTIONS: Mapping[str, Action] = {each.name: each for each in ACTIONS[Item.VOTER]}
_VERBS = {"accept": bursts.confirm_burst, "reject": bursts.clear_burst}


@require_http_methods(["GET", "HEAD", "POST"])
@desk
def burst(request: HttpRequest, address: str) -> HttpResponseBase:
    """Shows what would change; the form below it says of how many voters."""
    voters = bursts.voters_of_burst(address)
    if not voters:
        return see_other("desk:queue")
    form, refusal = BurstForm(request.POST if request.method == "POST" else None), None
    if form.is_bound and form.confirms(len(voters)):
        try:
            _decide(request, form, voters)
        except ArenaError as refused:
            refusal = refused
        else:
            return see_other("desk:queue")
    return _show(request, address, voters, form, refusal)


def _decide(request: HttpRequest, form: BurstForm, voters: Sequence[Voter]) -> None:
    action = _ACTIONS[form.cleaned_data["do"]]
    reason = form.cleaned_data["reason"].strip() or str(action.reason)
    _VERBS[action.name](voters=voters, reason=reason, **signed(request))
    number = len(voters)
    sentence = ngettext("%(number)d voter decided.", "%(number)d voters decided.", number)
    messages.success(request, f"{action.done}. {sentence % {'number': number}}")


def _show(
    request: HttpRequest,
    address: str,
    voters: Sequence[Voter],
    form: BurstForm,
    refusal: ArenaError | None,
) -> HttpResponse:
    person = staff_of(request)
    context = {
        "place": "queue",
        "address_hash": address,
        "listed": voters[:MOST_LISTED],
        "unlisted": max(len(voters) - MOST_LISTED, 0),
        "effect": bursts.effect_on_burst(voters),
        "actions": [(each, person.has_perm(each.right.value)) for each in _ACTIONS.values()],
        "form": form,
        "refusal": refusal,
    }
    status = status_of(refusal) if refusal else 400 if form.errors else 200
    return render(request, "desk/burst.html", context, status=status)
