"""Saying that something is wrong with a response or a challenge."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from arena.forms import ReportForm
from arena.models import Challenge, ReportReason, Response, Side
from arena.views.refusing import refusing
from arena.views.visitor import address_of, reader_of, voter_of
from arena.visitors import reporting, throttling, voters

_page = require_http_methods(["GET", "HEAD", "POST"])
_SIDES = {"a": Side.LEFT, "b": Side.RIGHT, "challenge": None}

type Thing = tuple[Challenge, Response | None]


@_page
@never_cache
@refusing
def of_match(request: HttpRequest, match_id: UUID) -> HttpResponseBase:
    """What is on the table, as blind as the match itself: a side has a letter and no name."""
    asked = (request.POST or request.GET).get("what", "")
    voter_id = voter_of(request)

    def shown(what: str) -> Thing:
        side = _SIDES.get(what)
        return reporting.response_in_match(match_id=match_id, voter_id=voter_id, side=side)

    challenge, _response = shown("challenge")
    form = ReportForm(request.POST or None, initial={"what": asked}, is_of_match=True)
    back = reverse("arena:match", args=[match_id])
    return _answer(request, form, challenge, back, shown, match_id=match_id)


@_page
@never_cache
@refusing
def of_challenge(request: HttpRequest, slug: str) -> HttpResponseBase:
    challenge = reporting.published_challenge(slug=slug)
    back = reverse("site:challenge", args=[slug])
    form = ReportForm(request.POST or None)
    return _answer(request, form, challenge, back, lambda _: (challenge, None))


@_page
@never_cache
@refusing
def of_response(request: HttpRequest, slug: str, challenge: str) -> HttpResponseBase:
    reader = reader_of(request)
    found = reporting.response_to(competitor=slug, challenge=challenge, reader=reader)
    back = reverse("site:response", args=[slug, challenge])
    form = ReportForm(request.POST or None)
    return _answer(request, form, found.challenge, back, lambda _: (found.challenge, found))


def _answer(
    request: HttpRequest,
    form: ReportForm,
    challenge: Challenge,
    back: str,
    thing: Callable[[str], Thing],
    *,
    match_id: UUID | None = None,
) -> HttpResponseBase:
    context: dict[str, Any] = {"challenge": challenge, "form": form, "back": back}
    context["match_id"] = match_id
    if request.GET.get("sent") and request.method != "POST":
        return render(request, "arena/report.html", context | {"is_sent": True})
    if not form.is_valid():
        context["title"] = _("Report a problem")
        status = HTTPStatus.BAD_REQUEST if form.is_bound else HTTPStatus.OK
        return render(request, "arena/report.html", context, status=status)
    voter_id, now = voter_of(request), timezone.now()
    throttling.admit_report(voter_id=voter_id, address=address_of(request), now=now)
    about, response = thing(form.cleaned_data.get("what", ""))
    told: dict[str, Any] = {
        "challenge": about,
        "response": response,
        "reason": ReportReason(form.cleaned_data["reason"]),
        "words": form.cleaned_data["words"],
        "now": now,
    }
    voter, _report = voters.act_as(voter_id, lambda voter: reporting.report(voter=voter, **told))
    return _sent(request, voter, is_new=voter.id != voter_id)


def _sent(request: HttpRequest, voter: Any, *, is_new: bool) -> HttpResponse:
    answer = redirect(f"{request.path}?sent=1")
    answer.status_code = HTTPStatus.SEE_OTHER
    if is_new:
        voters.set_voter_cookie(answer, voter)
    return answer
