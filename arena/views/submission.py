"""Proposing a challenge, and following it by a private link."""

from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from arena.errors import (
    ArenaError,
    SentTooSoon,
    SubmissionsClosed,
    TicketNotValid,
    TooManyRequests,
)
from arena.forms import ProposalForm
from arena.models import Category, ChallengeState, Submission
from arena.refusals import status_of
from arena.submissions import submitting, tickets
from arena.views.preview import Preview, preview_of
from arena.views.refusing import refusing
from arena.views.visitor import address_of, swaps_a_part, voter_of
from arena.visitors import throttling, voters

_page = require_http_methods(["GET", "HEAD", "POST"])

# Said in the form and not on a page of its own, so that nothing written is lost.
_SAID_IN_THE_FORM = (SentTooSoon, SubmissionsClosed, TicketNotValid, TooManyRequests)


@_page
@never_cache
def submit(request: HttpRequest) -> HttpResponseBase:
    if request.method == "POST":
        return _answer(request, None)
    return _show(request, ProposalForm(initial={"ticket": tickets.issue(now=timezone.now())}), None)


@_page
@never_cache
@refusing
def follow(request: HttpRequest, token: str) -> HttpResponseBase:
    submission = submitting.find_submission(token=token)
    if request.method == "POST":
        return _answer(request, submission, token)
    form = ProposalForm.filled_from(submission.challenge, submission.message)
    return _show(request, form, submission)


def _answer(
    request: HttpRequest, submission: Submission | None, token: str = ""
) -> HttpResponseBase:
    """What was sent: to look at, to be corrected, to be looked at for what is like it, or done."""
    form, now = ProposalForm(request.POST), timezone.now()
    preview = None
    try:
        throttling.admit_preview(voter_id=voter_of(request), address=address_of(request), now=now)
        preview = preview_of(form, submission)
        if "preview" in request.POST:
            return _previewed(request, submission, preview)
        if not form.is_valid():
            bad = HTTPStatus.BAD_REQUEST
            return _show(request, form, submission, preview=preview, status=bad)
        if preview.hints and "hinted" not in request.POST:
            return _show(request, form, submission, preview=preview, asks_again=True)
        return _send(request, form, token, now)
    except _SAID_IN_THE_FORM as refusal:
        return _refused(request, form, submission, refusal, preview, now)


def _send(request: HttpRequest, form: ProposalForm, token: str, now: datetime) -> HttpResponseBase:
    voter_id = voter_of(request)
    issued = token or tickets.redeem(form.cleaned_data["ticket"], now=now)
    throttling.admit_submission(voter_id=voter_id, address=address_of(request), now=now)
    told: dict[str, Any] = {
        "proposal": form.proposal,
        "message": form.cleaned_data["message"],
        "token": issued,
        "actor": request.user if isinstance(request.user, User) else None,
        "now": now,
    }
    response = redirect("arena:submission", issued)
    response.status_code = HTTPStatus.SEE_OTHER
    if token:
        submitting.resubmit_challenge(**told)
        return response
    voter, _submission = voters.act_as(
        voter_id, lambda voter: submitting.propose_challenge(voter=voter, **told)
    )
    if voter.id != voter_id:
        voters.set_voter_cookie(response, voter)
    return response


def _previewed(
    request: HttpRequest, submission: Submission | None, preview: Preview
) -> HttpResponse:
    if swaps_a_part(request):
        parts = "arena/submission_parts.html#swapped_preview"
        return render(request, parts, {"preview": preview})
    unfinished = ProposalForm(initial=request.POST.dict())  # which is no mistake yet
    return _show(request, unfinished, submission, preview=preview)


def _refused(
    request: HttpRequest,
    form: ProposalForm,
    submission: Submission | None,
    refusal: ArenaError,
    preview: Preview | None,
    now: datetime,
) -> HttpResponse:
    status, headers = status_of(refusal), {}
    if isinstance(refusal, TooManyRequests):
        headers["Retry-After"] = str(refusal.retry_after_seconds)
    if swaps_a_part(request):  # the preview that is there stays
        return HttpResponse(status=status, headers={**headers, "HX-Reswap": "none"})
    if isinstance(refusal, TicketNotValid):
        form = ProposalForm(request.POST.dict() | {"ticket": tickets.issue(now=now)})
    form.add_error(None, _sentence(refusal))
    response = _show(request, form, submission, preview=preview, status=status)
    for name, value in headers.items():
        response.headers[name] = value
    return response


def _sentence(refusal: ArenaError) -> str:
    if not isinstance(refusal, TooManyRequests):
        return str(refusal)
    minutes = -(-refusal.retry_after_seconds // 60)
    return ngettext(
        "That was a lot in a short time. Nothing is lost: try again in %(minutes)d minute.",
        "That was a lot in a short time. Nothing is lost: try again in %(minutes)d minutes.",
        minutes,
    ) % {"minutes": minutes}


def _show(
    request: HttpRequest,
    form: ProposalForm,
    submission: Submission | None,
    *,
    preview: Preview | None = None,
    asks_again: bool = False,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "preview": preview,
        "asks_again": asks_again,
        "submission": submission,
    }
    if submission is None:
        context["is_open"] = submitting.takes_submissions() and Category.objects.exists()
        return render(request, "arena/submit.html", context, status=status)
    challenge = submission.challenge
    context |= {
        "challenge": challenge,
        "link": request.build_absolute_uri(),
        "steps": submitting.steps_of(challenge),
        "can_change": challenge.state == ChallengeState.DRAFT,
    }
    response = render(request, "arena/submission.html", context, status=status)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    # The address is a secret: nobody is told it, not even our own other pages. "no-referrer" would
    # also take the origin from forms, which the protection against forged ones needs.
    response.headers["Referrer-Policy"] = "strict-origin"
    return response
