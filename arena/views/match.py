"""Opening a match, showing it, voting on it, skipping it."""

import json
import random
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRedirect

from arena import framing
from arena.arena_settings import current_settings
from arena.errors import NoPairAvailable, TooManyRequests
from arena.forms import NextForm, VoteForm
from arena.matches import (
    WAITS_FOR_REVIEW,
    Choice,
    Verdict,
    boards_of_first_vote,
    cast_vote,
    challenge_for,
    contribution_of,
    count_unnamed,
    find_match,
    left_for,
    open_match,
    rule_without_work,
    skip_match,
    verdict_of,
    waiting_for_review,
)
from arena.models import Ending, Match, Outcome, Side, Voter, known_to, receipt_code
from arena.rendering import show_instructions, show_prompt, show_side
from arena.site import require_own_page
from arena.views import choosing
from arena.views.refusing import refusing
from arena.views.visitor import address_of, reader_of, swaps_a_part, voter_of
from arena.visibility import OUTSIDER, shows_responses
from arena.visitors import hash_address, sightings, throttling, voters

_chance = random.SystemRandom()


@require_POST
@refusing
def open_(request: HttpRequest) -> HttpResponseBase:
    form = NextForm(request.POST)
    if not form.is_valid():
        return _open_next(request, None)
    try:
        return _open_next(request, form.cleaned_data["after"], is_ahead=form.cleaned_data["ahead"])
    except (NoPairAvailable, TooManyRequests):
        if form.cleaned_data["ahead"]:
            return HttpResponse(status=204)  # nobody is waiting for it yet
        raise


@csrf_exempt  # its form stands on pages that caches keep, which hold no token
@require_POST
@refusing
def start(request: HttpRequest) -> HttpResponseBase:
    """Open a match of what the form chooses, which is remembered, or of what was chosen before."""
    require_own_page(request)
    choice = choosing.chosen_in(request)
    response = _open_next(request, None, choice=choice)
    if choosing.MARK in request.POST:
        choosing.remember(response, choice)
    return response


@require_GET
@never_cache
@refusing
def show(request: HttpRequest, match_id: UUID) -> HttpResponseBase:
    match = find_match(match_id=match_id, voter_id=voter_of(request))
    response = render(request, "arena/match.html", _context(request, match))
    framing.allow_frames(response, request)
    return response


@require_POST
@refusing
def vote(request: HttpRequest, match_id: UUID) -> HttpResponseBase:
    voter_id, now = voter_of(request), timezone.now()
    form = VoteForm(request.POST)
    if not form.is_valid():
        sentence = gettext("That is no outcome.")
        context = {"code": "invalid", "sentence": sentence, "status": 400}
        return render(request, "refusal.html", context, status=400)
    throttling.admit_vote(voter_id=voter_id, address=address_of(request), now=now)
    outcome = Outcome(form.cleaned_data["outcome"])
    solution = form.cleaned_data["work"]
    rule = rule_without_work(match_id=match_id, voter_id=voter_id, solution=solution)
    recorded = cast_vote(
        match_id=match_id, voter_id=voter_id, outcome=outcome, now=now, excluded_under=rule
    )
    if recorded.session:
        return _go(request, reverse("arena:session", args=[recorded.session.id]))
    if not swaps_a_part(request):
        return _go_to(request, match_id)
    return _vote_part(request, find_match(match_id=match_id, voter_id=voter_id))


@require_POST
@refusing
def skip(request: HttpRequest, match_id: UUID) -> HttpResponseBase:
    skip_match(match_id=match_id, voter_id=voter_of(request), now=timezone.now())
    return _open_next(request, match_id)


@require_GET
@never_cache
def end(request: HttpRequest) -> HttpResponseBase:
    """The page for a voter who has nothing left to judge blind; others are led on."""
    voter_id = voter_of(request)
    if voter_id is None:
        return redirect("site:home")
    choice = choosing.named_in(request) or choosing.remembered(request)
    left = left_for(known_to(voter_id), now=timezone.now(), choice=choice)
    if left.still_open:
        return redirect("arena:match", left.still_open.id)
    if not left.is_nothing_else:
        return redirect("site:home")
    if left.elsewhere:
        context = {"chooser": choosing.chooser(choice), "elsewhere": left.elsewhere}
        return render(request, "arena/end_of_choice.html", context)
    context = {"contributed": contribution_of(voter_id), "waiting": count_unnamed(voter_id)}
    return render(request, "arena/end.html", context)


def _open_next(
    request: HttpRequest,
    after: UUID | None,
    *,
    is_ahead: bool = False,
    choice: Choice | None = None,
) -> HttpResponseBase:
    """Open a match of this choice, or of the one that the browser remembers if None."""
    choice = choosing.remembered(request) if choice is None else choice
    voter_id, now = voter_of(request), timezone.now()
    address = address_of(request)
    throttling.admit_match(voter_id=voter_id, address=address, now=now)
    address_hash = hash_address(address, now=now)
    asked: dict[str, Any] = {"now": now, "address_hash": address_hash, "choice": choice}

    def open_for(voter: Voter) -> tuple[Match | None, bool]:
        has_settled = sightings.save_sightings(request, voter.id)
        try:
            return open_match(voter=voter, rng=_chance, after=after, **asked), has_settled
        except NoPairAvailable as refusal:
            if is_ahead or not (refusal.has_judged_all or refusal.elsewhere):
                raise
            return None, has_settled

    voter, (match, has_settled) = voters.act_as(voter_id, open_for)
    response = _go_to(request, match.id) if match else _go(request, _end_of(choice))
    if has_settled:
        sightings.delete_sightings_cookie(response)
    if voter.id != voter_id:
        voters.set_voter_cookie(response, voter)
    return response


def _end_of(choice: Choice) -> str:
    """Of the page that says that nothing is left, of one challenge or of what is remembered."""
    of_one = f"?{urlencode({'challenge': choice.challenge})}" if choice.challenge else ""
    return reverse("arena:end") + of_one


def _context(request: HttpRequest, match: Match) -> dict[str, Any]:
    origin = framing.frame_origin(request)
    is_over = match.ending is not None or match.has_expired(timezone.now())
    has_vote = match.ending == Ending.VOTE
    return {
        "match": match,
        "challenge": match.challenge,
        "prompt": show_prompt(match.challenge),
        "left": show_side(match, Side.LEFT, frame_origin=origin),
        "right": show_side(match, Side.RIGHT, frame_origin=origin),
        "instructions": _instructions(match),
        "may_ask_for_work": current_settings().proof_above_matches_per_minute > 0,
        "work": "" if is_over else _work(match),
        **(_verdict(match) if has_vote else {"verdict": None, "unnamed": None}),
        "shows_responses": _shows_responses(request, match),
        "is_public": shows_responses(match.challenge, OUTSIDER),
        "ended": (match.ending or Ending.EXPIRY) if is_over and not has_vote else "",
        "chooser": choosing.chooser_of(request),
    }


def _instructions(match: Match) -> list[tuple[str, SafeString]]:
    """Those of the arena, then those of the category under its name."""
    category = match.challenge.category
    texts = [("", current_settings().instructions), (category.name, category.instructions)]
    return [
        (name, show_instructions(text, place=f"note{number}-"))
        for number, (name, text) in enumerate(texts)
        if text.strip()
    ]


def _verdict(match: Match) -> dict[str, Any]:
    """The verdict on a match that was voted on, or that its authors are not named, or not yet; and
    whether the vote waits."""
    verdict = verdict_of(match)
    is_named = isinstance(verdict, Verdict)
    waits = WAITS_FOR_REVIEW if waiting_for_review([match.id]) else ""
    return {
        "verdict": verdict if is_named else None,
        "unnamed": None if is_named else verdict,
        "waits": waits,
        "moves": [] if waits else boards_of_first_vote(match, verdict),
        "receipt": receipt_code(match.vote.pk),
    }


def _shows_responses(request: HttpRequest, match: Match) -> bool:
    """Whether the verdict leads to the pages of its responses."""
    return shows_responses(match.challenge, reader_of(request, match.voter_id))


def _work(match: Match) -> str:
    """The proof of work that the match asks for, as JSON; empty if none."""
    challenge = challenge_for(match)
    return json.dumps(challenge) if challenge else ""


def _vote_part(request: HttpRequest, match: Match) -> HttpResponse:
    """What takes the place of the buttons of a match."""
    shows = _shows_responses(request, match)
    context = {"match": match, "shows_responses": shows, **_verdict(match)}
    template = "match_verdict" if context["verdict"] else "match_unnamed"
    return render(request, f"arena/{template}.html", context)


def _go_to(request: HttpRequest, match_id: UUID) -> HttpResponse:
    return _go(request, reverse("arena:match", args=[match_id]))


def _go(request: HttpRequest, address: str) -> HttpResponse:
    if swaps_a_part(request):
        return HttpResponseClientRedirect(address)
    response = redirect(address)
    response.status_code = 303
    return response
